/** A document as a hit of a query that need not find it. */
import { TAIL } from '../../analysis/snippet.ts';
import { wholeCharacters } from '../../bytes/text-cut.ts';
import type { Hit, PlacedDocument, SearchRequest } from '../../contract/search.ts';
import { MAX_FETCH_CHARACTERS } from '../../limits.ts';
import type { Checkpoint } from '../../retrieval/search-pipeline.ts';
import type { AnswerSource } from '../../serving/answer-source.ts';

/** Characters that a token of a snippet takes, about. */
const TOKEN_CHARACTERS = 6;

/**
 * As a search of the document alone shows it; else, where the request has no filter, by the beginning of its text.
 *
 * @returns null for what is not there, or is shut out; its score is 0, and its rank is for the caller to say
 */
export async function hitOfDocument(
  id: string,
  query: string,
  request: SearchRequest,
  source: AnswerSource,
  checkpoint: Checkpoint,
): Promise<Hit | null> {
  const {
    filter,
    minScore: _,
    minCoverage: __,
    rerank: ___,
    rerankDepth: ____,
    rerankModel: _____,
    ...plain
  } = request;
  if (filter?.ids !== undefined && !filter.ids.includes(id)) return null;
  const alone = { ...plain, queries: [query], offset: 0, k: 1, collapse: false, filter: { ...filter, ids: [id] } };
  const [found] = await source.search(alone, checkpoint);
  const [hit] = found.hits();
  if (hit !== undefined) return hit;
  return filter === undefined ? await hitOfText(id, request, source, checkpoint) : null;
}

async function hitOfText(
  id: string,
  request: SearchRequest,
  source: AnswerSource,
  checkpoint: Checkpoint,
): Promise<Hit | null> {
  const { unit, fields } = request;
  const passage = `${id}#0`;
  const characters = request.snippet === false ? 0 : request.snippet.tokens * TOKEN_CHARACTERS;
  const maxChars = Math.max(characters, request.text || unit === 'passage' ? MAX_FETCH_CHARACTERS : 1);
  const ids = [unit === 'passage' ? passage : id];
  const [read] = await source.fetch({ ids, offset: 0, maxChars, ...(fields !== undefined && { fields }) }, checkpoint);
  if (read.error !== undefined || read.text === undefined || read.range === undefined) return null;
  return {
    ...headOf(id, read),
    ...shownOf(read.text, read.range.start, characters, request),
    score: 0,
    ...tailOf(read, passage, request),
  };
}

function headOf(id: string, { url, title = '' }: PlacedDocument): Pick<Hit, 'rank' | 'id' | 'url' | 'title'> {
  return { rank: 1, id, url, title };
}

function shownOf(text: string, start: number, characters: number, { snippet }: SearchRequest): Partial<Hit> {
  if (snippet === false) return {};
  const cut = text.length <= characters ? text.length : wholeCharacters(text, characters);
  const space = cut < text.length ? text.lastIndexOf(' ', cut) : -1;
  const length = space > 0 ? space : cut;
  const end = start + length;
  const shown = `${text.slice(0, length)}${length < text.length ? TAIL : ''}`;
  return { snippet: shown, highlights: [], fragments: [{ start, end }], start, end };
}

function tailOf(
  { text = '', range, date, fields }: PlacedDocument,
  passage: string,
  request: SearchRequest,
): Partial<Hit> {
  const { start = 0, end = 0, total = 0 } = range ?? {};
  const shown = text.slice(0, wholeCharacters(text, request.maxChars ?? text.length));
  const isPassage = request.unit === 'passage';
  return {
    ...(date !== undefined && { date }),
    ...(isPassage && { passage: { id: passage, start, end } }),
    ...(request.text && { text: shown }),
    ...(request.text && isPassage && { range: { start, end: start + shown.length, total } }),
    ...(fields !== undefined && { fields }),
    ...(request.explain && { explain: [] }),
  };
}
