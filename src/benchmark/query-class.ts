import type { Analyzer } from '../analysis/analyzer.ts';
import type { LatencySummary } from '../evaluation/latency.ts';
import { roundMs, summarizeMs } from '../evaluation/latency.ts';

/** Latency grows with the number of terms, so figures are told apart by it. */
export type QueryClass = 'short' | 'medium' | 'long';

export const QUERY_CLASSES: readonly QueryClass[] = ['short', 'medium', 'long'];

const SHORT_TERMS = 4;
const MEDIUM_TERMS = 9;

/** @param terms as `countTerms` counts them: short up to 4, medium 5 to 9, long from 10 */
export function classifyQuery(terms: number): QueryClass {
  if (terms <= SHORT_TERMS) return 'short';
  return terms <= MEDIUM_TERMS ? 'medium' : 'long';
}

/** Terms that the analyzer finds, repeats counted: with the english analyzer, words that are no stop words. */
export function countTerms(text: string, analyzer: Analyzer): number {
  let terms = 0;
  analyzer.analyzeQuery(text, () => {
    terms++;
  });
  return terms;
}

export interface ClassLatency {
  readonly queries: number;
  /** Over the fastest time of each query: other work on the machine only ever adds time. */
  readonly best: LatencySummary;
  /** Over the times of all passes, as they were. */
  readonly every: LatencySummary;
}

/**
 * @param classes of each query
 * @param times milliseconds of each query, one list a pass, at least one pass
 * @returns figures for all queries and for each class that has one
 */
export function summarizeClasses(
  classes: readonly QueryClass[],
  times: readonly (readonly number[])[],
): Partial<Record<QueryClass | 'all', ClassLatency>> {
  const summaries: Partial<Record<QueryClass | 'all', ClassLatency>> = {};
  for (const name of ['all', ...QUERY_CLASSES] as const) {
    const chosen = classes.flatMap((each, i) => (name === 'all' || each === name ? [i] : []));
    if (chosen.length === 0) continue;
    const best = chosen.map((i) => Math.min(...times.map((pass) => pass[i])));
    const every = times.flatMap((pass) => chosen.map((i) => pass[i]));
    summaries[name] = {
      queries: chosen.length,
      best: roundMs(summarizeMs(best)),
      every: roundMs(summarizeMs(every)),
    };
  }
  return summaries;
}
