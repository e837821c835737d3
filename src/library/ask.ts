import type {
  BatchResult,
  FetchResult,
  GrepResult,
  JointBatchResult,
  JointSearchResult,
  LinksResult,
  SearchResult,
} from '../contract/answer-bodies.ts';
import type { Asked } from '../contract/asked.ts';
import { canonicalizeFetch } from '../contract/canonical-fetch.ts';
import { canonicalizeGrep } from '../contract/canonical-grep.ts';
import { canonicalizeSearch } from '../contract/canonical-search.ts';
import type { FetchBody } from '../contract/fetch-body.ts';
import type { GrepBody } from '../contract/grep-body.ts';
import { canonicalizeJointSearch, type JointSearchBody } from '../contract/joint-search.ts';
import type { SearchBody } from '../contract/search-body.ts';
import { StillwebError } from '../errors.ts';
import { UNKNOWN_TYPE } from '../format/originals.ts';
import { nameIndex } from '../serving/held-ends.ts';
import { joinAnswers } from '../serving/joined-answers.ts';
import { parseAnswer } from '../serving/written-answer.ts';
import type { Index } from './open-index.ts';

/** The fields of `POST /v1/search`, without those that choose an index. */
export type SearchOptions = Omit<SearchBody, 'index' | 'query' | 'queries'>;

/**
 * Ranks documents for a query, or for each query of a list. Gives what `POST /v1/search` answers to the same fields.
 *
 * @throws StillwebError INVALID_REQUEST naming the field; MODE_UNAVAILABLE; DEADLINE_EXCEEDED; OVERLOADED
 */
export async function search(index: Index, query: string, options?: SearchOptions): Promise<SearchResult>;
export async function search(index: Index, queries: readonly string[], options?: SearchOptions): Promise<BatchResult>;
export async function search(
  index: Index,
  asked: string | readonly string[],
  options: SearchOptions = {},
): Promise<SearchResult | BatchResult> {
  refuseSaid('search', options, ['index', 'query', 'queries']);
  const body = typeof asked === 'string' ? { ...options, query: asked } : { ...options, queries: [...asked] };
  return await answerOf(index, { kind: 'search', ...canonicalizeSearch(body) });
}

/** The fields of a `POST /v1/search` of several indexes, without those that choose them. */
export type JointSearchOptions = Omit<JointSearchBody, 'index' | 'query' | 'queries' | 'join'>;

/**
 * Ranks documents of several indexes for a query, or for each query of a list, and fuses their hits into one list: what `POST /v1/search`
 * answers whose `index` is a list. All of them answer, or none.
 *
 * @param indexes in the order in which hits of one rank stand; each of another name
 * @throws StillwebError as `search`, with `facts.index` where one of them is at fault
 */
export async function searchJoint(
  indexes: readonly Index[],
  query: string,
  options?: JointSearchOptions,
): Promise<JointSearchResult>;
export async function searchJoint(
  indexes: readonly Index[],
  queries: readonly string[],
  options?: JointSearchOptions,
): Promise<JointBatchResult>;
export async function searchJoint(
  indexes: readonly Index[],
  asked: string | readonly string[],
  options: JointSearchOptions = {},
): Promise<JointSearchResult | JointBatchResult> {
  refuseSaid('searchJoint', options, ['index', 'query', 'queries', 'join']);
  const queries = typeof asked === 'string' ? { query: asked } : { queries: [...asked] };
  const joint = canonicalizeJointSearch({ ...options, ...queries, index: indexes.map(({ name }) => name) });
  const answers = await Promise.all(
    joint.searches.map(async (each, i) => {
      const { service } = indexes[i];
      try {
        return await service.answer({ kind: 'search', ...each });
      } catch (error) {
        throw nameIndex(error, indexes[i]);
      }
    }),
  );
  return parseAnswer(joinAnswers(joint, indexes, answers).answer);
}

/** The fields of `POST /v1/fetch`, without the one that chooses an index. */
export type FetchOptions = Omit<FetchBody, 'index'>;

/**
 * Reads documents by id, or by what `POST /v1/fetch` takes. Nothing is fetched from a network.
 *
 * @param asked an id, a list of ids, or all fields as one object
 * @param options the other fields, where `asked` is an id or a list
 * @throws StillwebError INVALID_REQUEST naming the field; RESPONSE_TOO_LARGE
 */
export async function fetch(
  index: Index,
  ids: string | readonly string[],
  options?: Omit<FetchOptions, 'ids'>,
): Promise<FetchResult>;
export async function fetch(index: Index, asked: FetchOptions): Promise<FetchResult>;
export async function fetch(
  index: Index,
  asked: string | readonly string[] | FetchOptions,
  options: Omit<FetchOptions, 'ids'> = {},
): Promise<FetchResult> {
  const ids = typeof asked === 'string' ? [asked] : Array.isArray(asked) ? [...asked] : null;
  // Beside one object of all fields there is nothing that options could say.
  const said = ids === null ? Object.keys(options) : ['index', 'ids'];
  refuseSaid('fetch', options, said);
  if (ids === null) refuseSaid('fetch', asked as FetchOptions, ['index']);
  const body = ids === null ? asked : { ...options, ids };
  return await answerOf(index, { kind: 'fetch', ...canonicalizeFetch(body) });
}

/** The fields of `POST /v1/grep`, without the pattern and the one that chooses an index. */
export type GrepOptions = Omit<GrepBody, 'index' | 'pattern'>;

/**
 * One page of the lines that match a pattern. Gives what `POST /v1/grep` answers to the same fields.
 *
 * @throws StillwebError INVALID_REQUEST naming the field; PATTERN_INVALID; CURSOR_INVALID; DEADLINE_EXCEEDED; OVERLOADED
 */
export async function grep(index: Index, pattern: string, options: GrepOptions = {}): Promise<GrepResult> {
  refuseSaid('grep', options, ['index', 'pattern']);
  return await answerOf(index, { kind: 'grep', ...canonicalizeGrep({ ...options, pattern }) });
}

/** The documents that one links to, and those that link to it. @throws StillwebError DOCUMENT_NOT_FOUND */
export async function links(index: Index, id: string): Promise<LinksResult> {
  return await answerOf(index, { kind: 'links', id });
}

/** The file, or the body of a web archive, that a document was made of. */
export interface OriginalResult {
  /** Media type as it came with the bytes; nobody has looked whether they are that. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** What a document was made of, byte for byte. @throws StillwebError DOCUMENT_NOT_FOUND, ORIGINAL_NOT_FOUND */
export async function original(index: Index, id: string): Promise<OriginalResult> {
  const { body, mediaType = UNKNOWN_TYPE } = await index.service.answer({ kind: 'original', id });
  return { type: mediaType, bytes: body };
}

/** @throws StillwebError INVALID_REQUEST for an option that would change nothing, as another argument has said it */
function refuseSaid(call: string, options: object, said: readonly string[]): void {
  const field = said.find((name) => Object.hasOwn(options ?? {}, name));
  if (field === undefined) return;
  throw new StillwebError('INVALID_REQUEST', `${call}: another argument says ${field}`, { field });
}

async function answerOf<Answer>(index: Index, asked: Asked): Promise<Answer> {
  return parseAnswer(await index.service.answer(asked));
}
