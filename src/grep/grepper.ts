import type { Analyzer } from '../analysis/analyzer.ts';
import { createWordScanner } from '../analysis/analyzers.ts';
import type { GrepMatch, GrepPage, GrepPattern, GrepRequest } from '../contract/grep.ts';
import { bindingOf, checkBinding, formatGrepCursor } from '../contract/grep-cursor.ts';
import { MAX_GREP_PAGE_CHARACTERS } from '../limits.ts';
import type { DocumentStore } from '../store/document-store.ts';
import type { IndexView } from '../store/index-view.ts';
import { findCandidates } from './candidates.ts';
import { ExpressionPattern } from './expression.ts';
import { LiteralPattern } from './literal.ts';
import { type CompiledPattern, isStopped, type MatchFinder } from './match-finder.ts';
import { type MatchedText, showMatch } from './shown-match.ts';
import { BYTE_STEPS, StepMeter } from './steps.ts';
import { createTextFilter } from './text-filter.ts';
import { LineCounter } from './text-lines.ts';
import { TextScan } from './text-scan.ts';
import { WholeWordPattern } from './whole-words.ts';

/** Whether a document is looked at; null admits all. */
export type AdmittedDocuments = ((document: number) => boolean) | null;

/** How far a page has come. */
interface PageState {
  readonly matches: GrepMatch[];
  readonly meter: StepMeter;
  characters: number;
}

/**
 * Finds the lines of the texts of an index that match a pattern, a page at a time, in the order of the collection.
 *
 * Documents that cannot match are passed over by their words (`candidates.ts`), then by their bytes (`text-filter.ts`); the others
 * are decoded and looked through. What a page costs is counted in steps, so where it ends depends on index and request alone.
 */
export class Grepper {
  readonly #view: IndexView;
  readonly #documents: DocumentStore;
  readonly #analyzer: Analyzer;

  constructor(view: IndexView, documents: DocumentStore, analyzer: Analyzer) {
    this.#view = view;
    this.#documents = documents;
    this.#analyzer = analyzer;
  }

  /**
   * @param meter of the page. Default: what a page may cost
   * @throws StillwebError PATTERN_INVALID, CURSOR_INVALID, INDEX_CORRUPT, and what the checkpoint throws
   */
  grep(
    request: GrepRequest,
    admitted: AdmittedDocuments,
    checkpoint: () => void = () => {},
    meter = new StepMeter(),
  ): GrepPage {
    const { id } = this.#view.index.manifest;
    if (request.from !== undefined) checkBinding(request.from, id, request);
    const pattern = compilePattern(request, this.#analyzer);
    const candidates = findCandidates(this.#view, pattern.words);
    const scan = new TextScan(this.#documents, this.#view.blocks, createTextFilter(pattern.required));
    const page: PageState = { matches: [], meter, characters: 0 };
    const { documents } = this.#view.passages;
    let scanned = 0;
    let place = { document: request.from?.document ?? 0, offset: request.from?.offset ?? 0 };
    while (place.document < documents) {
      const { document, offset } = place;
      place = { document: document + 1, offset: 0 };
      if (admitted !== null && !admitted(document)) continue;
      if (candidates === null || candidates[document] === 1) {
        checkpoint();
        meter.add(BYTE_STEPS * scan.textBytes(document));
        const next = scan.mayMatch(document) ? this.#lookThrough(document, offset, pattern, request, page) : null;
        if (next !== null) {
          place = { document, offset: next };
          break;
        }
      }
      scanned++;
      if (isFull(page, request)) break;
    }
    const binding = bindingOf(id, request);
    return {
      matches: page.matches,
      scanned,
      documents: admitted === null ? documents : countAdmitted(documents, admitted),
      cutLines: pattern.cutLines,
      next: place.document < documents ? formatGrepCursor({ ...place, binding }) : null,
    };
  }

  /** @returns where the next page goes on in the document; null when it is done */
  #lookThrough(
    document: number,
    offset: number,
    pattern: CompiledPattern,
    request: GrepRequest,
    page: PageState,
  ): number | null {
    const { text, ...heading } = this.#documents.getText(document);
    const finder = pattern.open(text, page.meter);
    const matched: MatchedText = { heading, text, lines: new LineCounter(text), finder };
    for (let from = offset; ; ) {
      const found = finder.next(from);
      if (found === null) return null;
      if (isStopped(found)) return found.resume;
      const { match, next } = showMatch(matched, found, request);
      page.matches.push(match);
      page.characters += charactersOf(match);
      from = next;
      if (isFull(page, request)) return page.meter.isSpent ? from : placeOfNext(finder, from);
    }
  }
}

/** @throws StillwebError PATTERN_INVALID */
export function compilePattern(grep: GrepPattern, analyzer: Analyzer): CompiledPattern {
  const pattern = grep.regexp ? new ExpressionPattern(grep, analyzer) : new LiteralPattern(grep, analyzer);
  return grep.wholeWords ? new WholeWordPattern(pattern, createWordScanner(analyzer.name)) : pattern;
}

/** Where the next match is, or the search for it goes on; null when there is none, so that nobody asks for an empty page. */
function placeOfNext(finder: MatchFinder, from: number): number | null {
  const next = finder.next(from);
  if (next === null) return null;
  return isStopped(next) ? next.resume : next.start;
}

function isFull({ matches, meter, characters }: PageState, { limit }: GrepRequest): boolean {
  return matches.length >= limit || meter.isSpent || characters >= MAX_GREP_PAGE_CHARACTERS;
}

function charactersOf({ id, url, title, text, before, after }: GrepMatch): number {
  const around = [...before, ...after].reduce((sum, line) => sum + line.length, 0);
  return id.length + (url?.length ?? 0) + title.length + text.length + around;
}

function countAdmitted(documents: number, admits: (document: number) => boolean): number {
  let count = 0;
  for (let document = 0; document < documents; document++) if (admits(document)) count++;
  return count;
}
