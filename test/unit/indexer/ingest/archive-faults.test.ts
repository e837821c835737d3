import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, crc32, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ArchiveBudget } from '../../../../indexer/ingest/packed/archive-budget.ts';
import {
  MAX_ARCHIVE_DEPTH,
  MAX_ARCHIVE_ENTRIES,
  MAX_ARCHIVE_NAME_BYTES,
  MAX_EXPANSION_RATIO,
  MAX_HELD_ARCHIVE_BYTES,
} from '../../../../src/limits.ts';
import { makeTar, makeZip } from '../../../support/archives.ts';
import { readCollection, writeFolder, writeInput } from '../../../support/read-collection.ts';

const GOOD = { name: 'z-good.md', content: 'good' };

/** What reading an archive in a folder gives; that nothing is written beside it. */
async function readArchive(name: string, bytes: Buffer) {
  const folder = writeFolder({ [name]: bytes });
  const { documents, problems, ignored } = await readCollection([folder]);
  expect(readdirSync(folder)).toEqual([name]);
  return {
    texts: documents.map(({ text }) => text),
    codes: problems.map(({ code }) => code),
    messages: problems.map(({ error }) => error.message),
    ignored: ignored.map(({ reason }) => reason),
  };
}

describe('a ZIP', () => {
  it('whose entry grows without measure is INPUT_EXPANDS for that entry', async () => {
    const bomb = { name: 'bomb.jsonl', content: Buffer.alloc(300 * 1024 * 1024, ' ') };
    const { texts, codes } = await readArchive('a.zip', makeZip([bomb, GOOD]));
    expect(codes).toContain('INPUT_EXPANDS');
    expect(texts.length).toBeLessThanOrEqual(1);
  });

  it('of many entries that each stay below the bound ends when they have grown beyond it together', async () => {
    const content = Buffer.alloc(20 * 1024 * 1024, ' ');
    const [{ name, packed, checksum }] = [{ name: 'x', packed: makeDeflated(content), checksum: crc32(content) }];
    const parts = Array.from({ length: 40 }, (_, place) => ({
      name: `${name}${place}.jsonl`,
      content,
      packed,
      checksum,
    }));
    const { codes } = await readArchive('a.zip', makeZip(parts));
    expect(codes).toEqual(Array(codes.length).fill('INPUT_EXPANDS'));
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.length).toBeLessThan(4);
  });

  it('whose entries share their bytes is INPUT_CORRUPT', async () => {
    const shared = makeZip([
      { name: 'a.md', content: 'text' },
      { name: 'b.md', content: 'text', sharesWith: 0 },
    ]);
    const { messages, codes } = await readArchive('a.zip', shared);
    expect(codes).toEqual(['INPUT_CORRUPT']);
    expect(messages[0]).toContain('its entries share bytes');
  });

  it('that holds archives as deep as one likes is read to the limit', async () => {
    let zip = makeZip([{ name: 'a.md', content: 'innermost' }]);
    for (let depth = 1; depth < 64; depth += 1) zip = makeZip([{ name: 'next.zip', content: zip }, GOOD]);
    const { texts, codes, messages } = await readArchive('a.zip', zip);
    expect(texts).toEqual(Array(MAX_ARCHIVE_DEPTH).fill('good'));
    expect(codes).toEqual(['ARCHIVE_TOO_DEEP']);
    expect(messages[0]).toContain(`a.zip/${Array(MAX_ARCHIVE_DEPTH).fill('next.zip').join('/')}`);
  });

  it('passes over links and devices of no format, and reports those with the name of a document', async () => {
    const zip = makeZip([
      { name: 'a-link', content: '/etc/passwd', mode: 0o120777 },
      { name: 'b-link.md', content: '/etc/passwd', mode: 0o120777 },
      { name: 'c-device.md', content: '', mode: 0o020666 },
      { name: 'd-folder.md/', content: '', mode: 0o040755 },
      GOOD,
    ]);
    const { texts, codes, ignored } = await readArchive('a.zip', zip);
    expect({ texts, codes, ignored }).toEqual({
      texts: ['good'],
      codes: ['FILE_IRREGULAR', 'FILE_IRREGULAR'],
      ignored: ['link'],
    });
  });

  it.each([
    ['an entry that is encrypted', { flags: 1 }, 'is encrypted'],
    ['an entry in a method that is not read', { method: 14, packed: Buffer.from('lzma') }, 'is packed with lzma'],
    ['an entry in a method that nobody knows', { method: 77, packed: brotliCompressSync('x') }, 'method 77'],
  ])('with %s reports it and reads the next', async (_, part, what) => {
    const { texts, codes, messages } = await readArchive(
      'a.zip',
      makeZip([{ name: 'a.md', content: 'text', ...part }, GOOD]),
    );
    expect({ texts, codes }).toEqual({ texts: ['good'], codes: ['COMPRESSION_UNSUPPORTED'] });
    expect(messages[0]).toContain(what);
  });

  it('reports an entry whose checksum or length is another one, and reads the next', async () => {
    const { texts, codes, messages } = await readArchive(
      'a.zip',
      makeZip([
        { name: 'a.md', content: 'text', checksum: 1 },
        { name: 'b.md', content: 'longer than it is', packed: makeDeflated(Buffer.from('short')) },
        { name: 'c.md', content: 'text', packed: Buffer.from('no deflate') },
        GOOD,
      ]),
    );
    expect(texts).toEqual(['good']);
    expect(codes).toEqual(Array(3).fill('INPUT_CORRUPT'));
    expect(messages[0]).toContain('its checksum is another one');
  });

  it('reads entries in zstd, and names in UTF-8, in code page 437 and with backslashes', async () => {
    const zstd = Buffer.from('KLUv/QRoMQEAQSBmam9yZCBpcyBhIG5hcnJvdyBpbmxldC4KCsOFIGkgw6VhLgrUExg7', 'base64');
    const text = 'A fjord is a narrow inlet.\n\nÅ i åa.\n';
    const zip = makeZip([
      { name: 'b.txt', content: text, method: 93, packed: zstd },
      { name: Buffer.from('82.md', 'latin1').fill(0x82, 0, 2), content: 'é twice' },
      { name: 'x\\y.md', content: 'nested' },
      { name: '東.md', content: 'east' },
    ]);
    const { documents } = await readCollection([writeInput('a.zip', zip)]);
    expect(documents.map(({ id }) => id)).toEqual(['a.zip/b.txt', 'a.zip/x/y.md', 'a.zip/éé.md', 'a.zip/東.md']);
  });

  it('reports a name with NUL, one without end, and one of a drive, and opens none of them', async () => {
    const names = ['a\0.md', `${'x/'.repeat(2048)}a.md`, 'c:\\windows\\a.md'];
    const zip = makeZip([...names.map((name) => ({ name, content: 'text' })), GOOD]);
    const { texts, codes } = await readArchive('a.zip', zip);
    expect({ texts, codes }).toEqual({ texts: ['good'], codes: Array(3).fill('ENTRY_NAME_UNSAFE') });
  });

  it('that is no ZIP, or says nothing, or is empty', async () => {
    expect((await readArchive('a.zip', Buffer.from('PK\x03\x04 and no more'))).codes).toEqual(['INPUT_CORRUPT']);
    expect((await readArchive('a.zip', Buffer.from('just text'))).codes).toEqual(['INPUT_CORRUPT']);
    expect((await readArchive('a.zip', makeZip([]))).codes).toEqual([]);
  });

  it('in another archive is held in memory up to the limit', async () => {
    const stored = (bytes: number) => {
      const empty = makeZip([
        { name: 'a.md', content: 'text' },
        { name: 'b', content: '', method: 0 },
      ]).length;
      return makeZip([
        { name: 'a.md', content: 'text' },
        { name: 'b', content: Buffer.alloc(bytes - empty, 'b'), method: 0 },
      ]);
    };
    const within = makeTar([{ name: 'in.zip', content: stored(MAX_HELD_ARCHIVE_BYTES) }]);
    expect(await readArchive('a.tar', within)).toMatchObject({ texts: ['text'], codes: [] });
    const over = makeTar([{ name: 'in.zip', content: stored(MAX_HELD_ARCHIVE_BYTES + 1) }, GOOD]);
    expect(await readArchive('a.tar', over)).toMatchObject({ texts: ['good'], codes: ['ARCHIVE_TOO_LARGE'] });
    expect(await readArchive('a.zip', stored(MAX_HELD_ARCHIVE_BYTES + 1))).toMatchObject({
      texts: ['text'],
      codes: [],
    });
  });

  it('may have names of so many bytes in all', async () => {
    const long = 'x'.repeat(65_000);
    const parts = Array.from({ length: Math.floor(MAX_ARCHIVE_NAME_BYTES / 65_000) + 1 }, (_, place) => ({
      name: `${place}${long}`,
      content: '',
      method: 0,
    }));
    expect(await readArchive('a.zip', makeZip(parts))).toMatchObject({ codes: ['ARCHIVE_TOO_LARGE'] });
  });
});

describe('a tar', () => {
  it('passes over links and devices of no format, and reports those with the name of a document', async () => {
    const tar = makeTar([
      { name: 'hard', type: '1' },
      { name: 'hard.md', type: '1' },
      { name: 'soft.md', type: '2' },
      { name: 'device.md', type: '3' },
      { name: 'pipe', type: '6' },
      { name: 'folder.md/', type: '5' },
      GOOD,
    ]);
    const { texts, codes, ignored } = await readArchive('a.tar', tar);
    expect({ texts, codes, ignored }).toEqual({
      texts: ['good'],
      codes: Array(3).fill('FILE_IRREGULAR'),
      ignored: ['link', 'special'],
    });
  });

  it('with a header of a hundred million bytes is INPUT_CORRUPT', async () => {
    const tar = makeTar([{ name: 'pax', type: 'x', bytes: 100_000_000 }]);
    const { codes, messages } = await readArchive('a.tar', Buffer.concat([tar, Buffer.alloc(1024 * 1024, 'x')]));
    expect(codes).toEqual(['INPUT_CORRUPT']);
    expect(messages[0]).toContain('Header exceeds max size');
  });

  it('that grows without measure is INPUT_EXPANDS', async () => {
    const zeros = makeTar([{ name: 'zeros.bin', content: Buffer.alloc(200 * 1024 * 1024) }]);
    const { codes } = await readArchive('a.tar.gz', gzipSync(zeros));
    expect(codes).toContain('INPUT_EXPANDS');
  });

  it('gives its files in its own order, and those before its damage', async () => {
    const tar = makeTar([
      { name: 'b.md', content: 'first' },
      { name: 'a.md', content: 'second' },
    ]);
    expect(await readArchive('a.tar', tar)).toMatchObject({ texts: ['first', 'second'], codes: [] });
    const damaged = Buffer.from(tar);
    damaged[1024] ^= 1;
    expect(await readArchive('a.tar', damaged)).toMatchObject({ texts: ['first'], codes: ['INPUT_CORRUPT'] });
  });

  it('goes on behind a page that is too large, and one that is cut by its compression', async () => {
    const tar = makeTar([
      { name: 'large.md', content: Buffer.alloc(20 * 1024 * 1024, 'word ') },
      { name: 'cut.jsonl.gz', content: gzipSync('{"_id":"a","text":"one"}\n'.repeat(50)).subarray(0, -10) },
      GOOD,
    ]);
    const { texts, codes } = await readArchive('a.tar', tar);
    expect(codes).toEqual(['DOCUMENT_TOO_LARGE', 'INPUT_CORRUPT']);
    expect(texts.at(-1)).toBe('good');
  });
});

describe('an archive that holds itself', () => {
  it('in every depth many times over ends at the limit of depth, with as many problems as it has entries there', async () => {
    let zip = makeZip([GOOD]);
    const fan = 4;
    for (let depth = 1; depth < 8; depth += 1) {
      zip = makeZip(Array.from({ length: fan }, (_, place) => ({ name: `${place}.zip`, content: zip })));
    }
    const { texts, codes } = await readArchive('a.zip', zip);
    expect(texts).toEqual([]);
    expect(codes).toEqual(Array(fan ** MAX_ARCHIVE_DEPTH).fill('ARCHIVE_TOO_DEEP'));
  });
});

describe('what an archive may take', () => {
  it('is so many entries and no more', () => {
    const budget = new ArchiveBudget('a.zip', { bytesRead: 0, documents: 0 });
    for (let entry = 0; entry < MAX_ARCHIVE_ENTRIES; entry += 1) budget.countEntry();
    expect(() => budget.countEntry()).toThrowError(expect.objectContaining({ code: 'ARCHIVE_TOO_LARGE' }));
  });

  it('is growth in measure of its bytes, and anew behind each document', () => {
    const progress = { bytesRead: 1024 * 1024, documents: 0 };
    const budget = new ArchiveBudget('a.zip', progress);
    budget.admit(MAX_EXPANSION_RATIO * 1024 * 1024);
    progress.documents = 1;
    budget.admit(64 * 1024 * 1024);
    expect(() => budget.admit(MAX_EXPANSION_RATIO * 1024 * 1024)).toThrowError(
      expect.objectContaining({ code: 'INPUT_EXPANDS' }),
    );
  });
});

/** What `makeZip` makes of a content. */
function makeDeflated(content: Buffer): Buffer {
  const zip = makeZip([{ name: '', content }]);
  return zip.subarray(30, zip.indexOf('PK\x01\x02', 30, 'latin1'));
}

it('a tar in gzip from a folder among other files stays what it is', async () => {
  const tar = makeTar([GOOD]);
  const folder = writeFolder({ 'a.md': 'a', 'b.tar.gz': gzipSync(tar), 'c.md': 'c' });
  const { documents, collected } = await readCollection([folder]);
  expect(documents.map(({ id }) => id)).toEqual(['a.md', 'b.tar.gz/z-good.md', 'c.md']);
  expect(collected[1].location.file).toBe(join(folder, 'b.tar.gz/z-good.md'));
});
