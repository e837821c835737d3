import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildIndex } from '../../indexer/build.ts';
import { changeIndex } from '../../indexer/change-index.ts';
import { changeFileSystem } from '../../src/store/file-system.ts';
import { checkInvariants } from '../../src/store/invariants/check-invariants.ts';
import { readManifest } from '../../src/store/open.ts';
import { viewStaged } from '../../src/store/staged-view.ts';
import { makeCollection } from '../support/generated-index.ts';
import { interruptedBuild, interruptedChange } from '../support/interrupted-build.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let built: string;
let input: string;
let expected: string;
beforeAll(async () => {
  const folder = temporaryFolder();
  built = join(folder, 'index');
  input = join(folder, 'corpus.jsonl');
  const lines = makeCollection(120).trimEnd().split('\n');
  const write = () => writeFileSync(input, `${lines.join('\n')}\n`);
  write();
  await buildIndex(interruptedBuild(input, built));
  lines[30] = lines[30].replace('"text":"', '"text":"edited ');
  write();
  expected = (await buildIndex(interruptedBuild(input, join(folder, 'anew')))).id;
});

function copyOf(): string {
  const directory = join(temporaryFolder(), 'index');
  cpSync(built, directory, { recursive: true });
  return directory;
}

const sync = async (directory: string) => await changeIndex({ ...interruptedChange(input, directory), kind: 'sync' });

/** Changes one byte of a file. */
function flip(path: string, at: (bytes: Buffer) => number): void {
  const bytes = readFileSync(path);
  bytes[at(bytes)] ^= 1;
  writeFileSync(path, bytes);
}

/** Spoils each write to the documents of the generation that is made, until it is called. */
function spoilDocuments(spoil: (bytes: Buffer) => void): () => void {
  let documents = -1;
  return changeFileSystem((before) => ({
    openSync: ((...given: Parameters<typeof before.openSync>) => {
      const file = before.openSync(...given);
      if (String(given[0]).endsWith(join('building', 'generation', 'documents.arrow'))) documents = file;
      return file;
    }) as typeof before.openSync,
    closeSync: (file) => {
      if (file === documents) documents = -1;
      before.closeSync(file);
    },
    writeSync: ((file: number, bytes: Uint8Array, ...rest: []) => {
      if (file === documents && bytes.length > 10_000) spoil(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
      return before.writeSync(file, bytes, ...rest);
    }) as typeof before.writeSync,
  }));
}

describe('a fault of the disk between a build and a change', () => {
  it('is found in what is taken over of the generation before', async () => {
    const directory = copyOf();
    flip(join(readManifest(directory).folder, 'documents.arrow'), (bytes) => bytes.length >> 1);
    await expect(sync(directory)).rejects.toMatchObject({ code: 'INDEX_CORRUPT' });
  });

  it('costs a unit or a record that is damaged its use, and not the index its bytes', async () => {
    const directory = copyOf();
    const sources = readdirSync(join(directory, 'sources'));
    const ours = sources.filter((name) => name.endsWith('.blocks.jsonl') || name.endsWith('unit-000001.bin'));
    expect(ours).toHaveLength(2);
    for (const name of ours) flip(join(directory, 'sources', name), (bytes) => bytes.length >> 1);
    expect((await sync(directory)).id).toBe(expected);
  });

  it('is found in a block that was proved before, when it is written otherwise', async () => {
    const directory = copyOf();
    const before = readManifest(directory).current;
    // Two bytes behind the first text: where the bytes of the next column begin, or the zeros before them.
    const restore = spoilDocuments((bytes) => {
      const at = bytes.indexOf('\0\0\0\0', 4000);
      bytes[at + 1] ^= 1;
    });
    try {
      await expect(sync(directory)).rejects.toMatchObject({
        code: expect.stringMatching(/^(CHECK_FAILED|INDEX_CORRUPT)$/),
      });
    } finally {
      restore();
    }
    expect(readManifest(directory).current).toEqual(before);
    expect((await sync(directory)).id).toBe(expected);
  });
});

describe('shards that somebody else looks through', () => {
  const view = () => {
    const { folder, manifest } = readManifest(built);
    return viewStaged(folder, manifest);
  };

  it('are sound where nothing is found, and what is found is told, also where it is not found again', async () => {
    expect(await checkInvariants(view(), { shards: async () => [] })).toEqual([]);
    const finding = { kind: 'impact', message: 'an impact is wrong' } as const;
    expect(await checkInvariants(view(), { shards: async () => [finding] })).toEqual([finding]);
  });

  it('are not sound where looking fails', async () => {
    const shards = () => Promise.reject(new Error('the thread is gone'));
    await expect(checkInvariants(view(), { shards })).rejects.toThrow('the thread is gone');
  });
});
