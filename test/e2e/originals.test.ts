import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packIndex } from '../../indexer/archive/pack-index.ts';
import { unpackIndex } from '../../indexer/archive/unpack-index.ts';
import { StillwebClient } from '../../src/client/index.ts';
import { Authority } from '../../src/intercept/authority.ts';
import { Collection } from '../../src/intercept/collection.ts';
import { Interceptor } from '../../src/intercept/interceptor.ts';
import { MissLog } from '../../src/intercept/miss-log.ts';
import { Sandbox } from '../../src/intercept/sandbox.ts';
import { exportOriginals } from '../../src/library/export-folder.ts';
import { openReader } from '../../src/library/open-reader.ts';
import { type Served, serve } from '../../src/library/serve.ts';
import { openIndex } from '../../src/store/open.ts';
import { makePdf } from '../support/made-pdf.ts';
import { buildWithOriginals as build, originalsOf } from '../support/originals.ts';
import { runProgram } from '../support/program.ts';
import { writeFolder } from '../support/read-collection.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { httpResponse, warcRecord } from '../support/web-archive.ts';

const LATIN = Buffer.from(
  '<meta charset="iso-8859-1"><title>Caf\xe9</title><p>The caf\xe9 is old.<script>alert(1)</script>',
  'latin1',
);
const FILES: Readonly<Record<string, string | Buffer>> = {
  'cafe.html': LATIN,
  'notes.md': '---\ntitle: Notes\n---\n# Notes\r\n\r\nOf the *shore*.\n',
  'plain.txt': '\ufeffA plain text.\r\n',
  'report.pdf': makePdf({ pages: [['Of the tide.']] }),
  'squeezed.html.gz': gzipSync('<title>Small</title><p>Unpacked.'),
  'records.jsonl': '{"_id": "record", "text": "A record has no file of its own."}\n',
};
const PAGE = '<title>Held</title><p>As it was sent.';
const ARCHIVE = Buffer.concat([
  warcRecord(httpResponse(gzipSync(PAGE), { 'Content-Type': 'text/html;charset=UTF-8', 'Content-Encoding': 'gzip' }), {
    url: 'http://shore.example/held',
  }),
  warcRecord(httpResponse('Typed badly.', { 'Content-Type': 'text/plain; "caf\u00e9' }), {
    url: 'http://shore.example/odd',
  }),
  warcRecord('Made of another body.', { type: 'conversion', url: 'http://shore.example/wet' }),
]);

describe('an index with originals', () => {
  let directory: string;
  let id: string;
  let served: Served;
  beforeAll(async () => {
    const folder = writeFolder(FILES);
    writeFileSync(join(folder, 'shore.warc'), ARCHIVE);
    ({ directory, id } = await build([folder]));
    served = await serve([directory], { port: 0, workers: 1 });
  }, 60_000);
  afterAll(() => served?.close());

  it('holds what each page was made of, byte for byte, with its type', async () => {
    const reader = await openReader(openIndex(directory));
    const read = (of: string) => {
      const original = reader.original(of);
      return original === null ? null : [original.type, Buffer.from(original.bytes)];
    };
    expect(read('cafe.html')).toEqual(['text/html', LATIN]);
    expect(read('notes.md')).toEqual(['text/markdown', Buffer.from(FILES['notes.md'] as string)]);
    expect(read('plain.txt')).toEqual(['text/plain', Buffer.from(FILES['plain.txt'] as string)]);
    expect(read('report.pdf')).toEqual(['application/pdf', Buffer.from(FILES['report.pdf'] as Buffer)]);
    expect(read('squeezed.html.gz')).toEqual(['text/html', Buffer.from('<title>Small</title><p>Unpacked.')]);
    expect(read('http://shore.example/held')).toEqual(['text/html;charset=UTF-8', Buffer.from(PAGE)]);
    expect(read('http://shore.example/odd')).toEqual(['application/octet-stream', Buffer.from('Typed badly.')]);
    expect(read('http://shore.example/wet')).toBeNull();
    expect(read('record')).toBeNull();
    expect(() => reader.original('gone')).toThrow(expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND' }));
    reader.close();
  });

  it('is sound, has another id than one without, and is the same on any number of threads', async () => {
    expect(runProgram(['check', directory])).toMatchObject({ code: 0 });
    const folder = writeFolder(FILES);
    const ids = await Promise.all(
      [{ threads: 1 }, { threads: 2 }, { originals: false }].map((more) => build([folder], more)),
    );
    expect(ids[1].id).toBe(ids[0].id);
    expect(ids[2].id).not.toBe(ids[0].id);
    expect(id).not.toBe(ids[0].id);
  });

  it('serves them as attachments that run nothing', async () => {
    const ask = (path: string, init: RequestInit = {}) => fetch(`${served.url}/v1/documents/${path}`, init);
    const answer = await ask('cafe.html/original');
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(LATIN);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/html',
      'content-disposition': 'attachment',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
    const held = await ask(`${encodeURIComponent('http://shore.example/held')}/original?index=shore@${id}`);
    expect([held.headers.get('content-type'), await held.text()]).toEqual(['text/html;charset=UTF-8', PAGE]);
    const etag = answer.headers.get('etag') as string;
    expect((await ask('cafe.html/original', { headers: { 'if-none-match': etag } })).status).toBe(304);
    const head = await ask('cafe.html/original', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(LATIN.length)]);
    for (const [path, status, code] of [
      ['record/original', 404, 'ORIGINAL_NOT_FOUND'],
      ['gone/original', 404, 'DOCUMENT_NOT_FOUND'],
      ['cafe.html/original?toc=true', 400, 'INVALID_REQUEST'],
      ['cafe.html?section=none', 404, 'SECTION_NOT_FOUND'],
    ] as const) {
      const refused = await ask(path);
      expect([refused.status, JSON.parse(await refused.text()).error.code]).toEqual([status, code]);
    }
    expect(await (await fetch(`${served.url}/v1/indexes`)).json()).toMatchObject({ indexes: [{ originals: true }] });
  });

  it('gives them to clients, and long pages one after the other', async () => {
    const client = new StillwebClient({ baseUrl: served.url });
    const { type, bytes } = await client.original('cafe.html');
    expect([type, Buffer.from(bytes)]).toEqual(['text/html', LATIN]);
    await expect(client.original('record')).rejects.toMatchObject({ code: 'ORIGINAL_NOT_FOUND' });
    const whole = (await client.document('notes.md')).document.text as string;
    const pages: string[] = [];
    for await (const { text = '' } of client.pages('notes.md', { maxChars: 6, cut: 'line' })) pages.push(text);
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.join('')).toBe(whole);
    const { document } = await client.document('notes.md', { lines: { from: 1, count: 1 } });
    expect(document).toMatchObject({
      text: whole.split('\n')[0] + (whole.includes('\n') ? '\n' : ''),
      lines: { from: 1 },
    });
  });

  it('gives a command that is held to it the pages as they were, and Markdown to who asks for it', async () => {
    const sandbox = new Sandbox(served.url);
    const interceptor = new Interceptor({
      authority: new Authority(),
      sandbox,
      collection: await Collection.open(sandbox),
      vendors: new Set(),
      allowed: [],
      policy: 'not-found',
      misses: new MissLog(null),
    });
    const port = await interceptor.listen();
    const ask = (path: string, accept?: string): Promise<readonly [string | undefined, string]> =>
      new Promise((resolve, reject) => {
        const headers = { host: 'shore.example', ...(accept !== undefined && { accept }) };
        request({ host: '127.0.0.1', port, path, headers, agent: false }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk) => chunks.push(chunk)).on('error', reject);
          answer.on('end', () => resolve([answer.headers['content-type'], Buffer.concat(chunks).toString()]));
        })
          .on('error', reject)
          .end();
      });
    try {
      expect(await ask('/held')).toEqual(['text/html;charset=UTF-8', PAGE]);
      expect(await ask('/held', 'text/html,*/*;q=0.8')).toEqual(['text/html;charset=UTF-8', PAGE]);
      expect((await ask('/held', 'text/markdown, text/html;q=0.9'))[0]).toBe('text/markdown; charset=utf-8');
      expect((await ask('/held', 'application/json'))[0]).toBe('application/json; charset=utf-8');
      expect((await ask('/wet'))[0]).toBe('text/html; charset=utf-8');
    } finally {
      await interceptor.close();
      sandbox.close();
    }
  });

  it('writes them as files', async () => {
    const out = join(temporaryFolder(), 'out');
    expect(await exportOriginals(openIndex(directory), out)).toBe(7);
    const rows = readFileSync(join(out, 'index.tsv'), 'utf8')
      .trim()
      .split('\n')
      .map((row) => row.split('\t'));
    expect(rows[0]).toEqual(['file', 'id', 'url', 'title', 'type']);
    const [file] = rows.find(([, of]) => of === 'cafe.html') as string[];
    expect(file).toBe('originals/cafe.html');
    expect(readFileSync(join(out, file))).toEqual(LATIN);
    expect(readdirSync(join(out, 'originals')).sort()).toEqual(
      rows
        .slice(1)
        .map(([name]) => name.slice(10))
        .sort(),
    );
    const bare = await build([writeFolder(FILES)], { originals: false });
    await expect(exportOriginals(openIndex(bare.directory), out)).rejects.toMatchObject({ code: 'ORIGINAL_NOT_FOUND' });
  });

  it('prints them from the command line', () => {
    const run = (...words: string[]) => runProgram(['fetch', directory, ...words]);
    expect(run('plain.txt', '--format', 'original')).toMatchObject({ code: 0, out: FILES['plain.txt'] });
    expect(run('record', '--format', 'original')).toMatchObject({
      code: 2,
      err: expect.stringContaining('ORIGINAL_NOT_FOUND'),
    });
    expect(run('http://shore.example/held').out).toBe('As it was sent.');
    expect(run('record', '--lines', '1:1', '--format', 'markdown').out).toContain('A record');
    expect(run('gone')).toMatchObject({ code: 2, err: expect.stringContaining('DOCUMENT_NOT_FOUND') });
    expect(run('record', '--lines', '0:4').code).toBe(2);
    expect(run('record', '--section', 'x')).toMatchObject({
      code: 2,
      err: expect.stringContaining('SECTION_NOT_FOUND'),
    });
    expect(JSON.parse(run('record', '--json', '--toc').out)).toMatchObject({
      index: { id },
      document: { id: 'record', toc: [] },
    });
  }, 60_000);

  it('travels in an archive, and is refused when a byte of it is another', async () => {
    const tar = join(temporaryFolder(), 'shore.tar');
    packIndex(directory, tar);
    const copy = join(temporaryFolder(), 'copy');
    await unpackIndex({ file: tar, directory: copy });
    expect(await originalsOf(copy, ['cafe.html'])).toEqual(await originalsOf(directory, ['cafe.html']));
    const [generation] = readdirSync(join(copy, 'generations'));
    const path = join(copy, 'generations', generation, 'originals.bin');
    const bytes = readFileSync(path);
    bytes[20] ^= 1;
    rmSync(path);
    writeFileSync(path, bytes);
    expect(() => openIndex(copy)).toThrow(expect.objectContaining({ code: 'INDEX_CORRUPT' }));
  });
});
