import { refuseUnbounded } from '../bounds/refuse-unbounded.ts';
import type { IndexView } from '../index-view.ts';
import { checkCells } from './cells.ts';
import { checkDocuments } from './documents.ts';
import { type Finding, Findings } from './findings.ts';
import { checkGraphCopies } from './graph-copies.ts';
import { checkGraphs } from './graphs.ts';
import { checkLayouts } from './layouts.ts';
import { checkLinks } from './links.ts';
import { checkOriginals } from './originals.ts';
import { checkPassages } from './passages.ts';
import type { ProvenBlocks } from './proven-blocks.ts';
import { checkShards } from './shards.ts';
import type { Witness } from './witness.ts';

export interface InvariantsCheck {
  readonly onProgress?: (done: number, total: number) => void;
  /** Makes who compares what is read with what analysis gives. */
  readonly makeWitness?: () => Witness & { finish(findings: Findings): void };
  /** Blocks of documents of which is known what depends on their bytes alone. */
  readonly proven?: ProvenBlocks;
  /** Has the shards looked through in another way than by `checkShards`. Not with a witness, who listens here. */
  readonly shards?: (view: IndexView) => Promise<readonly Finding[]>;
  /** What `checkTexts` has found in the same files. Default: they are looked through here. */
  readonly texts?: readonly Finding[];
}

/**
 * Looks through every structure of an index for what can never be in a sound one: hashes prove that the files are those
 * of the build, this proves that the build was right.
 *
 * @returns what was found; empty for a sound index
 * @throws StillwebError INDEX_CORRUPT where the bytes cannot be read at all
 */
export async function checkInvariants(view: IndexView, check: InvariantsCheck = {}): Promise<Finding[]> {
  const { onProgress = () => {}, makeWitness, proven, shards, texts } = check;
  const findings = new Findings();
  const { counts } = view.index.manifest;
  const total = counts.passages + counts.documents;
  checkPassages(view, findings);
  const elsewhere = findings.count === 0 ? shards?.(view) : undefined;
  // Where this thread throws first, what the other one says is of no interest.
  elsewhere?.catch(() => {});
  checkCells(view.cells, counts.shards, findings);
  checkGraphs(view.graphs, findings);
  if (!findings.has('graph-link') && !findings.has('graph-number')) checkGraphCopies(view, findings);
  const witness = makeWitness?.();
  if (elsewhere === undefined) checkShards(view, findings, (passages) => onProgress(passages, total), witness);
  if (texts === undefined) {
    const before = findings.count;
    const progress = (documents: number) => onProgress(counts.passages + documents, total);
    await checkDocuments(view, findings, progress, { witness: before === 0 ? witness : undefined, proven });
    checkLinks(view, findings);
  }
  checkOriginals(view, findings);
  const found = [...((await elsewhere) ?? []), ...(texts ?? [])];
  // In order, so that what is told does not depend on who has looked.
  if (found.length > 0) {
    const again = await checkInvariants(view, { onProgress });
    return again.length > 0 ? again : found;
  }
  // What follows trusts all that came before it.
  if (findings.count === 0) witness?.finish(findings);
  if (findings.count === 0) checkLayouts(view, findings);
  if (findings.count === 0) refuseUnbounded(view);
  return findings.finish();
}

/**
 * The part of it that asks nothing of shards, graphs and cells, for whoever looks while those are made.
 *
 * @param view needs the files of documents and of their tables alone
 * @throws StillwebError INDEX_CORRUPT
 */
export async function checkTexts(view: IndexView, proven: ProvenBlocks): Promise<Finding[]> {
  const findings = new Findings();
  checkPassages(view, findings);
  await checkDocuments(view, findings, () => {}, { proven });
  checkLinks(view, findings);
  return findings.finish();
}
