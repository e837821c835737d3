import type { GrepMatch } from '../contract/grep.ts';
import { onOneLine, plainText } from './plain-text.ts';
import { paint, type Style } from './terminal/colour.ts';

const STYLES = { id: 'magenta', line: 'green', match: ['bold', 'red'] } as const satisfies Record<string, Style>;

/**
 * Writes matches as ripgrep does: `id:line:text`, with `-` for `:` in the lines around a match, and `--` between groups of lines
 * that do not touch. A line that two matches share is written once.
 */
export class GrepLines {
  readonly #hasLinesAround: boolean;
  readonly #isColoured: boolean;
  #id: string | null = null;
  /** The last line of `#id` that was written. */
  #line = 0;
  /** Lines behind the last match, which may be before the next, or be it. */
  #after: readonly string[] = [];

  constructor(hasLinesAround: boolean, isColoured: boolean) {
    this.#hasLinesAround = hasLinesAround;
    this.#isColoured = isColoured;
  }

  /** The lines to write when a match comes: what was still to come behind the one before it, and the match. */
  add(match: GrepMatch): string[] {
    const lines = this.#pending(match);
    const firstBefore = match.line - match.before.length;
    const isNew = match.id !== this.#id;
    const written = isNew ? 0 : this.#line;
    if (this.#hasLinesAround && this.#id !== null && (isNew || firstBefore > written + 1)) lines.push('--');
    for (const [i, text] of match.before.entries()) {
      if (firstBefore + i > written) lines.push(this.#lineOf(match.id, firstBefore + i, '-', this.#paint(text)));
    }
    lines.push(this.#lineOf(match.id, match.line, ':', this.#highlight(match)));
    this.#id = match.id;
    this.#line = match.line;
    this.#after = match.after;
    return lines;
  }

  /** The lines behind the last match. */
  finish(): string[] {
    return this.#pending(null);
  }

  #pending(next: GrepMatch | null): string[] {
    const lines: string[] = [];
    for (const text of this.#after) {
      if (next !== null && next.id === this.#id && this.#line + 1 >= next.line) break;
      lines.push(this.#lineOf(this.#id as string, ++this.#line, '-', this.#paint(text)));
    }
    this.#after = [];
    return lines;
  }

  #lineOf(id: string, line: number, sign: ':' | '-', text: string): string {
    return `${this.#paint(id, 'id')}${sign}${this.#paint(String(line), 'line')}${sign}${text}`;
  }

  #highlight({ text, highlights }: GrepMatch): string {
    let written = '';
    let at = 0;
    for (const [start, end] of highlights) {
      written += this.#paint(text.slice(at, start)) + this.#paint(text.slice(start, end), 'match');
      at = end;
    }
    return written + this.#paint(text.slice(at));
  }

  /** Nothing of a text may move the cursor, so only what is put around it is not made plain. */
  #paint(text: string, style: keyof typeof STYLES | null = null): string {
    const plain = plainText(onOneLine(text));
    return this.#isColoured && style !== null ? paint(plain, STYLES[style]) : plain;
  }
}
