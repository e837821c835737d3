/** Lines of a text: each ends at a line feed, the last one at the end. */
export interface LineRange {
  readonly start: number;
  /** Without the line feed. */
  readonly end: number;
}

/** The line in which a place is; a line feed is in the line that it ends. */
export function lineAround(text: string, at: number): LineRange {
  const start = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
  return { start, end: endOfLine(text, at) };
}

export function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Numbers lines, from 1, of places that ascend. */
export class LineCounter {
  readonly #text: string;
  #line = 1;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** @param start of a line, at or behind that of the call before */
  numberOf(start: number): number {
    for (;;) {
      const end = this.#text.indexOf('\n', this.#at);
      if (end < 0 || end >= start) return this.#line;
      this.#line++;
      this.#at = end + 1;
    }
  }
}
