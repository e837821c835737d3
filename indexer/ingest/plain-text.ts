/** What was written at a place. */
const WORDS = 0;
const VERBATIM = 1;
const LINE = 2;
const PARAGRAPH = 3;
type Written = typeof WORDS | typeof VERBATIM | typeof LINE | typeof PARAGRAPH;

const SEPARATORS = ['', ' ', '\n', '\n\n'] as const;

/**
 * Builds readable plain text from marked-up text: words separated by one space, lines by a newline, paragraphs by an
 * empty line; nothing at either end. Line ends are wanted, not written: several in a row make one.
 *
 * The work is done when the text is asked for: that of a whole page is not, where its article is found.
 */
export class PlainText {
  readonly #kinds: Written[] = [];
  /** Of each kind; empty for the end of a line or a paragraph. */
  readonly #texts: string[] = [];

  /** Adds text whose white space (that of HTML: space, tab, CR, LF, FF) only separates words. */
  write(text: string): void {
    this.#add(WORDS, text);
  }

  /** Adds text as it is, such as program code. */
  writeVerbatim(text: string): void {
    if (text !== '') this.#add(VERBATIM, text);
  }

  endLine(): void {
    this.#add(LINE, '');
  }

  endParagraph(): void {
    this.#add(PARAGRAPH, '');
  }

  #add(kind: Written, text: string): void {
    // Most ends of lines follow another.
    const last = this.#kinds.length - 1;
    if (kind >= LINE && last >= 0 && this.#kinds[last] >= LINE) {
      if (kind > this.#kinds[last]) this.#kinds[last] = kind;
      return;
    }
    this.#kinds.push(kind);
    this.#texts.push(text);
  }

  toString(): string {
    const joiner = new Joiner();
    for (const [i, kind] of this.#kinds.entries()) {
      if (kind === WORDS) joiner.addWords(this.#texts[i]);
      else if (kind === VERBATIM) joiner.add(this.#texts[i]);
      else joiner.want(kind);
    }
    return joiner.parts.join('');
  }
}

class Joiner {
  readonly parts: string[] = [];
  /** Number of the separator. */
  #wanted = 0;

  want(separator: number): void {
    if (separator > this.#wanted) this.#wanted = separator;
  }

  addWords(text: string): void {
    const words = text.replace(/[ \t\r\n\f]+/g, ' ');
    const start = words.startsWith(' ') ? 1 : 0;
    const end = words.length > start && words.endsWith(' ') ? words.length - 1 : words.length;
    if (start === 1) this.want(1);
    if (end > start) this.add(words.slice(start, end));
    if (end < words.length) this.want(1);
  }

  add(text: string): void {
    if (this.parts.length > 0) this.parts.push(SEPARATORS[this.#wanted]);
    this.#wanted = 0;
    this.parts.push(text);
  }
}
