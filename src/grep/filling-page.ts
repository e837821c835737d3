import type { Analyzer } from '../analysis/analyzer.ts';
import type { GrepMatch, GrepPage, GrepRequest } from '../contract/grep.ts';
import { bindingOf, checkBinding, formatGrepCursor } from '../contract/grep-cursor.ts';
import type { DocumentHeading } from '../format/documents.ts';
import { MAX_GREP_PAGE_CHARACTERS } from '../limits.ts';
import { compilePattern } from './compile-pattern.ts';
import { type CompiledPattern, isStopped, type MatchFinder } from './match-finder.ts';
import { type MatchedText, showMatch } from './shown-match.ts';
import { BYTE_STEPS, StepMeter } from './steps.ts';
import { LineCounter } from './text-lines.ts';

/**
 * A page of a grep while documents that may match are shown to it, in the order of the collection, wherever they come from. What it costs
 * is counted in steps, so where it ends depends on index and request alone.
 */
export class FillingPage {
  readonly pattern: CompiledPattern;
  readonly #id: string;
  readonly #request: GrepRequest;
  readonly #meter: StepMeter;
  readonly #matches: GrepMatch[] = [];
  #characters = 0;
  #place: { readonly document: number; readonly offset: number };
  #isCut = false;

  /**
   * @param id of the index
   * @param meter of the page. Default: what a page may cost
   * @throws StillwebError PATTERN_INVALID, CURSOR_INVALID
   */
  constructor(id: string, request: GrepRequest, analyzer: Analyzer, meter = new StepMeter()) {
    if (request.from !== undefined) checkBinding(request.from, id, request);
    this.pattern = compilePattern(request, analyzer);
    this.#id = id;
    this.#request = request;
    this.#meter = meter;
    this.#place = { document: request.from?.document ?? 0, offset: request.from?.offset ?? 0 };
  }

  /** Where the page begins, and where the next one does. */
  get place(): { readonly document: number; readonly offset: number } {
    return this.#place;
  }

  /** Whether it ended within a document. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Whether no document is to be shown to it any more. */
  get isEnded(): boolean {
    return this.#isCut || this.#isFull;
  }

  /**
   * @param bytes of the text of the document in UTF-8
   * @param read null where the text cannot match
   */
  look(document: number, bytes: number, read: () => (DocumentHeading & { readonly text: string }) | null): void {
    const offset = document === this.#place.document ? this.#place.offset : 0;
    this.#meter.add(BYTE_STEPS * bytes);
    const found = read();
    const next = found === null ? null : this.#lookThrough(found, offset);
    this.#isCut = next !== null;
    this.#place = next === null ? { document: document + 1, offset: 0 } : { document, offset: next };
  }

  /** @param size documents of the index */
  finish(size: number, counts: Pick<GrepPage, 'scanned' | 'documents'>): GrepPage {
    const { document, offset } = this.#place;
    const hasMore = this.isEnded && document < size;
    const binding = bindingOf(this.#id, this.#request);
    return {
      matches: this.#matches,
      ...counts,
      cutLines: this.pattern.cutLines,
      next: hasMore ? formatGrepCursor({ document, offset, binding }) : null,
    };
  }

  get #isFull(): boolean {
    const { limit } = this.#request;
    return this.#matches.length >= limit || this.#meter.isSpent || this.#characters >= MAX_GREP_PAGE_CHARACTERS;
  }

  /** @returns where the next page goes on in the document; null when it is done */
  #lookThrough({ text, ...heading }: DocumentHeading & { readonly text: string }, offset: number): number | null {
    const finder = this.pattern.open(text, this.#meter);
    const matched: MatchedText = { heading, text, lines: new LineCounter(text), finder };
    for (let from = offset; ; ) {
      const found = finder.next(from);
      if (found === null) return null;
      if (isStopped(found)) return found.resume;
      const { match, next } = showMatch(matched, found, this.#request);
      this.#matches.push(match);
      this.#characters += charactersOf(match);
      from = next;
      if (this.#isFull) return this.#meter.isSpent ? from : placeOfNext(finder, from);
    }
  }
}

/** Where the next match is, or the search for it goes on; null when there is none, so that nobody asks for an empty page. */
function placeOfNext(finder: MatchFinder, from: number): number | null {
  const next = finder.next(from);
  if (next === null) return null;
  return isStopped(next) ? next.resume : next.start;
}

function charactersOf({ id, url, title, text, before, after }: GrepMatch): number {
  const around = [...before, ...after].reduce((sum, line) => sum + line.length, 0);
  return id.length + (url?.length ?? 0) + title.length + text.length + around;
}
