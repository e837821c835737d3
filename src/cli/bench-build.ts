import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildIndex } from '../../indexer/build.ts';
import { parsePassagePolicy } from '../../indexer/segment/segment.ts';
import type { AnalyzerName } from '../analysis/analyzer.ts';
import type { BuildMeasurement } from '../benchmark/record.ts';
import { encoderSpec } from '../encoder/encoders.ts';
import type { Manifest } from '../format/manifest.ts';
import type { ProgressState } from './progress.ts';

/**
 * Builds an index of the inputs with the settings of a manifest, in a folder beside it that is removed again: folders of
 * temporary files are often memory, and a build is measured on the disk where indexes are.
 *
 * @throws what a build throws
 */
export async function measureBuild(
  directory: string,
  manifest: Manifest,
  inputs: readonly string[],
  threads: number,
  memoryBytes: number,
  onProgress: (state: ProgressState) => void,
): Promise<BuildMeasurement> {
  const encoder = manifest.encoder === null ? 'none' : encoderSpec(manifest.encoder);
  const folder = mkdtempSync(join(dirname(resolve(directory)), '.bench-build-'));
  let inputBytes = 0;
  try {
    const startMs = performance.now();
    const before = process.cpuUsage();
    const built = await buildIndex({
      inputs,
      directory: folder,
      name: 'bench',
      engine: manifest.engine,
      analyzer: manifest.analyzer.name as AnalyzerName,
      passages: parsePassagePolicy(manifest.passages),
      encoder,
      postings: manifest.postings,
      graph: manifest.graph !== undefined ? 'on' : manifest.cells !== undefined ? 'ivf' : 'off',
      threads,
      memoryBytes,
      onError: 'skip',
      onProgress: ({ documents, bytes, totalBytes }) => {
        inputBytes = Math.max(inputBytes, totalBytes);
        onProgress({ stage: 'building', count: documents, unit: 'documents', done: bytes, total: totalBytes });
      },
    });
    const seconds = (performance.now() - startMs) / 1000;
    const { user, system } = process.cpuUsage(before);
    return {
      seconds: Number(seconds.toFixed(3)),
      cpuSeconds: Number(((user + system) / 1e6).toFixed(3)),
      documentsPerSecond: Math.round(built.counts.documents / seconds),
      inputBytes,
      peakBytes: process.resourceUsage().maxRSS * 1024,
      threads,
      memoryBytes,
      isSameIndex: built.id === manifest.id,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
