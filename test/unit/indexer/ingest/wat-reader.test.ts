import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readCollection, writeInput } from '../../../support/read-collection.ts';
import { sharedData } from '../../../support/shared-data.ts';
import { httpResponse, warcRecord } from '../../../support/web-archive.ts';

const HEADERS = {
  'WARC-Type': 'response',
  'WARC-Date': '2024-05-18T01:58:10Z',
  'WARC-Payload-Digest': 'sha1:PAGE',
  'WARC-Identified-Content-Language': 'eng',
};

interface Described {
  readonly status?: string;
  readonly html?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The JSON of a record of WAT, as the tools of archives write it. */
function description({ status = '200', html, headers = HEADERS }: Described): string {
  return JSON.stringify({
    Container: { Filename: 'crawl.warc.gz', Compressed: true },
    Envelope: {
      Format: 'WARC/1.0',
      'WARC-Header-Metadata': headers,
      'Payload-Metadata': {
        'Actual-Content-Type': 'application/http; msgtype=response',
        'HTTP-Response-Metadata': {
          'Response-Message': { Status: status, Version: 'HTTP/1.1', Reason: 'OK' },
          ...(html !== undefined && { 'HTML-Metadata': html }),
        },
      },
    },
  });
}

const WAT = { type: 'metadata', contentType: 'application/json', date: '2024-05-31T01:17:49Z' };
const wat = (described: Described, url = 'http://a.example/b/') => warcRecord(description(described), { ...WAT, url });

async function readWat(...records: readonly Buffer[]) {
  const path = writeInput('crawl.warc.wat', Buffer.concat(records));
  const read = await readCollection([path], { format: 'wat' });
  return { ...read, codes: read.problems.map(({ error }) => (error as { code?: string }).code) };
}

const PAGE = {
  Head: {
    Title: ' A  page ',
    Base: '/up/',
    Metas: [
      { name: 'Description', content: 'What it is\nabout.' },
      { name: 'viewport', content: 'width=1' },
    ],
    Link: [{ path: 'LINK@/href', url: '/style.css', rel: 'stylesheet' }],
  },
  Links: [
    { path: 'IMG@/src', url: 'picture.png', alt: 'a picture' },
    { path: 'A@/href', url: 'c', text: 'See  c' },
    { path: 'A@/href', url: 'http://other.example/d?x=1', text: 'See c' },
    { path: 'A@/href', url: '#here' },
    { path: 'AREA@/href', url: 'e' },
    { path: 'FORM@/action', url: '/search' },
  ],
};

describe('a page that WAT describes', () => {
  it('is its title, its description, the texts of its links, and where they lead', async () => {
    const { documents, problems } = await readWat(wat({ html: PAGE }));
    expect(problems).toEqual([]);
    expect(documents).toEqual([
      {
        id: 'http://a.example/b/',
        url: 'http://a.example/b/',
        title: 'A page',
        text: 'What it is about.\nSee c',
        date: '2024-05-18',
        links: ['http://a.example/up/c', 'http://other.example/d?x=1', 'http://a.example/up/e'],
        metadata: {
          'WARC-Date': '2024-05-18T01:58:10Z',
          'WARC-Payload-Digest': 'sha1:PAGE',
          'WARC-Identified-Content-Language': 'eng',
        },
      },
    ]);
  });

  it('has its address for a title where it has none, and a lone link or meta need be no list', async () => {
    const html = { Head: { Metas: { name: 'description', content: 'x' } }, Links: { path: 'A@/href', url: '/y' } };
    const { documents } = await readWat(wat({ html }));
    expect(documents[0]).toMatchObject({ title: 'http://a.example/b/', text: 'x', links: ['http://a.example/y'] });
  });

  it('is named as in the archive that was described: the same page again is passed over, another one has its time', async () => {
    const later = { ...HEADERS, 'WARC-Date': '2024-06-01T00:00:00Z', 'WARC-Payload-Digest': 'sha1:OTHER' };
    const { documents, passed } = await readWat(
      wat({ html: PAGE }),
      wat({ html: PAGE }),
      wat({ html: PAGE, headers: later }),
    );
    expect(documents.map(({ id }) => id)).toEqual(['http://a.example/b/', '20240601000000/http://a.example/b/']);
    expect(passed).toEqual(['page that was captured before, and is the same']);
  });

  it.each([
    ['metadata of status 404', { status: '404', html: PAGE }],
    ['metadata of no status', { status: 'odd', html: PAGE }],
    ['metadata of no HTML', {}],
  ])('is none in %s, which is counted', async (what, described) => {
    const { documents, passed } = await readWat(wat(described));
    expect([documents, passed]).toEqual([[], [what]]);
  });

  it('is none in what describes a request, nor in records of other archives', async () => {
    const request = JSON.stringify({ Envelope: { 'Payload-Metadata': { 'HTTP-Request-Metadata': {} } } });
    const { documents, passed } = await readWat(
      warcRecord('software: x', { type: 'warcinfo', url: '', contentType: 'application/warc-fields' }),
      warcRecord(request, WAT),
      warcRecord(httpResponse('<p>a page')),
    );
    expect(documents).toEqual([]);
    expect(passed).toEqual(['warcinfo record', 'metadata of no response', 'record that is no WAT']);
  });

  it.each([
    ['no JSON', '{"Envelope": '],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['nesting without end', '['.repeat(2_000_000)],
  ])('is RECORD_BROKEN where it holds %s, and the next one is read', async (_, block) => {
    const { documents, codes } = await readWat(warcRecord(block, WAT), wat({ html: PAGE }));
    expect(codes).toEqual(['RECORD_BROKEN']);
    expect(documents).toHaveLength(1);
  });

  it.each([
    [
      'numbers and nulls',
      { Head: { Title: 7, Base: null, Metas: [null, 3, {}] }, Links: [null, 'A@/href', { path: 'A@/href' }] },
    ],
    ['lists of lists', { Head: [[]], Links: [[[]]] }],
    [
      'names of prototypes',
      JSON.parse('{"Head":{"__proto__":{"Title":"x"}},"Links":[{"__proto__":{"path":"A@/href"}}]}'),
    ],
    [
      'half characters',
      { Head: { Title: '\ud800' }, Links: [{ path: 'A@/href', url: 'http://\udfff/', text: '\ud83d' }] },
    ],
  ])('may be described by %s', async (_, html) => {
    const { documents, problems } = await readWat(wat({ html }));
    expect(problems).toEqual([]);
    expect(documents).toHaveLength(1);
    expect(documents[0].title.isWellFormed() && documents[0].text.isWellFormed()).toBe(true);
  });
});

const real = sharedData('web/warc');

it.skipIf(real === null)('finds no page in the WAT of a request (skipped where it is absent)', async () => {
  const content = gunzipSync(readFileSync(join(real as string, 'whirlwind.warc.wat.gz')));
  const { documents, passed } = await readWat(content);
  expect([documents, passed]).toEqual([[], ['warcinfo record', 'metadata of no response']]);
});
