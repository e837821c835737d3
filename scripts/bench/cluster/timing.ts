import { parsePlainWords } from '../../../src/analysis/query-syntax.ts';
import { type LatencySummary, summarizeMs } from '../../../src/evaluation/latency.ts';
import { analyzerOf } from '../../../src/retrieval/index-analyzer.ts';
import type { Searcher } from '../../../src/retrieval/searcher.ts';

export async function inMilliseconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Rounded to hundredths. */
export function percentilesOf(times: readonly number[]): Pick<LatencySummary, 'p50' | 'p95' | 'p99'> {
  const { p50, p95, p99 } = summarizeMs(times);
  const round = (value: number): number => Math.round(value * 100) / 100;
  return { p50: round(p50), p95: round(p95), p99: round(p99) };
}

/** Calls a second with so many under way, for some time. */
export async function perSecond(
  queries: readonly string[],
  ask: (query: string) => Promise<unknown>,
  atOnce: number,
  milliseconds: number,
): Promise<number> {
  const began = performance.now();
  let done = 0;
  const work = async (): Promise<void> => {
    while (performance.now() - began < milliseconds) {
      await ask(queries[done % queries.length]);
      done++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return Math.round((done / (performance.now() - began)) * 10_000) / 10;
}

/** Postings of all terms of a query. */
export function countPostings({ view }: Searcher, query: string): number {
  let postings = 0;
  for (const { term } of parsePlainWords(query, analyzerOf(view.index.manifest)).terms) {
    for (const shard of view.postings) {
      const ordinal = shard.terms.find(term);
      if (ordinal >= 0) postings += shard.frequency(ordinal);
    }
  }
  return postings;
}

/** Nanoseconds that a posting more takes: the slope of times over postings by least squares. */
export function costPerPosting(postings: readonly number[], times: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((sum, each) => sum + each, 0) / list.length;
  const [middle, time] = [mean(postings), mean(times)];
  let [over, under] = [0, 0];
  for (const [i, each] of postings.entries()) {
    over += (each - middle) * (times[i] - time);
    under += (each - middle) ** 2;
  }
  return Math.round((over / under) * 1e6 * 10) / 10;
}
