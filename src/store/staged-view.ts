import { join } from 'node:path';
import type { Manifest, ManifestFile } from '../format/manifest.ts';
import { closeSync } from './file-system.ts';
import { type IndexView, type PerShard, viewIndex } from './index-view.ts';
import { openRegular } from './regular-file.ts';
import { readShared } from './shared-file.ts';

/** Each part is made when it is asked for, every time, and is free when nobody has it any more. */
const WHEN_ASKED: PerShard = <Part>(shards: readonly number[], make: (passages: number, shard: number) => Part) => {
  const parts: Part[] = [];
  for (const [shard, passages] of shards.entries()) {
    Object.defineProperty(parts, shard, { get: () => make(passages, shard), enumerable: true });
  }
  return parts;
};

/**
 * A generation as `viewIndex` shows it, for looking through it shard after shard: its shards are read when they are looked at,
 * so that an index need not fit into the memory of its build.
 *
 * @param folder with the files of the manifest, just written
 * @throws StillwebError INDEX_CORRUPT
 */
export function viewStaged(folder: string, manifest: Manifest): IndexView {
  const memory: Record<string, SharedArrayBuffer> = {};
  for (const file of manifest.files) {
    Object.defineProperty(memory, file.name, { get: () => readWhole(folder, file), enumerable: true });
  }
  return viewIndex(
    { name: 'building', folder, manifest, vectors: 'memory', memory, postingsMemory: {}, vectorMemory: {} },
    WHEN_ASKED,
  );
}

/** What a file lacks is left as zeros, which are looked at as anything else is. */
function readWhole(folder: string, { name, bytes }: ManifestFile): SharedArrayBuffer {
  const file = openRegular(join(folder, name));
  try {
    return readShared(file, bytes);
  } finally {
    closeSync(file);
  }
}
