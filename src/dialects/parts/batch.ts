/** Batches of trainers, which hold as many queries or addresses as a whole step has rollouts. */
import { canonicalizeFetch } from '../../contract/canonical-fetch.ts';
import { StillwebError } from '../../errors.ts';
import { MAX_FETCH_DOCUMENTS, MAX_QUERY_BYTES, MAX_TRAINING_QUERIES, MAX_TRAINING_URLS } from '../../limits.ts';
import type { QuestionList } from '../dialect.ts';
import { textsOf } from './fields.ts';
import { type LooseSearch, searchQuestion } from './search-question.ts';

/** Queries that one thread answers in a row: the parts of a batch go to all of them. */
const PART_QUERIES = 32;

/**
 * The queries of a batch; one string is a batch of one. Models write queries of any length, and the batch of a whole step must not
 * fail for one: each is cut to what a query may have, as encoders cut what they read.
 *
 * @param name in the words of the dialect, for the error
 * @param most 1 … MAX_TRAINING_QUERIES
 * @throws INVALID_REQUEST
 */
export function queriesOf(value: unknown, name: string, most: number = MAX_TRAINING_QUERIES): string[] {
  const queries = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(queries) || !queries.every((query): query is string => typeof query === 'string')) {
    throw new StillwebError('INVALID_REQUEST', `${name} must be a string or a list of strings`, { field: name });
  }
  if (queries.length <= most) return queries.map((query) => cutQuery(query.toWellFormed()));
  throw new StillwebError('INVALID_REQUEST', `${name} has ${queries.length} entries; at most ${most} are taken`, {
    field: name,
    count: queries.length,
    maxQueries: most,
  });
}

/** As long as the native API takes. */
export function cutQuery(query: string): string {
  if (query.length * 3 <= MAX_QUERY_BYTES || Buffer.byteLength(query) <= MAX_QUERY_BYTES) return query;
  let bytes = 0;
  let end = 0;
  for (const character of query) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_QUERY_BYTES) break;
    end += character.length;
  }
  return query.slice(0, end);
}

/**
 * One search for each part of a batch. The shape writes the results of a part with commas between, and no brackets around.
 *
 * @param queries as `queriesOf` gives them
 * @param around of the whole body
 */
export function batchSearch(
  queries: readonly string[],
  search: Omit<LooseSearch, 'query' | 'queries'>,
  parameters: unknown,
  around: readonly [before: string, behind: string],
): QuestionList | { readonly body: unknown } {
  if (queries.length === 0) return { body: JSON.parse(around.join('')) };
  const parts = partsOf(queries, PART_QUERIES);
  return {
    questions: parts.map((part) => ({ asked: searchQuestion({ ...search, queries: part }), parameters })),
    around,
  };
}

/** As `batchSearch`, for pages by their addresses. @param urls as `urlsOf` gives them */
export function batchFetch(
  urls: readonly string[],
  parameters: unknown,
  around: readonly [before: string, behind: string],
): QuestionList | { readonly body: unknown } {
  if (urls.length === 0) return { body: JSON.parse(around.join('')) };
  return {
    questions: partsOf(urls, MAX_FETCH_DOCUMENTS).map((part) => ({
      asked: { kind: 'fetch' as const, ...canonicalizeFetch({ urls: part }) },
      parameters,
    })),
    around,
  };
}

/** Addresses of pages; one string is a list of one, with its commas. @throws INVALID_REQUEST */
export function urlsOf(value: unknown, name: string): string[] {
  const urls = typeof value === 'string' ? [value.toWellFormed()] : textsOf(value);
  if (!Array.isArray(value) && typeof value !== 'string') {
    throw new StillwebError('INVALID_REQUEST', `${name} must be a list of strings`, { field: name });
  }
  if (urls.length <= MAX_TRAINING_URLS) return urls;
  throw new StillwebError(
    'INVALID_REQUEST',
    `${name} has ${urls.length} entries; at most ${MAX_TRAINING_URLS} are read at once`,
    { field: name, count: urls.length, maxUrls: MAX_TRAINING_URLS },
  );
}

function partsOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
