import { type SectionArray, SectionFile } from './section-file.ts';

/**
 * Which documents, and which passages, have one text. `duplicates.bin` (kind DUPL), for m documents whose text another one
 * has too, and the same for passages:
 *
 *   document        u32[m]  those documents, ascending
 *   document.first  u32[m]  the first document with the text of each: itself for the first
 *   document.next   u32[m]  place in `document` of the next one with that text; of the last its own
 *   passage, passage.first, passage.next
 *
 * The text of a document goes from the start of its first passage to the end of its last: no title, and no white space
 * at its ends. An empty text is nobody's duplicate.
 *
 * An index of which near copies were looked for has these too, for documents that stand for near copies or are one:
 *
 *   near, near.first, near.next  as of `document`. Documents of one text are in one group
 *
 * @see docs/format.md
 */
export const DUPLICATES_KIND = 'DUPL';

/** Items (documents or passages by number) that share their text with others. */
export class EqualTexts {
  readonly items: Uint32Array;
  readonly firsts: Uint32Array;
  readonly next: Uint32Array;

  constructor(items: Uint32Array, firsts: Uint32Array, next: Uint32Array) {
    this.items = items;
    this.firsts = firsts;
    this.next = next;
  }

  /** @param firsts for each item of the collection the first one with its text */
  static fromFirsts(firsts: Uint32Array): EqualTexts {
    const isShared = new Uint8Array(firsts.length);
    let count = 0;
    for (let item = 0; item < firsts.length; item++) {
      const first = firsts[item];
      if (first === item) continue;
      if (isShared[first] === 0) count++;
      isShared[first] = 1;
      isShared[item] = 1;
      count++;
    }
    const shared = new EqualTexts(new Uint32Array(count), new Uint32Array(count), new Uint32Array(count));
    for (let item = 0, place = 0; place < count; item++) {
      if (isShared[item] === 0) continue;
      shared.items[place] = item;
      shared.firsts[place++] = firsts[item];
    }
    shared.#link();
    return shared;
  }

  /** From the last place to the first, `behind` has at the place of each first the place of its text that was met last. */
  #link(): void {
    const behind = new Uint32Array(this.items.length);
    for (let place = this.items.length - 1; place >= 0; place--) {
      const first = this.#placeOf(this.firsts[place]);
      this.next[place] = behind[first] === 0 ? place : behind[first];
      behind[first] = place;
    }
  }

  /** Items whose text an earlier one has. */
  get repeats(): number {
    let repeats = 0;
    for (let place = 0; place < this.items.length; place++) if (this.firsts[place] !== this.items[place]) repeats++;
    return repeats;
  }

  /** The first item with the text of this one. */
  firstOf(item: number): number {
    const place = this.#placeOf(item);
    return place < 0 ? item : this.firsts[place];
  }

  /** All items with the text of this one, itself too, ascending; none where no other has it. */
  *sharing(item: number): Generator<number> {
    const known = this.#placeOf(item);
    if (known < 0) return;
    let place = this.#placeOf(this.firsts[known]);
    for (;;) {
      yield this.items[place];
      const next = this.next[place];
      if (next <= place) return;
      place = next;
    }
  }

  /** −1 for an item that shares its text with none. */
  #placeOf(item: number): number {
    const { items } = this;
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (items[middle] < item) low = middle + 1;
      else high = middle;
    }
    return items[low] === item ? low : -1;
  }
}

export interface Duplicates {
  readonly documents: EqualTexts;
  readonly passages: EqualTexts;
  /** Documents of nearly the same text, those of the same text among them; absent where they were not looked for. */
  readonly near?: EqualTexts;
}

/** @param hasNear whether near copies were looked for @throws StillwebError INDEX_CORRUPT */
export function readDuplicates(name: string, bytes: Uint8Array, hasNear: boolean): Duplicates {
  const file = new SectionFile(name, DUPLICATES_KIND, bytes);
  const read = (prefix: string): EqualTexts => {
    const items = file.get(prefix, 'u32');
    const column = (column: string) => file.get(`${prefix}.${column}`, 'u32', items.length);
    return new EqualTexts(items, column('first'), column('next'));
  };
  return { documents: read('document'), passages: read('passage'), ...(hasNear && { near: read('near') }) };
}

/** The sections of `duplicates.bin`, to be written one by one. */
export function duplicateSections({ documents, passages, near }: Duplicates): Readonly<Record<string, SectionArray>> {
  return {
    document: documents.items,
    'document.first': documents.firsts,
    'document.next': documents.next,
    passage: passages.items,
    'passage.first': passages.firsts,
    'passage.next': passages.next,
    ...(near !== undefined && { near: near.items, 'near.first': near.firsts, 'near.next': near.next }),
  };
}
