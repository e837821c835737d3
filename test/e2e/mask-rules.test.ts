import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/library/build-index.ts';
import { type Served, serve } from '../../src/library/serve.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const page = (title: string, body: string): string =>
  `<html><head><title>${title}</title></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
const LONG = 'the engine of brass turns by day and by night while nobody in the old mill ever looks at it';
const PAGES: Readonly<Record<string, string>> = {
  'engine.html': page('Engine', `<p>The first notes are of <a href="ada.html">Ada Lovelace</a>, in ink.</p>`),
  'ada.html': page('Ada Lovelace', `<p>She wrote <a href="notes.html">notes</a> on an engine.</p>`),
  'notes.html': page('Notes', '<p>Notes of the countess are on paper.</p><p>Nothing of an engine else.</p>'),
  'mill.html': page('Mill', `<p>A mill. ${LONG}.</p>`),
  'quiet.html': page('Quiet', '<p>Nothing is told here of an engine.</p>'),
};
const MASKS = [
  {
    mask: 'q1',
    entities: [{ name: 'Ada Lovelace', aliases: ['countess'], documents: ['ada.html'], unlockedBy: ['engine.html'] }],
  },
  { mask: 'q2', forbidden: [LONG] },
  { mask: 'set', forbidden: [LONG] },
  { mask: 'set/q1', entities: [{ name: 'Ada Lovelace', documents: ['ada.html'], unlockedBy: ['engine.html'] }] },
  { mask: 'typo', entities: [{ name: 'Babbage', documents: ['babage.html'] }] },
];

let served: Served;
let directory: string;
const notes: string[] = [];
const options = { workers: 1, log: null, watches: false, port: 0 };
beforeAll(async () => {
  const folder = temporaryFolder();
  const inputs = join(folder, 'pages');
  mkdirSync(inputs);
  for (const [name, text] of Object.entries(PAGES)) writeFileSync(join(inputs, name), text);
  directory = join(folder, 'index');
  await buildIndex({ inputs: [inputs], directory, name: 'web', encoder: 'none', originals: true, threads: 1 });
  const experiment = { masks: { list: MASKS, bySession: 'prefix' } };
  served = await serve(directory, { ...options, experiment, onNote: (note) => notes.push(note) });
});
afterAll(async () => {
  await served?.close();
});

const send = async (path: string, session?: string, body?: object, mask?: string, url = served.url) => {
  const headers = {
    ...(session !== undefined && { 'x-stillweb-session': session }),
    ...(mask !== undefined && { 'x-stillweb-mask': mask }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const answer = await fetch(url + path, { headers, ...(body && { method: 'POST', body: JSON.stringify(body) }) });
  const text = await answer.text();
  return { status: answer.status, text, tag: answer.headers.get('etag') };
};
const searched = async (session: string, query: string): Promise<string[]> =>
  JSON.parse((await send('/v1/search', session, { query })).text).hits.map((hit: { id: string }) => hit.id);

describe('a mask', () => {
  it('is the longest that the session is named after, or the one that a call names', async () => {
    for (const session of ['q1', 'q1/a', 'q1#a', 'q1:a/b', 'set/q1', 'set/q1/a']) {
      expect(await searched(session, 'engine')).not.toContain('ada.html');
    }
    for (const session of ['q10/a', 'q1-a', 'set/a']) expect(await searched(session, 'engine')).toContain('ada.html');
    expect(await searched('other', 'engine')).toContain('ada.html');
    await send('/v1/search', 'named', { query: 'mill' }, 'q1');
    expect(await searched('named', 'engine')).not.toContain('ada.html');
  });

  it('is kept: another one, one that is not there, and one without a session are refused', async () => {
    await send('/v1/search', 'kept', { query: 'mill' }, 'q1');
    for (const [session, mask, said] of [
      ['kept', 'q2', 'the session is under the mask q1'],
      ['q1/kept', 'q2', 'the session is under the mask q1'],
      ['new', 'typ', 'did you mean typo?'],
      [undefined, 'q1', 'a mask is that of a session'],
    ] as const) {
      const { status, text } = await send('/v1/search', session, { query: 'mill' }, mask);
      expect([status, JSON.parse(text).error.code]).toEqual([400, 'INVALID_REQUEST']);
      expect(text).toContain(said);
    }
  });

  it('is lifted by the page that tells, which tells in the very answer that opens it', async () => {
    expect((await send('/v1/documents/engine.html', undefined)).text).toContain('Ada Lovelace');
    expect((await send('/v1/search', 'q1/l', { query: 'notes ink' })).text).not.toContain('Lovelace');
    expect((await send('/v1/documents/ada.html', 'q1/l')).status).toBe(404);
    expect((await send('/v1/documents/engine.html', 'q1/l')).text).toContain('Ada Lovelace');
    expect((await send('/v1/documents/ada.html', 'q1/l')).status).toBe(200);
    expect((await send('/v1/documents/ada.html', 'q1/other')).status).toBe(404);
  });

  it('answers for what is hidden as for what never was, but for the words of the caller', async () => {
    for (const path of ['/v1/documents/ID', '/v1/documents/ID/links', '/v1/documents/ID/original']) {
      const [hidden, unknown] = await Promise.all(
        ['ada.html', 'eve.html'].map((id) => send(path.replace('ID', id), 'q1/n')),
      );
      const plain = (text: string): string => text.replaceAll(/ada|eve/g, '?').replace(/"requestId":"[^"]*"/, '');
      expect(plain(hidden.text)).toBe(plain(unknown.text));
      expect(hidden.status).toBe(404);
    }
  });

  it('gives no original in which something is hidden, and every other one as it is', async () => {
    for (const id of ['engine.html', 'notes.html']) {
      const plain = await send(`/v1/documents/${id}/original`);
      expect([plain.status, plain.text]).toEqual([200, PAGES[id]]);
    }
    // The page that tells may be read in any form; the one that names the countess may not.
    const told = await send('/v1/documents/notes.html/original', 'q1/o');
    expect([told.status, JSON.parse(told.text).error.code]).toEqual([404, 'ORIGINAL_NOT_FOUND']);
    expect((await send('/v1/documents/quiet.html/original', 'q1/o')).text).toBe(PAGES['quiet.html']);
    expect((await send('/v1/documents/engine.html/original', 'q1/o')).text).toBe(PAGES['engine.html']);
    expect((await send('/v1/documents/notes.html/original', 'q1/o')).status).toBe(200);
  });

  it('has ranges, places and lengths of the text that is shown', async () => {
    const { document } = JSON.parse((await send('/v1/documents/notes.html', 'q1/p')).text);
    expect(document.text).toContain('Notes of the […] are on paper.');
    expect(document.range).toEqual({ start: 0, end: document.text.length, total: document.text.length });
    const asked = { query: 'paper', text: true, unit: 'passage' };
    const [hit] = JSON.parse((await send('/v1/search', 'q1/p', asked)).text).hits;
    const [[start, end]] = hit.highlights;
    expect(hit.snippet.slice(start, end)).toBe('paper');
    expect(document.text.slice(hit.fragments[0].start, hit.fragments[0].end)).toBe(hit.snippet);
    expect(document.text.slice(hit.range.start, hit.range.end)).toBe(hit.text);
    const grep = { pattern: 'are on [a-z]+', regexp: true };
    const [match] = JSON.parse((await send('/v1/grep', 'q1/p', grep)).text).matches;
    expect(document.text.slice(match.start, match.end)).toBe('are on paper');
    expect(match.text.slice(...match.highlights[0])).toBe('are on paper');
    expect(JSON.parse((await send('/v1/grep', 'q1/p', { pattern: 'countess' })).text).matches).toEqual([]);
  });

  it('is another key, and no other where nothing is hidden any more', async () => {
    const body = { query: 'engine' };
    const plain = await send('/v1/search', undefined, body);
    expect((await send('/v1/search', 'q1/t', body)).tag).not.toBe(plain.tag);
    await send('/v1/documents/engine.html', 'q1/t');
    expect((await send('/v1/search', 'q1/t', body)).tag).toBe(plain.tag);
  });

  it('keeps out texts that repeat a forbidden one', async () => {
    expect(await searched('other', 'mill brass')).toContain('mill.html');
    expect(await searched('q2/a', 'mill brass')).not.toContain('mill.html');
    expect((await send('/v1/documents/mill.html', 'q2/a')).status).toBe(404);
    expect(JSON.parse((await send('/v1/grep', 'q2/a', { pattern: 'brass' })).text).matches).toEqual([]);
  });

  it('whose documents are not there is told to the operator', () => {
    expect(notes).toContainEqual('mask typo: web has no document "babage.html"');
  });
});

it('a server that requires a mask answers no call without one', async () => {
  const experiment = { masks: { list: MASKS, required: true } };
  await using strict = await serve(directory, { ...options, experiment });
  const body = { query: 'engine' };
  expect((await send('/v1/search', undefined, body, undefined, strict.url)).status).toBe(400);
  expect((await send('/v1/search', 'a', body, undefined, strict.url)).status).toBe(400);
  expect((await send('/v1/search', 'a', body, 'q1', strict.url)).status).toBe(200);
});
