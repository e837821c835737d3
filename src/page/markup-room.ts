import { type Html, markupLength } from './html.ts';

/** Characters of markup that a part of a page may have: what comes first has them. */
export class MarkupRoom {
  #left: number;
  /** Something had no place. */
  isExceeded = false;

  constructor(characters: number) {
    this.#left = characters;
  }

  get left(): number {
    return Math.max(0, this.#left);
  }

  /** Takes its place, and tells whether there was one. */
  holds(markup: Html): boolean {
    const length = markupLength(markup);
    if (length > this.#left) {
      this.isExceeded = true;
      return false;
    }
    this.#left -= length;
    return true;
  }

  /** What must be shown takes its place from the rest. */
  give(markup: Html): Html {
    this.#left -= markupLength(markup);
    return markup;
  }
}
