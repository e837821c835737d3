/** A text with stretches hidden, and where the places of the one are in the other. */
import type { AliasFinder, Span } from './alias-finder.ts';

/**
 * Each stretch has become the same sign, whatever was there, so that its length tells nothing; line feeds stay, so that lines keep their
 * numbers. All places are UTF-16 code units.
 */
export class MaskedText {
  readonly raw: string;
  readonly text: string;
  readonly #spans: readonly Span[];
  /** Per stretch: where its sign begins and ends. */
  readonly #signs: readonly Span[];

  constructor(raw: string, spans: readonly Span[], sign: string) {
    const signs: Span[] = [];
    let text = '';
    let at = 0;
    for (const { start, end } of spans) {
      text += raw.slice(at, start);
      const hidden = raw.slice(start, end);
      const begin = text.length;
      text += sign + '\n'.repeat(hidden.split('\n').length - 1);
      signs.push({ start: begin, end: text.length });
      at = end;
    }
    this.raw = raw;
    this.text = spans.length === 0 ? raw : text + raw.slice(at);
    this.#spans = spans;
    this.#signs = signs;
  }

  get isWhole(): boolean {
    return this.#spans.length === 0;
  }

  /** Where a stretch of the text as it is begins; one that begins inside what is hidden begins with the sign. */
  startOf(place: number): number {
    const i = this.#spanBefore(place);
    if (i < 0) return place;
    const [span, sign] = [this.#spans[i], this.#signs[i]];
    return place < span.end ? sign.start : sign.end + place - span.end;
  }

  /** Where a stretch of the text as it is ends; one that ends inside what is hidden ends with the sign. */
  endOf(place: number): number {
    const i = this.#spanBefore(place);
    if (i < 0) return place;
    const [span, sign] = [this.#spans[i], this.#signs[i]];
    if (place === span.start) return sign.start;
    return place < span.end ? sign.end : sign.end + place - span.end;
  }

  /** Whether a stretch of the text as it is holds something hidden. */
  hides(start: number, end: number): boolean {
    const i = this.#spanBefore(Math.max(start, end - 1));
    return i >= 0 && this.#spans[i].end > start;
  }

  /** The last stretch that begins at a place or before; −1 for none. */
  #spanBefore(place: number): number {
    let low = 0;
    let high = this.#spans.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#spans[middle].start <= place) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

export function maskText(raw: string, finder: AliasFinder, sign: string): MaskedText {
  return new MaskedText(raw, finder.find(raw), sign);
}
