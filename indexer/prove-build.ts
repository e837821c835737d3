import type { Encoder } from '../src/encoder/encoder.ts';
import { type EncoderPlace, type NamedEncoder, resolveEncoder } from '../src/encoder/encoders.ts';
import { indexId, type Manifest, type ManifestFile, type RankingManifest } from '../src/format/manifest.ts';
import { recordProof } from '../src/retrieval/proof.ts';
import { describeFiles } from '../src/store/describe-files.ts';
import { SOFTWARE_VERSION } from '../src/version.ts';
import { collectGarbage } from './collect-garbage.ts';
import type { ShardThreads } from './invert/shard-threads.ts';
import { refuseUnsound } from './refuse-unsound.ts';
import type { BlockProofs } from './sources/block-proofs.ts';

/** The last step of a build before it is published. */

/** What is to be proved, and by whom. */
export interface ProvenBuild {
  /** The generation that is being made. */
  readonly staged: string;
  readonly encoder: NamedEncoder | null;
  /** Files that have their hashes already. */
  readonly described: readonly ManifestFile[];
  /** What was proved before, and takes note of what is. */
  readonly proofs: BlockProofs;
  /** Who looks through the shards meanwhile; null where this thread does. */
  readonly shardThreads: ShardThreads | null;
}

/**
 * The manifest: what was built, the hash of every file, and the answers that a server will give.
 *
 * @throws StillwebError CHECK_FAILED where what was built is unsound
 */
export async function proveBuild(
  ranking: RankingManifest,
  read: Omit<Manifest['provenance'], 'software'>,
  { staged, encoder, described, proofs, shardThreads }: ProvenBuild,
): Promise<Manifest> {
  const complete = { ...ranking, files: describeFiles(staged, described) };
  const unproven: Manifest = {
    ...complete,
    id: indexId(complete),
    golden: [],
    probes: [],
    provenance: { software: `stillweb ${SOFTWARE_VERSION}`, ...read },
  };
  collectGarbage();
  const place: EncoderPlace = { path: encoder?.path, cache: encoder?.cache };
  let opened: Promise<Encoder | null> = Promise.resolve(null);
  const proveShards = (threads: ShardThreads) => async () => {
    const findings = threads.proveShards(staged, unproven);
    // The queries below want it, and this thread will wait for the other one.
    if (encoder !== null) opened = resolveEncoder(encoder.description, place);
    opened.catch(() => {});
    return await findings;
  };
  try {
    // First: a search through an unsound structure may never end.
    await refuseUnsound(staged, unproven, {
      proven: proofs,
      ...(shardThreads !== null && { shards: proveShards(shardThreads) }),
    });
    return { ...unproven, ...(await recordProof(staged, unproven, place)) };
  } finally {
    // Behind a fault of its own or another's, which is told already.
    const encoderOfProof = await opened.catch(() => null);
    await encoderOfProof?.close();
  }
}
