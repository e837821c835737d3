import type { Analyzer } from '../analysis/analyzer.ts';
import type { SearchMode } from '../contract/search.ts';
import { SEARCH_MODES } from '../contract/search-mode.ts';
import { StillwebError } from '../errors.ts';
import { MAX_K, MAX_QUERY_BYTES, MAX_RERANK_DEPTH } from '../limits.ts';
import { classifyQuery, countTerms, QUERY_CLASSES, type QueryClass } from './query-class.ts';

/** What a measurement asks, and how often: a value that can be kept as JSON and asked again. */
export interface Workload {
  /** Where the queries are from: a file, or `sampled`. */
  readonly source: string;
  /** Of the sampling; the same index and seed give the same queries. */
  readonly seed: number;
  readonly k: number;
  readonly modes: readonly SearchMode[];
  /** Reranker of all searches, and how many hits it is given; absent for none, and for as many as it usually takes. */
  readonly rerank?: string;
  readonly rerankDepth?: number;
  /** Passes before those that are measured. */
  readonly warm: number;
  readonly passes: number;
  /** Connections of each level over HTTP; none for no HTTP. */
  readonly clients: readonly number[];
  /** Of one level over HTTP, and at most of one case in process. */
  readonly seconds: number;
  readonly queries: readonly WorkloadQuery[];
}

export interface WorkloadQuery {
  readonly id: string;
  readonly text: string;
  readonly class: QueryClass;
}

export const DEFAULT_WORKLOAD = {
  seed: 1,
  k: 10,
  warm: 1,
  passes: 3,
  clients: [1, 16, 64, 256],
  seconds: 3,
} as const satisfies Partial<Workload>;

export const MAX_CLIENTS = 1000;
export const MAX_PASSES = 100;
export const MAX_SECONDS = 600;
export const MAX_WORKLOAD_QUERIES = 100_000;

/** A workload as a file gives it: only the queries must be there, and their class need not be. */
export type WrittenWorkload = Partial<Omit<Workload, 'queries'>> & { readonly queries: readonly WrittenQuery[] };

type WrittenQuery = Omit<WorkloadQuery, 'class'> & { readonly class?: QueryClass };

const CHECKS: Readonly<Record<keyof Required<Workload>, readonly [is: (value: unknown) => boolean, what: string]>> = {
  source: [(value) => typeof value === 'string', 'a string'],
  seed: [isCount(0, 0xffff_ffff), 'an integer of 0 to 4294967295'],
  k: [isCount(1, MAX_K), `an integer of 1 to ${MAX_K}`],
  modes: [
    isListOf((value) => (SEARCH_MODES as readonly unknown[]).includes(value)),
    `a list of ${SEARCH_MODES.join(', ')}`,
  ],
  rerank: [(value) => typeof value === 'string' && value !== '', 'the name of a reranker'],
  rerankDepth: [isCount(1, MAX_RERANK_DEPTH), `an integer of 1 to ${MAX_RERANK_DEPTH}`],
  warm: [isCount(0, MAX_PASSES), `an integer of 0 to ${MAX_PASSES}`],
  passes: [isCount(1, MAX_PASSES), `an integer of 1 to ${MAX_PASSES}`],
  clients: [isListOf(isCount(1, MAX_CLIENTS)), `a list of integers of 1 to ${MAX_CLIENTS}`],
  seconds: [isNumber(0.1, MAX_SECONDS), `a number of 0.1 to ${MAX_SECONDS}`],
  queries: [(value) => Array.isArray(value) && value.length > 0, 'a list that is not empty'],
};

/**
 * Reads a workload, and refuses what it does not know: a field that is spelt wrong must not change a measurement.
 *
 * @throws StillwebError WORKLOAD_INVALID
 */
export function decodeWorkload(text: string, file: string): WrittenWorkload {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new StillwebError('WORKLOAD_INVALID', `${file} is not JSON`, { file }, { cause });
  }
  if (!isObject(value)) throw refuse(file, 'it is not a JSON object');
  if (!Object.hasOwn(value, 'queries')) throw refuse(file, 'it has no field queries');
  for (const [field, found] of Object.entries(value)) {
    if (!Object.hasOwn(CHECKS, field)) throw refuse(file, `there is no field ${JSON.stringify(field)}`, field);
    const [isRight, what] = CHECKS[field as keyof Workload];
    if (!isRight(found)) throw refuse(file, `${field} is not ${what}`, field);
  }
  const written = value as unknown as WrittenWorkload;
  if (written.queries.length > MAX_WORKLOAD_QUERIES) {
    throw refuse(file, `it has more than ${MAX_WORKLOAD_QUERIES} queries`, 'queries');
  }
  const ids = new Set<unknown>();
  for (const [i, query] of written.queries.entries()) {
    const fault = faultOfQuery(query, ids);
    if (fault !== null) throw refuse(file, `query ${i + 1} ${fault}`, 'queries');
    ids.add(query.id);
  }
  return written;
}

function faultOfQuery(query: unknown, ids: ReadonlySet<unknown>): string | null {
  if (!isObject(query)) return 'is not a JSON object';
  const unknown = Object.keys(query).find((field) => !['id', 'text', 'class'].includes(field));
  if (unknown !== undefined) return `has a field ${JSON.stringify(unknown)} that is not known`;
  const { id, text, class: given } = query;
  if (typeof id !== 'string' || id === '') return 'has no id';
  if (ids.has(id)) return `has the id ${id} of an earlier one`;
  if (typeof text !== 'string' || text.trim() === '') return 'has no text';
  if (Buffer.byteLength(text) > MAX_QUERY_BYTES) return `is longer than ${MAX_QUERY_BYTES} bytes`;
  if (given !== undefined && !(QUERY_CLASSES as readonly unknown[]).includes(given)) {
    return `has a class that is none of ${QUERY_CLASSES.join(', ')}`;
  }
  return null;
}

/** Fills in what the file leaves open: the usual settings, the modes of the index, the class by the index's terms. */
export function settleWorkload(
  written: WrittenWorkload,
  source: string,
  modes: readonly SearchMode[],
  analyzer: Analyzer,
): Workload {
  return {
    ...DEFAULT_WORKLOAD,
    source,
    modes,
    ...written,
    queries: written.queries.map(({ id, text, class: given }) => ({
      id,
      text,
      class: given ?? classifyQuery(countTerms(text, analyzer)),
    })),
  };
}

/** The fields of a search that name its reranker; none where there is none. */
export function rerankingOf({ rerank, rerankDepth }: Pick<Workload, 'rerank' | 'rerankDepth'>) {
  return { ...(rerank !== undefined && { rerank }), ...(rerankDepth !== undefined && { rerankDepth }) };
}

function refuse(file: string, what: string, field?: string): StillwebError {
  const facts = { file, ...(field === undefined ? {} : { field }) };
  return new StillwebError('WORKLOAD_INVALID', `${file}: ${what}`, facts);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumber(min: number, max: number): (value: unknown) => boolean {
  return (value) => typeof value === 'number' && value >= min && value <= max;
}

function isCount(min: number, max: number): (value: unknown) => boolean {
  return (value) => Number.isInteger(value) && isNumber(min, max)(value);
}

function isListOf(isRight: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(isRight);
}
