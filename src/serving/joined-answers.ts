/** Several answers to one request, as one body. */
import type { AnsweringIndex, JointResult } from '../contract/answer-bodies.ts';
import type { JointSearch } from '../contract/joint-search.ts';
import type { QueryResult } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { MAX_LIST_BYTES, MAX_RESPONSE_BYTES } from '../limits.ts';
import { reciprocalOf } from '../retrieval/fusion.ts';
import type { ShownHits } from './conductor.ts';
import { parseAnswer, type WrittenAnswer } from './written-answer.ts';

export interface JoinedAnswer {
  readonly answer: WrittenAnswer;
  /** Of each index, in the order of the search; null where all of each answer is shown. */
  readonly shown: readonly ShownHits[] | null;
}

/**
 * The bodies in order, with commas between.
 *
 * @param around what stands before the first body and behind the last
 * @throws RESPONSE_TOO_LARGE
 */
export function listAnswers(
  answers: readonly WrittenAnswer[],
  [before, behind]: readonly [before: string, behind: string],
): WrittenAnswer {
  const parts = answers.flatMap(({ body }, i) => [Buffer.from(i === 0 ? before : ','), body]);
  refuseLong(
    parts.reduce((sum, part) => sum + part.byteLength, 0),
    MAX_LIST_BYTES,
  );
  return { body: Buffer.concat([...parts, Buffer.from(behind)]), ...sumsOf(answers) };
}

/**
 * The answers of several indexes to one search: all of them, or one list.
 *
 * @param indexes that answered, in the order of the search
 * @throws RESPONSE_TOO_LARGE
 */
export function joinAnswers(
  { fused }: JointSearch,
  indexes: readonly AnsweringIndex[],
  answers: readonly WrittenAnswer[],
): JoinedAnswer {
  const named = indexes.map(({ name, id }) => ({ name, id }));
  if (fused === null) {
    return { answer: listAnswers(answers, [`{"indexes":${JSON.stringify(named)},"answers":[`, ']}']), shown: null };
  }
  // They are read in the thread that speaks HTTP.
  refuseLong(
    answers.reduce((sum, { body }) => sum + body.byteLength, 0),
    MAX_RESPONSE_BYTES,
  );
  const bodies = answers.map(parseAnswer);
  const isBatch = bodies[0].results !== undefined;
  const found: QueryResult[][] = bodies.map(({ index: _, ...body }) => body.results ?? [body]);
  const results = found[0].map(({ query }, q) => ({
    query,
    ...fuseResults(
      named,
      found.map((each) => each[q]),
      fused,
    ),
  }));
  const body = isBatch ? { indexes: named, results } : { indexes: named, ...results[0] };
  const hits = results.reduce((sum, result) => sum + result.hits.length, 0);
  const answer = { body: Buffer.from(JSON.stringify(body)), ...sumsOf(answers), hits };
  return { answer, shown: named.map((index) => shownOf(index, results)) };
}

function shownOf({ name }: AnsweringIndex, results: readonly JointResult[]): ShownHits {
  const own = results.map(({ hits }) => hits.filter(({ index }) => index.name === name));
  return { hits: own.map((hits) => hits.map(({ id }) => id)), ranks: own.map((hits) => hits.map(({ rank }) => rank)) };
}

/** By reciprocal rank; hits of one rank stand in the order of the indexes. A document of two indexes has a place for each. */
function fuseResults(
  indexes: readonly AnsweringIndex[],
  results: readonly QueryResult[],
  { offset, k }: NonNullable<JointSearch['fused']>,
): Omit<JointResult, 'query'> {
  const all = results.flatMap(({ hits }, place) => hits.map((hit) => ({ hit, place })));
  all.sort((one, other) => one.hit.rank - other.hit.rank || one.place - other.place);
  return {
    found: results.map(({ query: _, hits, ...rest }, i) => ({ index: indexes[i].name, hits: hits.length, ...rest })),
    hits: all.slice(offset, offset + k).map(({ hit: { rank, score, ...hit }, place }, i) => ({
      rank: offset + i + 1,
      index: indexes[place],
      ...hit,
      score: reciprocalOf(rank),
      own: { rank, score },
    })),
  };
}

function sumsOf(answers: readonly WrittenAnswer[]): Pick<WrittenAnswer, 'hits' | 'waitedMs'> {
  return {
    hits: answers.reduce((sum, { hits }) => sum + (hits ?? 0), 0),
    waitedMs: Math.max(...answers.map(({ waitedMs = 0 }) => waitedMs)),
  };
}

function refuseLong(bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  const message = `the answers have ${bytes} bytes together; at most ${maxBytes} are sent`;
  throw new StillwebError('RESPONSE_TOO_LARGE', message, { bytes, maxBytes });
}
