/** Lines that match as callers under a mask see them: the pattern is tried on what they can read, and finds nothing by a hidden name. */
import { createAnalyzer } from '../../analysis/analyzers.ts';
import type { GrepMatch, GrepPage, GrepRequest } from '../../contract/grep.ts';
import { parseGrepCursor } from '../../contract/grep-cursor.ts';
import { compilePattern } from '../../grep/compile-pattern.ts';
import { isStopped, type MatchFinder } from '../../grep/match-finder.ts';
import { showMatch } from '../../grep/shown-match.ts';
import { StepMeter } from '../../grep/steps.ts';
import { endOfLine, LineCounter, lineAround } from '../../grep/text-lines.ts';
import type { Checkpoint } from '../../retrieval/search-pipeline.ts';
import type { AnswerSource } from '../../serving/answer-source.ts';
import type { EditedText } from '../rewrite/edited-text.ts';
import type { Mask } from './mask.ts';
import { WholeDocuments } from './whole-documents.ts';

type Grep = NonNullable<AnswerSource['grep']>;

/**
 * A page has as many matches as it would have if what is hidden had never been there: where the source ended for its limit, and some of what it
 * found is hidden, it goes on. So neither the end of a page nor its cursor tells that something was found.
 *
 * @throws what the source throws
 */
export async function grepMasked(
  source: AnswerSource & { readonly grep: Grep },
  request: GrepRequest,
  mask: Mask,
  checkpoint: Checkpoint,
): Promise<GrepPage> {
  const filter = mask.filter(request.filter);
  const lines = new ShownLines(new WholeDocuments(source, mask, checkpoint), mask, request);
  const matches: GrepMatch[] = [];
  let { from } = request;
  for (let [scanned, cutLines] = [0, 0]; ; ) {
    const limit = request.limit - matches.length;
    const page = await source.grep({ ...request, filter, limit, ...(from !== undefined && { from }) }, checkpoint);
    scanned += page.scanned;
    cutLines += page.cutLines;
    for (const match of page.matches) {
      checkpoint();
      const shown = await lines.show(match);
      if (shown !== null) matches.push(shown);
    }
    const endsForLimit = page.matches.length >= limit && matches.length < request.limit;
    if (page.next === null || !endsForLimit) return { ...page, scanned, cutLines, matches };
    from = parseGrepCursor(page.next);
  }
}

/** Matches of the source as they are shown, in their order. */
class ShownLines {
  readonly #documents: WholeDocuments;
  readonly #mask: Mask;
  readonly #request: GrepRequest;
  #open: MaskedLines | null = null;

  constructor(documents: WholeDocuments, mask: Mask, request: GrepRequest) {
    this.#documents = documents;
    this.#mask = mask;
    this.#request = request;
  }

  /** @returns null for one that is hidden, or that only what is hidden made */
  async show(match: GrepMatch): Promise<GrepMatch | null> {
    if (this.#mask.finder.isIn(match.id)) return null;
    const named = { ...match, url: this.#mask.url(match.url), title: this.#mask.text(match.title) };
    const masked = (await this.#documents.get(match.id))?.masked;
    if (masked === undefined) return null;
    if (masked.edits.length === 0) return named;
    if (this.#open?.id !== match.id) this.#open = new MaskedLines(match.id, masked, this.#request);
    return this.#open.show(named);
  }
}

/** The lines of one text in which something is hidden, in the order of their matches. */
class MaskedLines {
  readonly id: string;
  readonly #masked: EditedText;
  readonly #finder: MatchFinder;
  readonly #lines: LineCounter;
  readonly #request: GrepRequest;
  /** What was shown ends here. */
  #next = 0;

  constructor(id: string, masked: EditedText, request: GrepRequest) {
    this.id = id;
    this.#masked = masked;
    this.#request = request;
    // The analyzer names the words that documents are chosen by, and cuts whole words: these are cut alike by all.
    this.#finder = compilePattern(request, createAnalyzer('plain')).open(masked.text, new StepMeter());
    this.#lines = new LineCounter(masked.text);
  }

  /** @param match with the names that are shown @returns null for one that only what is hidden made */
  show(match: GrepMatch): GrepMatch | null {
    const { text } = this.#masked;
    const place = this.#masked.start(match.start);
    const line = lineAround(text, place);
    const from = Math.max(this.#next, line.start);
    if (from > line.end) return null;
    const found = this.#finder.next(from);
    if (found === null || isStopped(found) || found.start > endOfLine(text, place)) return null;
    const { id, url, title } = match;
    const heading = { id, url, title, date: null };
    const shown = showMatch({ heading, text, lines: this.#lines, finder: this.#finder }, found, this.#request);
    this.#next = shown.next;
    return shown.match;
  }
}
