import { join } from 'node:path';
import { buildIndex } from '../../indexer/build.ts';
import type { BuildOptions } from '../../indexer/build-options.ts';
import { parsePassagePolicy } from '../../indexer/segment/segment.ts';
import { openReader } from '../../src/library/open-reader.ts';
import { openIndex } from '../../src/store/open.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Indexes that keep originals, and what they keep. */

const SETTINGS = {
  engine: 'stillweb',
  analyzer: 'english',
  passages: parsePassagePolicy('auto'),
  encoder: 'none',
  threads: 1,
  memoryBytes: 1024 ** 3,
  onError: 'stop',
} as const satisfies Partial<BuildOptions>;

export async function buildWithOriginals(
  inputs: readonly string[],
  more: Partial<BuildOptions> = {},
): Promise<{ directory: string; id: string }> {
  const directory = join(temporaryFolder(), 'shore');
  const { id } = await buildIndex({ ...SETTINGS, inputs, directory, originals: true, ...more });
  return { directory, id };
}

export async function originalsOf(directory: string, ids: readonly string[]): Promise<(string | null)[]> {
  const reader = await openReader(openIndex(directory));
  try {
    return ids.map((id) => {
      const original = reader.original(id);
      return original === null ? null : `${original.type} ${Buffer.from(original.bytes).toString('latin1')}`;
    });
  } finally {
    reader.close();
  }
}
