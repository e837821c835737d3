import { refuseUnbounded } from '../bounds/refuse-unbounded.ts';
import type { IndexView } from '../index-view.ts';
import { checkDocuments } from './documents.ts';
import { type Finding, Findings } from './findings.ts';
import { checkGraphCopies } from './graph-copies.ts';
import { checkGraphs } from './graphs.ts';
import { checkImpacts } from './impacts.ts';
import { checkLayouts } from './layouts.ts';
import { checkLinks } from './links.ts';
import { sumTermFrequencies } from './merged-terms.ts';
import { checkOriginals } from './originals.ts';
import { checkPassages } from './passages.ts';
import { checkPostings } from './postings.ts';
import type { Witness } from './witness.ts';

/**
 * Looks through every structure of an index for what can never be in a sound one: hashes prove that the files are those
 * of the build, this proves that the build was right.
 *
 * @param makeWitness makes who compares what is read with what analysis gives
 * @returns what was found; empty for a sound index
 * @throws StillwebError INDEX_CORRUPT where the bytes cannot be read at all
 */
export async function checkInvariants(
  view: IndexView,
  onProgress: (done: number, total: number) => void,
  makeWitness?: () => Witness & { finish(findings: Findings): void },
): Promise<Finding[]> {
  const findings = new Findings();
  const { counts } = view.index.manifest;
  const total = counts.passages + counts.documents;
  checkPassages(view, findings);
  checkGraphs(view.graphs, findings);
  if (!findings.has('graph-link') && !findings.has('graph-number')) checkGraphCopies(view, findings);
  const witness = makeWitness?.();
  checkShards(view, findings, (passages) => onProgress(passages, total), witness);
  const before = findings.count;
  const progress = (documents: number) => onProgress(counts.passages + documents, total);
  await checkDocuments(view, findings, progress, before === 0 ? witness : undefined);
  checkLinks(view, findings);
  checkOriginals(view, findings);
  // What follows trusts all that came before it.
  if (findings.count === 0) witness?.finish(findings);
  if (findings.count === 0) checkLayouts(view, findings);
  if (findings.count === 0) refuseUnbounded(view);
  return findings.finish();
}

/** Each step trusts what the one before it has found sound. */
function checkShards(
  view: IndexView,
  findings: Findings,
  onProgress: (passages: number) => void,
  witness?: Witness,
): void {
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
    checkImpacts(view, shard, statistics, findings, witness);
    onProgress(view.firstPassages[shard] + counts.shards[shard]);
  }
}
