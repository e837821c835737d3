/** Texts that cannot be told any more after this many pieces: values of templates are short. */
const MAX_VALUE_PIECES = 256;

/**
 * Text as it grows, in pieces. What a template is made of may be taken back, or kept in part: that costs no more than what
 * is taken back, so that templates inside templates cost linear time.
 */
export class Output {
  readonly #pieces: string[] = [];

  get length(): number {
    return this.#pieces.length;
  }

  write(text: string): void {
    if (text !== '') this.#pieces.push(text);
  }

  /** Takes back everything from a place on. */
  cut(from: number): void {
    this.#pieces.length = from;
  }

  /** Leaves of everything from `start` on only what lies from `from` to `to`. */
  keep(start: number, from: number, to: number): void {
    this.#pieces.length = to;
    for (let place = start; place < from; place += 1) this.#pieces[place] = '';
  }

  /** Takes off the first characters of the piece at `place` that is not empty. */
  trimStart(place: number, characters: number): void {
    let at = place;
    while (at < this.#pieces.length && this.#pieces[at] === '') at += 1;
    if (at < this.#pieces.length) this.#pieces[at] = this.#pieces[at].slice(characters);
  }

  /** Puts another text in the place of a piece that `keep` has emptied. */
  replace(place: number, text: string): void {
    this.#pieces[place] = text;
  }

  /** Takes off the blanks at the end. */
  trimEnd(): void {
    const last = this.#pieces.length - 1;
    if (last >= 0) this.#pieces[last] = this.#pieces[last].trimEnd();
  }

  /** The text between two places; null when it is longer than `limit`, in UTF-16 code units. */
  read(from: number, to: number, limit: number): string | null {
    if (to - from > MAX_VALUE_PIECES) return null;
    let text = '';
    for (let place = from; place < to; place += 1) {
      text += this.#pieces[place];
      if (text.length > limit) return null;
    }
    return text;
  }

  /** The first characters that stand between two places, few of them. */
  peek(from: number, to: number): string {
    const last = Math.min(to, from + MAX_VALUE_PIECES);
    for (let place = from; place < last; place += 1) {
      if (this.#pieces[place] !== '') return this.#pieces[place].slice(0, 64);
    }
    return '';
  }

  toString(): string {
    return this.#pieces.join('');
  }
}
