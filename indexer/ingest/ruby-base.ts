/** Kana, bopomofo and Han, and halves of pairs beyond: these scripts put no spaces between words. */
const UNSPACED =
  /[\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ud840-\ud8bf\udc00-\udfff]/;

/** The base text of ruby. Where it is written over many lines, the white space between its parts is none of the word's. */
export class RubyBase {
  #last = '';
  /** White space of which it is not known yet what comes behind it. */
  #held = '';

  begin(): void {
    this.#last = '';
    this.#held = '';
  }

  /** The next part of the base without white space beside characters of scripts that have none. */
  join(part: string): string {
    const text = this.#held + part;
    this.#held = '';
    const joined = text.replace(/[ \t\n\f\r]+/g, (space, place: number) => {
      const before = place === 0 ? this.#last : text[place - 1];
      const after = text[place + space.length] ?? '';
      if (UNSPACED.test(before) || UNSPACED.test(after)) return '';
      if (after === '') this.#held = ' ';
      return after === '' ? '' : space;
    });
    this.#last = joined.at(-1) ?? this.#last;
    return joined;
  }

  /** The white space at the end of the base. */
  end(): string {
    return this.#held;
  }
}
