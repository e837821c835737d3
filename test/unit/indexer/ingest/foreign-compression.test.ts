import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readCollection, writeFolder, writeInput } from '../../../support/read-collection.ts';

const RECORD = '{"_id":"a","text":"alpha"}\n';
/** `a.jsonl` in xz; the rest of a file does not matter where its first bytes tell. */
const XZ = Buffer.from('fd377a585a000004e6d6b446020021011600000074', 'hex');
const LZ4 = Buffer.from('04224d186440a71b000080', 'hex');
const ZIP = Buffer.from('504b0304140000000800', 'hex');
/** One record, in a frame that names the dictionary 7. */
const WITH_DICTIONARY = Buffer.from('28b52ffd210705290000616c706861', 'hex');

describe('a file in a compression that is not read', () => {
  it.each([
    ['xz', 'a.jsonl.xz', XZ],
    ['lz4', 'a.jsonl.lz4', LZ4],
    ['zip', 'a.ndjson', ZIP],
    ['zstd of version 0.7', 'a.jsonl.zst', Buffer.from('27b52ffd00', 'hex')],
    ['compress', 'a.jsonl.Z', Buffer.from('1f9d90', 'hex')],
  ])('is COMPRESSION_UNSUPPORTED by its name, whatever it is called: %s', async (compression, name, bytes) => {
    for (const path of [writeInput(name, bytes), writeInput('a.jsonl', bytes)]) {
      await expect(readCollection([path])).rejects.toMatchObject({
        code: 'COMPRESSION_UNSUPPORTED',
        message: `${path} is compressed with ${compression}`,
        facts: { file: path, compression, supported: ['gzip', 'bzip2', 'zstd'] },
      });
    }
  });

  it('is a problem of that file alone in a folder', async () => {
    const folder = writeFolder({ 'a.jsonl': XZ, 'b.md': ZIP, 'c.md': 'text', 'd.jsonl.zst': WITH_DICTIONARY });
    const { documents, problems } = await readCollection([folder]);
    expect(documents.map(({ id }) => id)).toEqual(['c.md']);
    expect(problems.map(({ code }) => code)).toEqual(Array(3).fill('COMPRESSION_UNSUPPORTED'));
  });
});

it('a zstd frame that needs a dictionary names it', async () => {
  for (const [hex, id] of [
    ['28b52ffd210705290000616c706861', 7],
    ['28b52ffd22d2040529000061', 1234],
    ['28b52ffd23efbeadde0529000061', 0xdeadbeef],
  ] as const) {
    await expect(readCollection([writeInput('a.jsonl.zst', Buffer.from(hex, 'hex'))])).rejects.toMatchObject({
      code: 'COMPRESSION_UNSUPPORTED',
      message: expect.stringContaining(`the zstd dictionary ${id}`),
      facts: { dictionaryId: id },
    });
  }
});

describe('a file whose name says that it is compressed', () => {
  it('is read as it is when it is text: programs that fetch files expand them and keep the name', async () => {
    for (const name of ['a.jsonl.gz', 'a.jsonl.BZ2', 'a.jsonl.zst']) {
      const { documents } = await readCollection([writeInput(name, RECORD)]);
      expect(documents.map(({ id }) => id)).toEqual(['a']);
    }
  });

  it('is INPUT_CORRUPT when it begins as no compression and no text does', async () => {
    for (const [name, bytes] of [
      ['a.jsonl.gz', deflateSync(RECORD.repeat(9))],
      ['a.jsonl.bz2', gzipSync(RECORD).subarray(3)],
      ['a.jsonl.zst', Buffer.from('00580100002000', 'hex')],
    ] as const) {
      const reading = readCollection([writeInput(name, bytes)]);
      await expect(reading).rejects.toMatchObject({
        code: 'INPUT_CORRUPT',
        message: expect.stringContaining('does not begin with the magic number'),
      });
    }
  });

  it('is INPUT_CORRUPT when it ends within its first bytes', async () => {
    for (const [name, hex] of [
      ['a.jsonl.gz', '1f8b'],
      ['a.jsonl.bz2', '42'],
      ['a.jsonl.bz2', '425a68'],
      ['a.jsonl.zst', '28b52f'],
    ]) {
      const reading = readCollection([writeInput(name, Buffer.from(hex, 'hex'))]);
      await expect(reading).rejects.toMatchObject({ code: 'INPUT_CORRUPT', facts: { reason: 'it ends early' } });
    }
  });
});

describe('an empty shard', () => {
  it.each([
    ['of no bytes', 'shard', Buffer.alloc(0)],
    ['of no bytes under the name of gzip', 'b.jsonl.gz', Buffer.alloc(0)],
    ['of gzip', 'shard.gz', gzipSync('')],
    ['of bzip2', 'shard', Buffer.from('QlpoORdyRThQkAAAAAA=', 'base64')],
    ['of zstd', 'b.jsonl.zst', Buffer.from('KLUv/SQAAQAAmenYUQ==', 'base64')],
    ['of a skippable frame of zstd', 'shard', Buffer.from('502a4d180300000001ff02', 'hex')],
  ])('%s holds no document and is no fault', async (_, name, bytes) => {
    const shards = [writeInput('a.jsonl', RECORD), writeInput(name, bytes), writeInput('c.jsonl', RECORD)];
    const { documents, problems } = await readCollection(shards);
    expect([documents.length, problems.length]).toEqual([2, 0]);
  });
});
