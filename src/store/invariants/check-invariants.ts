import type { IndexView } from '../index-view.ts';
import { checkDocuments } from './documents.ts';
import { type Finding, Findings } from './findings.ts';
import { checkGraphs } from './graphs.ts';
import { checkImpacts } from './impacts.ts';
import { checkLinks } from './links.ts';
import { sumTermFrequencies } from './merged-terms.ts';
import { checkPassages } from './passages.ts';
import { checkPostings } from './postings.ts';

/**
 * Looks through every structure of an index for what can never be in a sound one: hashes prove that the files are those
 * of the build, this proves that the build was right.
 *
 * @returns what was found; empty for a sound index
 * @throws StillwebError INDEX_CORRUPT where the bytes cannot be read at all
 */
export async function checkInvariants(
  view: IndexView,
  onProgress: (done: number, total: number) => void,
): Promise<Finding[]> {
  const findings = new Findings();
  const { counts } = view.index.manifest;
  const total = counts.passages + counts.documents;
  checkPassages(view, findings);
  checkGraphs(view.graphs, findings);
  checkShards(view, findings, (passages) => onProgress(passages, total));
  await checkDocuments(view, findings, (documents) => onProgress(counts.passages + documents, total));
  checkLinks(view, findings);
  return findings.finish();
}

/** Each step trusts what the one before it has found sound. */
function checkShards(view: IndexView, findings: Findings, onProgress: (passages: number) => void): void {
  const before = findings.count;
  const held = view.postings.map((postings, shard) => checkPostings(postings, shard, findings));
  if (findings.count > before) return;
  const { counts } = view.index.manifest;
  const statistics = sumTermFrequencies(view.postings, held);
  const postings = held.reduce((sum, each) => each.reduce((total, count) => total + count, sum), 0);
  if (postings !== counts.postings)
    findings.add('posting-count', `the shards hold ${postings} postings, the manifest says ${counts.postings}`);
  if (statistics.terms !== counts.terms)
    findings.add('term-count', `the shards hold ${statistics.terms} terms, the manifest says ${counts.terms}`);
  for (const shard of view.postings.keys()) {
    checkImpacts(view, shard, statistics, findings);
    onProgress(view.firstPassages[shard] + counts.shards[shard]);
  }
}
