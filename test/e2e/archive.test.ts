import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { packIndex } from '../../indexer/archive/pack-index.ts';
import { encodeTarHeader, paddingOf, TAR_END } from '../../indexer/archive/tar-header.ts';
import { unpackIndex } from '../../indexer/archive/unpack-index.ts';
import { changeIndex } from '../../indexer/change-index.ts';
import { readManifest } from '../../src/store/open.ts';
import { buildGeneratedIndex, makeCollection } from '../support/generated-index.ts';
import { hashTree, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let directory: string;
let archive: string;
beforeAll(async () => {
  directory = await buildGeneratedIndex('stillweb', makeCollection(30), 'none');
  archive = join(temporaryFolder(), 'index.tar');
  packIndex(directory, archive);
});

// promise: archive/same-bytes
describe('an archive of an index', () => {
  it('is one for one generation, wherever and under whatever name it lies', async () => {
    const other = join(temporaryFolder(), 'elsewhere');
    await unpackIndex({ file: archive, directory: other, name: 'other' });
    const again = join(temporaryFolder(), 'again.tar');
    const packed = packIndex(other, again);
    expect(readFileSync(again).equals(readFileSync(archive))).toBe(true);
    expect(packed.sha256).toBe(createHash('sha256').update(readFileSync(archive)).digest('hex'));
  });

  it('becomes the index that was packed, which can be searched, checked and changed', async () => {
    const other = join(temporaryFolder(), 'other');
    const compressed = join(temporaryFolder(), 'index.tar.gz');
    writeFileSync(compressed, gzipSync(readFileSync(archive)));
    const { id, generation } = await unpackIndex({ file: compressed, directory: other });
    expect(id).toBe(readManifest(directory).manifest.id);
    expect(hashTree(join(other, 'generations'))).toEqual(hashTree(join(directory, 'generations')));
    expect(existsSync(join(other, 'building'))).toBe(false);
    expect(runProgram(['check', other]).code).toBe(0);
    const changed = await changeIndex({
      inputs: [],
      removed: ['d3'],
      directory: other,
      threads: 1,
      memoryBytes: 2 ** 30,
      onError: 'stop',
    });
    expect(changed.generation).not.toBe(generation);
  });

  it('is made and opened from the command line, and cited', () => {
    const out = join(temporaryFolder(), 'cli.tar');
    expect(runProgram(['pack', directory, '--out', out])).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(out).equals(readFileSync(archive))).toBe(true);
    const into = join(temporaryFolder(), 'cli');
    expect(JSON.parse(runProgram(['unpack', out, '--out', into, '--json']).out)).toMatchObject({
      files: expect.any(Number),
    });
    const { id } = readManifest(into).manifest;
    const cited = runProgram(['inspect', into, '--cite']).out;
    expect(cited).toContain(`cli, an index of 30 documents`);
    expect(cited).toContain(id);
    expect(cited).toMatch(/swh:1:dir:[0-9a-f]{40}\n$/);
    expect(runProgram(['pack', directory, '--out', join(directory, 'in.tar')]).err).toContain('SETTING_INVALID');
  });
});

interface Entry {
  readonly name: string;
  readonly content: Buffer;
}

function entriesOf(bytes: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; bytes[at] !== 0; ) {
    const name = bytes.toString('latin1', at, bytes.indexOf(0, at));
    const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 135), 8);
    entries.push({ name, content: bytes.subarray(at + 512, at + 512 + size) });
    at += 512 + size + paddingOf(size);
  }
  return entries;
}

const block = ({ name, content }: Entry): Buffer =>
  Buffer.concat([encodeTarHeader(name, content.length), content, Buffer.alloc(paddingOf(content.length))]);
const tar = (entries: readonly Entry[]): Buffer => Buffer.concat([...entries.map(block), TAR_END]);

/** Archives that are none of ours, each made of the sound one. */
const HOSTILE: readonly [string, (entries: Entry[]) => Buffer][] = [
  ['is cut short', (entries) => tar(entries).subarray(0, -4000)],
  ['has no end', (entries) => tar(entries).subarray(0, -1024)],
  ['goes on behind its end', (entries) => Buffer.concat([tar(entries), Buffer.from('x')])],
  [
    'holds one byte that is another',
    (entries) => {
      const bytes = tar(entries);
      bytes[bytes.length - 5000] ^= 1;
      return bytes;
    },
  ],
  [
    'names a file above its folder',
    ([first, second, ...rest]) => tar([first, { ...second, name: '../../escaped' }, ...rest]),
  ],
  ['names an absolute file', ([first, second, ...rest]) => tar([first, { ...second, name: '/tmp/escaped' }, ...rest])],
  ['begins with something else than its manifest', ([first, second, ...rest]) => tar([second, first, ...rest])],
  ['holds a file more', (entries) => tar([...entries, { name: 'more', content: Buffer.from('x') }])],
  ['holds a file less', (entries) => tar(entries.filter(({ name }) => !name.endsWith('links.bin')))],
  ['holds a file twice', ([first, second, ...rest]) => tar([first, second, second, ...rest])],
  [
    'has a manifest of another generation',
    ([first, ...rest]) =>
      tar([{ ...first, name: first.name.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }, ...rest]),
  ],
  [
    'has a manifest that names files of nobody',
    ([first, ...rest]) =>
      tar([{ ...first, content: Buffer.from(first.content.toString().replaceAll('links.bin', 'virus.exe')) }, ...rest]),
  ],
  [
    'is a link in the place of a file',
    (entries) => {
      const bytes = tar(entries);
      bytes[156] = '2'.charCodeAt(0);
      return bytes;
    },
  ],
  [
    'says that a file is larger than all disks',
    ([first, second, ...rest]) => {
      const bytes = tar([first, second, ...rest]);
      encodeTarHeader(second.name, 2 ** 52).copy(bytes, block(first).length);
      return bytes;
    },
  ],
  ['is no archive', () => Buffer.from('not an archive at all')],
  ['is empty', () => Buffer.alloc(0)],
];

// promise: archive/refuses
describe('what is no sound archive', () => {
  it.each(HOSTILE)('is refused where it %s, and nothing is published or left', async (_what, make) => {
    const place = temporaryFolder();
    const file = join(place, 'hostile.tar');
    writeFileSync(file, make(entriesOf(readFileSync(archive))));
    const into = join(place, 'deep', 'index');
    await expect(unpackIndex({ file, directory: into })).rejects.toMatchObject({
      code: expect.stringMatching(/^(ARCHIVE_INVALID|INDEX_CORRUPT)$/),
    });
    const left = existsSync(into) ? readdirSync(into) : [];
    expect(left.filter((name) => name !== 'STILLWEB')).toEqual([]);
    expect(readdirSync(place).sort()).toEqual(existsSync(into) ? ['deep', 'hostile.tar'] : ['hostile.tar']);
  });

  it('leaves the index that is there as it was', async () => {
    const into = await buildGeneratedIndex('stillweb', makeCollection(5), 'none');
    const before = hashTree(into);
    const file = join(temporaryFolder(), 'short.tar');
    writeFileSync(file, readFileSync(archive).subarray(0, -4000));
    await expect(unpackIndex({ file, directory: into })).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    expect(hashTree(into)).toEqual(before);
  });

  it('is a folder of somebody else to unpack into', async () => {
    const into = join(temporaryFolder(), 'mine');
    mkdirSync(into);
    writeFileSync(join(into, 'notes.txt'), 'mine');
    await expect(unpackIndex({ file: archive, directory: into })).rejects.toMatchObject({ code: 'OUTPUT_NOT_OURS' });
    expect(readdirSync(into)).toEqual(['notes.txt']);
    rmSync(into, { recursive: true });
  });
});
