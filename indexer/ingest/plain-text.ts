/**
 * Builds readable plain text from marked-up text: words separated by one space, lines by a newline, paragraphs by an
 * empty line; nothing at either end. Line ends are wanted, not written: several in a row make one.
 */
export class PlainText {
  readonly #parts: string[] = [];
  /** 0 nothing, 1 a space, 2 a new line, 3 an empty line. */
  #wanted = 0;

  /** Adds text whose white space (that of HTML: space, tab, CR, LF, FF) only separates words. */
  write(text: string): void {
    const words = text.replace(/[ \t\r\n\f]+/g, ' ');
    const start = words.startsWith(' ') ? 1 : 0;
    const end = words.length > start && words.endsWith(' ') ? words.length - 1 : words.length;
    if (start === 1) this.#want(1);
    if (end > start) this.#add(words.slice(start, end));
    if (end < words.length) this.#want(1);
  }

  /** Adds text as it is, such as program code. */
  writeVerbatim(text: string): void {
    if (text !== '') this.#add(text);
  }

  endLine(): void {
    this.#want(2);
  }

  endParagraph(): void {
    this.#want(3);
  }

  toString(): string {
    return this.#parts.join('');
  }

  #want(separator: number): void {
    if (separator > this.#wanted) this.#wanted = separator;
  }

  #add(text: string): void {
    if (this.#parts.length > 0) this.#parts.push(['', ' ', '\n', '\n\n'][this.#wanted]);
    this.#wanted = 0;
    this.#parts.push(text);
  }
}
