/**
 * The retrievers of ReCall, ReSearch and HierSearch: `POST /search {query, top_n, return_score}` and `/batch_search` with a list.
 * Scores, where they are asked for, stand in a list beside that of the passages.
 */
import { writeJson } from '../../bytes/write-json.ts';
import { MAX_BATCH_QUERIES, MAX_FETCH_CHARACTERS, MAX_SESSION_BYTES } from '../../limits.ts';
import type { AnswerShape } from '../../serving/answer-shape.ts';
import type { DialectQuestion, DialectRequest, DialectRoute } from '../dialect.ts';
import { batchSearch, cutQuery, queriesOf } from './batch.ts';
import { passagesOf, scoresOf, writeListed } from './contents.ts';
import { countOf, fieldsOf, flagOf, requireText } from './fields.ts';
import { searchQuestion } from './search-question.ts';

const USUAL_HITS = 10;
const MOST_HITS = 1000;

/** Of `single` the answer is that to one query; of `part` what `batchSearch` joins. */
interface Parameters {
  readonly form: 'single' | 'batch' | 'part';
  readonly scores: boolean;
}

/** What the shape needs of a question of one query, without scores. */
export const singlePassageList: Parameters = { form: 'single', scores: false };

/** @param root `/recall/search` is that of `/recall/` */
export function passageListRoutes(root: string, search: string, batch: string): DialectRoute[] {
  return [
    { method: 'POST', path: `${root}${search}`, summary: 'Passages for a query', read: readSingle },
    { method: 'POST', path: `${root}${batch}`, summary: 'Passages for a batch of queries', read: readBatch },
  ];
}

/** What a launcher waits for. */
export function healthRoute(root: string): DialectRoute {
  return {
    method: 'GET',
    path: `${root}health`,
    summary: 'Whether the server lives',
    read: () => ({ body: { status: 'healthy', retrievers: { total: 1, available: 1 } } }),
  };
}

export const writePassageLists: NonNullable<AnswerShape['writeSearch']> = ({ found, parameters }, out) => {
  const { form, scores } = parameters as Parameters;
  const passages = found.map(passagesOf);
  if (form === 'part') {
    writeListed(passages, out);
    return;
  }
  const all = scores ? [passages, found.map(scoresOf)] : [passages];
  const [shown, shownScores] = form === 'single' ? all.map(([only]) => only) : all;
  writeJson(scores ? [shown, shownScores] : shown, out);
};

function readSingle(request: DialectRequest): DialectQuestion {
  const { query, return_score: scores } = fieldsOf(request);
  return {
    asked: searchQuestion({ query: cutQuery(requireText(query, 'query')), ...wishesOf(request) }),
    parameters: { form: 'single', scores: flagOf(scores) } satisfies Parameters,
  };
}

/** Two lists side by side are not joined of parts: with scores a batch is one search. */
function readBatch(request: DialectRequest): DialectQuestion {
  const { query, return_score: scores } = fieldsOf(request);
  if (!flagOf(scores)) {
    const parameters = { form: 'part', scores: false } satisfies Parameters;
    return batchSearch(queriesOf(query, 'query'), wishesOf(request), parameters, ['[', ']']);
  }
  const queries = queriesOf(query, 'query', MAX_BATCH_QUERIES);
  if (queries.length === 0) return { body: [[], []] };
  return {
    asked: searchQuestion({ queries, ...wishesOf(request) }),
    parameters: { form: 'batch', scores: true } satisfies Parameters,
  };
}

function wishesOf(request: DialectRequest) {
  return {
    k: countOf(fieldsOf(request).top_n, USUAL_HITS, 1, MOST_HITS),
    snippet: false,
    textChars: MAX_FETCH_CHARACTERS,
    ...sampleSession(fieldsOf(request).sample_id),
  } as const;
}

/** A request is of one session: one that names several samples is of none. */
export function sampleSession(id: unknown): { readonly session?: string } {
  const name = typeof id === 'number' ? String(id) : id;
  const isName = typeof name === 'string' && name !== '' && Buffer.byteLength(name) <= MAX_SESSION_BYTES;
  return isName ? { session: name } : {};
}
