import type { Encoder } from '../src/encoder/encoder.ts';
import { type EncoderPlace, type NamedEncoder, resolveEncoder } from '../src/encoder/encoders.ts';
import { indexId, type Manifest, type ManifestFile, type RankingManifest } from '../src/format/manifest.ts';
import { recordProof } from '../src/retrieval/proof.ts';
import { describeFiles } from '../src/store/describe-files.ts';
import { checkTexts } from '../src/store/invariants/check-invariants.ts';
import type { Finding } from '../src/store/invariants/findings.ts';
import { checkInHalves } from '../src/store/invariants/shard-halves.ts';
import { viewStaged } from '../src/store/staged-view.ts';
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
  /** Who looks through the shards with this thread; null where this thread is to do it alone. */
  readonly shardThreads: ShardThreads | null;
  /** What was proved while the lists of the shards were made; null where nothing was. */
  readonly early: EarlyProof | null;
}

/** What is proved while threads make the lists of the shards, and opened for what is proved behind them. */
export class EarlyProof {
  /** As `checkTexts` has found them. */
  readonly texts: readonly Finding[];
  readonly #encoder: Promise<Encoder | null>;

  private constructor(texts: readonly Finding[], encoder: Promise<Encoder | null>) {
    this.texts = texts;
    this.#encoder = encoder;
    encoder.catch(() => {});
  }

  /**
   * @param ranking what the manifest will say but for terms and postings, with the files that are there: what is proved has its hash already
   * @throws StillwebError INDEX_CORRUPT
   */
  static async of(
    ranking: RankingManifest,
    { staged, encoder, proofs }: Pick<ProvenBuild, 'staged' | 'encoder' | 'proofs'>,
  ): Promise<EarlyProof> {
    const provenance = { software: '', skipped: 0 };
    const manifest: Manifest = { ...ranking, id: '', golden: [], probes: [], provenance };
    const texts = await checkTexts(viewStaged(staged, manifest), proofs);
    // The queries of the proof want it.
    const opened = encoder === null ? null : resolveEncoder(encoder.description, placeOf(encoder));
    return new EarlyProof(texts, Promise.resolve(opened));
  }

  /** Behind a fault of the encoder, which whoever opens it again is told. */
  async close(): Promise<void> {
    const encoder = await this.#encoder.catch(() => null);
    await encoder?.close();
  }
}

function placeOf(encoder: NamedEncoder | null): EncoderPlace {
  return { path: encoder?.path, cache: encoder?.cache };
}

/**
 * The manifest: what was built, the hash of every file, and the answers that a server will give.
 *
 * @throws StillwebError CHECK_FAILED where what was built is unsound
 */
export async function proveBuild(
  ranking: RankingManifest,
  read: Omit<Manifest['provenance'], 'software'>,
  { staged, encoder, described, proofs, shardThreads, early }: ProvenBuild,
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
  // First: a search through an unsound structure may never end.
  await refuseUnsound(staged, unproven, {
    proven: proofs,
    ...(early !== null && { texts: early.texts }),
    ...(shardThreads !== null && { shards: (view) => checkInHalves(view, shardThreads.look(staged, unproven)) }),
  });
  return { ...unproven, ...(await recordProof(staged, unproven, placeOf(encoder))) };
}
