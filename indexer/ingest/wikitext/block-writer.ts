import { tidy } from './tidy-text.ts';

/** A heading that waits until something stands below it. */
interface Heading {
  readonly level: number;
  readonly name: string;
}

/**
 * Builds the text of a page: blocks parted by an empty line, lines of a list or a table by a newline. Headings are written with
 * the marks of Markdown, which tell their level, and only where something stands below them.
 */
export class BlockWriter {
  /** Headings that were written, in order. */
  readonly sections: string[] = [];
  readonly #pieces: string[] = [];
  #waiting: Heading[] = [];
  /** Lines of the paragraph that is open. */
  #paragraph: string[] = [];
  #isInRun = false;

  heading(level: number, written: string): void {
    this.endBlock();
    const name = tidy(written).replaceAll('\n', ' ');
    if (name === '') return;
    this.#waiting = this.#waiting.filter((above) => above.level < level);
    this.#waiting.push({ level, name });
  }

  /** A line of running text: with its neighbours it is one paragraph. */
  text(line: string): void {
    if (this.#isInRun) this.endBlock();
    this.#paragraph.push(line);
  }

  /** A line that stays one: with its neighbours it is a list or a table. @param mark what stands before its text */
  line(written: string, mark = ''): void {
    const text = tidy(written);
    if (text !== '') this.row(mark + text);
  }

  /** The same for text that is tidy. */
  row(text: string): void {
    this.#endParagraph();
    this.#write(text, this.#isInRun ? '\n' : '\n\n');
    this.#isInRun = true;
  }

  endBlock(): void {
    this.#endParagraph();
    this.#isInRun = false;
  }

  /** To be called at the end. */
  toString(): string {
    this.endBlock();
    return this.#pieces.join('');
  }

  #endParagraph(): void {
    if (this.#paragraph.length === 0) return;
    const text = tidy(this.#paragraph.join(' '));
    this.#paragraph = [];
    if (text !== '') this.#write(text, '\n\n');
  }

  #write(text: string, separator: string): void {
    for (const { level, name } of this.#waiting) {
      this.sections.push(name);
      this.#add(`${'#'.repeat(level)} ${name}`, '\n\n');
    }
    this.#add(text, this.#waiting.length > 0 ? '\n\n' : separator);
    this.#waiting = [];
  }

  #add(text: string, separator: string): void {
    if (this.#pieces.length > 0) this.#pieces.push(separator);
    this.#pieces.push(text);
  }
}
