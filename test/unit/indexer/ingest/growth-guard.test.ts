import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readContent } from '../../../../indexer/ingest/decompression.ts';
import { MAX_EXPANSION_RATIO, MIN_EXPANSION_BYTES } from '../../../../src/limits.ts';
import { readCollection, writeInput } from '../../../support/read-collection.ts';

/** 80 MiB of newlines in 81 bytes. */
const BOMB_BZIP2 = Buffer.from(
  'QlpoOTFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZZmhQcQEi9kAAoBAACCAAMMwFKacYSqQjYEqkI8XckU4UJAwiyaTA',
  'base64',
);
/** The largest block of a zstd stream. */
const ZSTD_BLOCK_BYTES = 128 * 1024;

const MIB = 1024 * 1024;

/** A zstd frame of zero bytes in blocks of one repeated byte: 128 KiB for each four. */
function packZeros(bytes: number): Buffer {
  const blocks = bytes / ZSTD_BLOCK_BYTES;
  const frame = Buffer.alloc(6 + blocks * 4);
  frame.set([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]);
  for (let i = 0; i < blocks; i++) {
    const isLast = i === blocks - 1 ? 1 : 0;
    frame.writeUIntLE((ZSTD_BLOCK_BYTES << 3) | (1 << 1) | isLast, 6 + i * 4, 3);
  }
  return frame;
}

async function expandedBytes(path: string): Promise<number> {
  let bytes = 0;
  for await (const chunk of readContent(path)) bytes += chunk.length;
  return bytes;
}

describe('a file that expands without measure and without a document', () => {
  it('is read while it is small: the ratio of little says nothing', async () => {
    expect(await expandedBytes(writeInput('small.zst', packZeros(MIN_EXPANSION_BYTES)))).toBe(MIN_EXPANSION_BYTES);
    const longer = writeInput('longer.zst', packZeros(MIN_EXPANSION_BYTES + ZSTD_BLOCK_BYTES));
    await expect(expandedBytes(longer)).rejects.toMatchObject({ code: 'INPUT_EXPANDS' });
  });

  it('is INPUT_EXPANDS, which names the file and the ratio', async () => {
    const path = writeInput('bomb.jsonl.bz2', BOMB_BZIP2);
    await expect(expandedBytes(path)).rejects.toMatchObject({
      code: 'INPUT_EXPANDS',
      facts: { file: path, ratio: MAX_EXPANSION_RATIO },
      message: expect.stringContaining(path),
    });
  });

  it.each([
    ['zeros', '\0'],
    ['newlines', '\n'],
    ['a text without an end', 'a'],
  ])('is refused in gzip too, which never reaches 1,033 times: %s', async (_, character) => {
    const packed = gzipSync(Buffer.alloc(80 * MIB, character));
    expect((80 * MIB) / packed.length).toBeLessThan(1033);
    for (const content of [packed, Buffer.concat([gzipSync('{"_id":"a","text":"t"}\n'), packed])]) {
      const reading = readCollection([writeInput('bomb.jsonl.gz', content)]);
      await expect(reading).rejects.toMatchObject({ code: 'INPUT_EXPANDS' });
    }
  });
});

it('documents that pack to less than a two-hundredth are read, however many there are', async () => {
  const text = 'the same text '.repeat(700);
  const records = Array.from({ length: 8000 }, (_, number) => `{"_id":"${number}","text":"${text}"}\n`).join('');
  const packed = gzipSync(records, { level: 9 });
  expect(records.length).toBeGreaterThan(MIN_EXPANSION_BYTES);
  expect(records.length / packed.length).toBeGreaterThan(MAX_EXPANSION_RATIO);
  const { documents } = await readCollection([writeInput('dense.jsonl.gz', packed)]);
  expect(documents).toHaveLength(8000);
});
