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

  #map(offset: number, isEnd: boolean): number {
    // The last edit that begins before the place: what it has moved, it has moved all behind it.
    let low = 0;
    let high = this.edits.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.edits[middle].start < offset) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return offset;
    const edit = this.edits[low - 1];
    const place = this.#places[low - 1];
    if (offset >= edit.end) return place + edit.text.length + offset - edit.end;
    return isEnd ? place + edit.text.length : place;
  }
}
