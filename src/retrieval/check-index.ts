import type { GoldenQuery } from '../format/manifest.ts';
import { viewIndex } from '../store/index-view.ts';
import { checkInvariants } from '../store/invariants/check-invariants.ts';
import type { Finding } from '../store/invariants/findings.ts';
import type { OpenIndex } from '../store/open.ts';
import { compareProbes } from './probes.ts';
import { findMovedGolden } from './proof.ts';
import { Searcher } from './searcher.ts';
import { canAnalyse, TextWitness } from './text-witness.ts';

/** What proves that an index and its rankings are what was built. */
export interface IndexCheck {
  /** Files of the index, of which every byte was compared when it was opened, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Golden queries that the index carries. */
  readonly golden: number;
  /** Those that rank differently here; null where none was asked, because a structure is unsound. */
  readonly moved: readonly GoldenQuery[] | null;
  /** Whether this machine encodes as the one of the build did; null without an encoder. */
  readonly probes: 'exact' | 'differs' | null;
  /** All that is wrong; empty for an index that is whole. */
  readonly findings: readonly Finding[];
}

export interface IndexCheckOptions {
  /** Called with the passages and documents that have been looked through, and with how many there are. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Opens what the golden queries are asked of. Default: a searcher on the CPU. */
  readonly openSearcher?: (index: OpenIndex) => Promise<{ readonly searcher: Searcher; close(): Promise<void> }>;
}

/**
 * Looks through every structure of an index, repeats its golden queries, and encodes its probe texts.
 *
 * @param index opened, and so with the hashes that its manifest names
 * @throws StillwebError INDEX_CORRUPT where bytes cannot be read at all; ENCODER_DIFFERS, ENGINE_MISSING, GPU_UNAVAILABLE
 */
export async function checkIndex(index: OpenIndex, options: IndexCheckOptions = {}): Promise<IndexCheck> {
  const { onProgress = () => {}, openSearcher = openOnCpu } = options;
  const { manifest } = index;
  const view = viewIndex(index);
  const findings = await checkInvariants(view, {
    onProgress,
    // Terms that came with the documents need not stand in their texts.
    makeWitness: canAnalyse(manifest) && manifest.impacts === undefined ? () => new TextWitness(view) : undefined,
  });
  if (!canAnalyse(manifest)) {
    const { name, version } = manifest.analyzer;
    const message = `texts were analysed by ${name} ${version}, and this program analyses queries in another way`;
    findings.push({ kind: 'analyzer-differs', message });
  }
  let moved: GoldenQuery[] | null = null;
  // A search through an unsound structure says nothing, and may never end.
  if (findings.length === 0) {
    const { searcher, close } = await openSearcher(index);
    try {
      moved = await findMovedGolden(searcher, manifest);
    } finally {
      await close();
    }
  }
  for (const { query, mode } of moved ?? []) {
    findings.push({
      kind: 'golden-moved',
      message: `golden query ${JSON.stringify(query)} (${mode}) ranks differently`,
    });
  }
  const { encoderPath: path, encoderDevice: device, encoderCache: cache } = index;
  const probes = await compareProbes(manifest, { path, device, cache });
  if (probes === 'differs') {
    findings.push({ kind: 'encoder-differs', message: 'the encoder gives other vectors here than where it was built' });
  }
  return {
    files: manifest.files.length,
    bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
    golden: manifest.golden.length,
    moved,
    probes,
    findings,
  };
}

async function openOnCpu(index: OpenIndex): Promise<{ searcher: Searcher; close(): Promise<void> }> {
  const searcher = await Searcher.open(index);
  return { searcher, close: async () => searcher.close() };
}
