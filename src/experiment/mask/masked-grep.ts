/** Lines that match as callers under a mask see them: the pattern is tried on what they can read, and finds nothing by a hidden name. */
import { createAnalyzer } from '../../analysis/analyzers.ts';
import type { GrepMatch, GrepPage, GrepRequest } from '../../contract/grep.ts';
import { compilePattern } from '../../grep/grepper.ts';
import { isStopped, type MatchFinder } from '../../grep/match-finder.ts';
import { showMatch } from '../../grep/shown-match.ts';
import { StepMeter } from '../../grep/steps.ts';
import { endOfLine, LineCounter, lineAround } from '../../grep/text-lines.ts';
import type { Checkpoint } from '../../retrieval/search-pipeline.ts';
import type { AnswerSource } from '../../serving/answer-source.ts';
import type { Mask } from './mask.ts';
import type { MaskedText } from './masked-text.ts';
import { WholeDocuments } from './whole-documents.ts';

type Grep = NonNullable<AnswerSource['grep']>;

/**
 * A page has the matches that are left of one of the source: fewer than the limit, perhaps none, with a cursor to the next page.
 *
 * @throws what the source throws
 */
export async function grepMasked(
  source: AnswerSource & { readonly grep: Grep },
  request: GrepRequest,
  mask: Mask,
  checkpoint: Checkpoint,
): Promise<GrepPage> {
  const page = await source.grep({ ...request, filter: mask.filter(request.filter) }, checkpoint);
  const documents = new WholeDocuments(source, mask, checkpoint);
  const matches: GrepMatch[] = [];
  let open: MaskedLines | null = null;
  for (const match of page.matches) {
    checkpoint();
    if (mask.finder.isIn(match.id)) continue;
    const named = { ...match, url: mask.url(match.url), title: mask.text(match.title) };
    const masked = (await documents.get(match.id))?.masked;
    if (masked === undefined) continue;
    if (masked.isWhole) {
      matches.push(named);
      continue;
    }
    if (open?.id !== match.id) open = new MaskedLines(match.id, masked, request);
    const shown = open.show(named);
    if (shown !== null) matches.push(shown);
  }
  return { ...page, matches };
}

/** The lines of one text in which something is hidden, in the order of their matches. */
class MaskedLines {
  readonly id: string;
  readonly #masked: MaskedText;
  readonly #finder: MatchFinder;
  readonly #lines: LineCounter;
  readonly #request: GrepRequest;
  /** What was shown ends here. */
  #next = 0;

  constructor(id: string, masked: MaskedText, request: GrepRequest) {
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
    const place = this.#masked.startOf(match.start);
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
