import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openCollection } from '../../../../indexer/ingest/open-collection.ts';
import { MAX_PAGE_BYTES, MAX_RECORD_HEADER_BYTES } from '../../../../src/limits.ts';
import { readCollection, writeInput } from '../../../support/read-collection.ts';
import { sharedData } from '../../../support/shared-data.ts';
import { chunked, httpResponse, warcRecord } from '../../../support/web-archive.ts';

const GOOD = warcRecord(httpResponse('<title>Good</title><p>text'), { url: 'http://good.example/' });

/** Reads an archive; what is passed over by what it is counted by. */
async function readArchive(...records: readonly (Buffer | string)[]) {
  const content = Buffer.concat(records.map((record) => Buffer.from(record as string)));
  const read = await readCollection([writeInput('crawl.warc', content)]);
  return { ...read, ids: read.documents.map(({ id }) => id), faults: read.problems.map(({ error }) => error.message) };
}

describe('a page of a web archive', () => {
  it('has the address, the day, the title, the text and the links that it was captured with', async () => {
    const html = '<html lang="en"><title>A</title><p>été <a href="c">c</a> <a href="/d?x=1">d</a> <a href="#e">e</a>';
    const headers = { 'WARC-Payload-Digest': 'sha1:ABC' };
    const { documents } = await readArchive(
      warcRecord(httpResponse(html), { url: 'http://a.example/b/', headers, date: '2024-05-18T23:59:59Z' }),
    );
    expect(documents).toEqual([
      {
        id: 'http://a.example/b/',
        url: 'http://a.example/b/',
        title: 'A',
        text: expect.stringContaining('été'),
        date: '2024-05-18',
        language: 'en',
        links: ['http://a.example/b/c', 'http://a.example/d?x=1'],
        metadata: { 'WARC-Date': '2024-05-18T23:59:59Z', 'WARC-Payload-Digest': 'sha1:ABC' },
      },
    ]);
  });

  it('has links relative to its base, which is relative to its address', async () => {
    const html = '<base href="/up/"><p><a href="x">x</a>';
    const { documents } = await readArchive(warcRecord(httpResponse(html), { url: 'http://a.example/b/c' }));
    expect(documents[0].links).toEqual(['http://a.example/up/x']);
  });

  it('keeps the day that it states beside that of its capture', async () => {
    const html = '<meta name="date" content="2001-02-03"><p>text';
    const { documents } = await readArchive(warcRecord(httpResponse(html)));
    expect(documents[0]).toMatchObject({ date: '2024-05-18', metadata: { published: '2001-02-03' } });
  });

  it.each([
    ['sent with it', 'text/html; charset=ISO-8859-2', '<meta charset="utf-8"><p>\xb1', 'ą'],
    ['declared', 'text/html', '<meta charset="iso-8859-2"><p>\xb1', 'ą'],
    ['unknown, and then what it declares', 'text/html; charset=nonsense', '<meta charset="koi8-r"><p>\xc1', 'а'],
    ['of plain text sent with it', 'text/plain; charset="windows-1251"', '\xe0', 'а'],
    ['of plain text unsaid', 'text/plain', '\xe9', 'é'],
  ])('is read in the encoding %s', async (_, type, body, text) => {
    const block = httpResponse(Buffer.from(body, 'latin1'), { 'content-type': type });
    const { documents } = await readArchive(warcRecord(block));
    expect(documents[0].text.trim()).toBe(text);
  });

  it('without a title has its address as title', async () => {
    const { documents } = await readArchive(warcRecord(httpResponse('words', { 'Content-Type': 'text/plain' })));
    expect(documents[0]).toMatchObject({ title: 'http://example.org/', text: 'words' });
  });

  it('of WET has its first line as title where that is short', async () => {
    const long = 'x'.repeat(201);
    const { documents } = await readArchive(
      warcRecord('Fjord\nA fjord.\n', { type: 'conversion', url: 'http://a.example/' }),
      warcRecord(`${long}\nA fjord.`, { type: 'conversion', url: 'http://b.example/' }),
    );
    expect(documents.map(({ title, text }) => [title, text])).toEqual([
      ['Fjord', 'A fjord.\n'],
      ['http://b.example/', `${long}\nA fjord.`],
    ]);
  });

  it('that was captured again has the time before its address, and is left out where its digest is the same', async () => {
    const page = (body: string, date: string, digest: string) =>
      warcRecord(httpResponse(body), { date, headers: { 'WARC-Payload-Digest': digest } });
    const { ids } = await readArchive(
      page('<p>one', '2020-01-01T00:00:00Z', 'sha1:A'),
      page('<p>one', '2021-01-01T00:00:00Z', 'sha1:A'),
      page('<p>two', '2022-03-04T05:06:07.891Z', 'sha1:B'),
    );
    expect(ids).toEqual(['http://example.org/', '20220304050607/http://example.org/']);
  });

  it('is one of a draft of the standard too, and of records with bare line feeds', async () => {
    const old = GOOD.toString('latin1').replace('WARC/1.0', 'WARC/0.17');
    const bare = GOOD.toString('latin1').replaceAll('\r\n', '\n').replace('good', 'bare');
    const length = bare.replace(
      /Content-Length: [0-9]+/,
      `Content-Length: ${bare.split('\n\n').slice(1).join('\n\n').length - 2}`,
    );
    expect((await readArchive(old, length)).ids).toEqual(['http://good.example/', 'http://bare.example/']);
  });
});

describe('a broken record of a web archive', () => {
  const whole = httpResponse('<p>text');
  it.each<[string, Buffer | string, string]>([
    ['whose length is too large', warcRecord(whole, { length: whole.length + 100 }), 'does not end where'],
    ['whose length is too large by more than all', warcRecord(whole, { length: 100_000 }), 'bytes early'],
    ['whose length is too small', warcRecord(whole, { length: whole.length - 3 }), 'does not end where'],
    ['whose length is no number', warcRecord(whole, { length: -5 }), 'has no Content-Length'],
    ['without an end of its header', 'WARC/1.0\r\nWARC-Type: response\r\n', 'ends inside its header'],
    ['that is none', 'a line of another file\r\n\r\nand more\r\n', 'begins with something that is no record'],
    ['without a type', 'WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n', 'has no WARC-Type'],
    ['without an address', warcRecord(whole, { url: '' }), 'has no WARC-Target-URI'],
    ['that holds no HTTP', warcRecord('<p>text'), 'holds no HTTP response'],
    ['whose chunks end early', warcRecord(chunkedResponse(whole, 5)), 'ends before its last chunk'],
    ['whose gzip is damaged', warcRecord(gzipResponse((bytes) => bytes.fill(0, 12))), 'cannot be expanded as gzip'],
    ['whose gzip ends early', warcRecord(gzipResponse((bytes) => bytes.subarray(0, -9))), 'cannot be expanded as gzip'],
    ['in a coding that nobody knows', warcRecord(coded('x-secret', whole)), 'is packed with x-secret'],
    ['whose address is no id', warcRecord(whole, { url: `http://a.example/${'x'.repeat(3000)}` }), 'has an id of'],
  ])('%s is a problem that names it, and the next one is read', async (_, record, fault) => {
    const { ids, faults, problems } = await readArchive(record, GOOD);
    expect(faults).toEqual([expect.stringContaining(`record 1 `)]);
    expect(faults[0]).toContain(fault);
    expect(problems[0].error.facts).toMatchObject({ record: 1 });
    expect(ids).toEqual(['http://good.example/']);
  });

  it('says where it begins', async () => {
    const { problems } = await readArchive(GOOD, warcRecord('no HTTP'));
    expect(problems.map(({ error }) => error.facts)).toEqual([
      { file: expect.any(String), record: 2, byteOffset: GOOD.length },
    ]);
  });

  it('that says that it is cut is read as far as it goes', async () => {
    const cut = { 'WARC-Truncated': 'length' };
    const { documents, faults } = await readArchive(
      warcRecord(chunkedResponse(Buffer.from('<p>text'), 6), { url: 'http://a.example/', headers: cut }),
      warcRecord(
        gzipResponse((bytes) => bytes.subarray(0, -9)),
        { url: 'http://b.example/', headers: cut },
      ),
    );
    expect(faults).toEqual([]);
    expect(documents.map(({ text }) => text.slice(0, 4).trim())).toEqual(['text', 'word']);
  });

  it('may have a header of the limit, and no longer one', async () => {
    const padded = (bytes: number) => {
      const { length } = warcRecord('words', { type: 'resource', headers: { X: '' } });
      const padding = 'x'.repeat(bytes - (length - 'words\r\n\r\n'.length));
      return warcRecord('words', { type: 'resource', headers: { X: padding } });
    };
    expect((await readArchive(padded(MAX_RECORD_HEADER_BYTES), GOOD)).ids).toHaveLength(2);
    const { ids, faults } = await readArchive(padded(MAX_RECORD_HEADER_BYTES + 1), GOOD);
    expect(ids).toHaveLength(1);
    expect(faults).toEqual([expect.stringContaining(`within ${MAX_RECORD_HEADER_BYTES} bytes`)]);
  });

  it('may be of a hundred million bytes of header, of which no more than the limit is held', async () => {
    const header = `WARC/1.0\r\nX: ${'x'.repeat(100_000_000)}`;
    const { ids, faults } = await readArchive(header, '\r\n\r\n', GOOD);
    expect(faults).toEqual([expect.stringContaining('has a header that does not end')]);
    expect(ids).toEqual(['http://good.example/']);
  });

  it('may have a page larger than the limit, or one that grows to it', async () => {
    const large = Buffer.alloc(MAX_PAGE_BYTES + MAX_RECORD_HEADER_BYTES + 1, 'word ');
    const { faults, ids } = await readArchive(
      warcRecord(httpResponse(large)),
      warcRecord(httpResponse(gzipSync(large), { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' })),
      GOOD,
    );
    expect(faults.map((fault) => /over [0-9]+/.exec(fault)?.[0])).toEqual(Array(2).fill(`over ${MAX_PAGE_BYTES}`));
    expect(ids).toEqual(['http://good.example/']);
  });
});

describe('an archive in gzip that ends early', () => {
  it('gives its pages up to there and then its fault', async () => {
    const stored = Buffer.concat([gzipSync(GOOD), gzipSync(warcRecord(httpResponse('<p>more')))]).subarray(0, -12);
    const collection = await openCollection([writeInput('crawl.warc.gz', stored)]);
    const ids: string[] = [];
    const reading = async () => {
      for await (const batch of collection.read({ onProblem: () => {} })) {
        for (const { document } of batch) ids.push(document.id);
      }
    };
    await expect(reading()).rejects.toMatchObject({ code: 'INPUT_CORRUPT' });
    expect(ids).toEqual(['http://good.example/']);
  });
});

const real = sharedData('web/warc');

describe.skipIf(real === null)('archives of real crawls (skipped where they are absent)', () => {
  it.each([
    ['archive-org-2008.warc.gz', 130, 299],
    ['example-iana.org-chunked.warc', 1, 1],
    ['example-wrong-chunks.warc.gz', 1, 1],
    ['example.warc', 1, 1],
    ['example.warc.gz', 1, 1],
    ['whirlwind.warc.gz', 1, 1],
    ['example-trunc.warc', 0, 1],
    ['whirlwind.warc.wet.gz', 1, 0],
    ['whirlwind.warc.wat.gz', 0, 0],
  ])('%s: every response is read or named', async (name, documents, responses) => {
    const path = join(real as string, name);
    const stored = readFileSync(path);
    const content = (stored[0] === 0x1f ? gunzipSync(stored) : stored).toString('latin1');
    expect(content.match(/^WARC-Type: response\r$/gm)?.length ?? 0).toBe(responses);
    const collection = await openCollection([path]);
    const read: string[] = [];
    const problems: string[] = [];
    const passed: string[] = [];
    const options = {
      onProblem: ({ error }: { error: Error }) => problems.push(error.message),
      onPassed: (what: string) => passed.push(what),
    };
    for await (const batch of collection.read(options)) for (const { document } of batch) read.push(document.id);
    expect(read).toHaveLength(documents);
    const records = content.match(/^WARC\/[01]\.[0-9]+\r$/gm) ?? [];
    expect(read.length + problems.length + passed.length).toBe(records.length);
  });

  it('are those that this test knows', () => {
    expect(readdirSync(real as string)).toHaveLength(9);
  });
});

/** A response in chunks whose last bytes are missing: five are the last chunk. */
function chunkedResponse(body: Buffer, missing: number): Buffer {
  const headers = { 'Content-Type': 'text/html', 'Transfer-Encoding': 'chunked' };
  return httpResponse(chunked(body, 3).subarray(0, -missing), headers);
}

function gzipResponse(damage: (bytes: Buffer) => Uint8Array): Buffer {
  const packed = damage(gzipSync(`<p>${'words and words '.repeat(100)}`));
  return httpResponse(Buffer.from(packed), { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' });
}

function coded(coding: string, body: Buffer): Buffer {
  return httpResponse(body, { 'Content-Type': 'text/html', 'Content-Encoding': coding });
}
