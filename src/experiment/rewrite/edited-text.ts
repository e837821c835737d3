/** One stretch of a text, in UTF-16 code units, and what stands in its place. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text with stretches of it replaced, and where its places have gone. */
export class EditedText {
  readonly before: string;
  readonly text: string;
  readonly edits: readonly Edit[];
  /** Where the replacement of each edit begins in `text`. */
  readonly #places: readonly number[];

  /** @param edits ascending, without overlaps, none empty */
  constructor(before: string, edits: readonly Edit[]) {
    this.before = before;
    this.edits = edits;
    const places: number[] = [];
    let text = '';
    let at = 0;
    for (const edit of edits) {
      text += before.slice(at, edit.start);
      places.push(text.length);
      text += edit.text;
      at = edit.end;
    }
    this.text = text + before.slice(at);
    this.#places = places;
  }

  /** Where a stretch that begins here begins now: inside what was replaced, where the replacement does. */
  start(offset: number): number {
    return this.#map(offset, false);
  }

  /** Where a stretch that ends here ends now: inside what was replaced, where the replacement does. */
  end(offset: number): number {
    return this.#map(offset, true);
  }

  /** Whether a stretch of the text as it was holds something that was replaced. */
  holdsEdit(start: number, end: number): boolean {
    const last = this.#lastBefore(Math.max(start + 1, end));
    return last >= 0 && this.edits[last].end > start;
  }

  #map(offset: number, isEnd: boolean): number {
    // What the last edit before a place has moved, it has moved all behind it.
    const last = this.#lastBefore(offset);
    if (last < 0) return offset;
    const edit = this.edits[last];
    const place = this.#places[last];
    if (offset >= edit.end) return place + edit.text.length + offset - edit.end;
    return isEnd ? place + edit.text.length : place;
  }
  /** The last edit that begins before a place; −1 for none. */
  #lastBefore(offset: number): number {
    let low = 0;
    let high = this.edits.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.edits[middle].start < offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
