import type { IndexView } from '../index-view.ts';
import type { Findings } from './findings.ts';
import { checkImpacts } from './impacts.ts';
import { sumTermFrequencies, type TermStatistics } from './merged-terms.ts';
import { checkPostings } from './postings.ts';
import type { Witness } from './witness.ts';

/**
 * Looks through terms, postings and positions, shard after shard. Each step trusts what the one before it has found sound; all trust
 * the table of passages.
 *
 * @param onProgress gets the passages of the shards so far
 * @throws StillwebError INDEX_CORRUPT where the bytes cannot be read at all
 */
export function checkShards(
  view: IndexView,
  findings: Findings,
  onProgress: (passages: number) => void = () => {},
  witness?: Witness,
): void {
  const before = findings.count;
  const held = view.postings.map((postings, shard) => checkPostings(postings, shard, findings));
  if (findings.count > before) return;
  const { counts } = view.index.manifest;
  const statistics = checkCounts(view, held, findings);
  for (const shard of view.postings.keys()) {
    checkImpacts(view, shard, statistics, findings, witness);
    onProgress(view.firstPassages[shard] + counts.shards[shard]);
  }
}

/**
 * Whether the shards hold as many terms and postings as the manifest says.
 *
 * @param held per shard and term, as `checkPostings` found them
 */
export function checkCounts(view: IndexView, held: readonly Uint32Array[], findings: Findings): TermStatistics {
  const { counts } = view.index.manifest;
  const statistics = sumTermFrequencies(view.postings, held);
  const postings = held.reduce((sum, each) => each.reduce((total, count) => total + count, sum), 0);
  if (postings !== counts.postings)
    findings.add('posting-count', `the shards hold ${postings} postings, the manifest says ${counts.postings}`);
  if (statistics.terms !== counts.terms)
    findings.add('term-count', `the shards hold ${statistics.terms} terms, the manifest says ${counts.terms}`);
  return statistics;
}
