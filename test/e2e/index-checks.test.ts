/** An index that is checked from its page: beside the threads that search, one at a time, by whoever may. */
import { closeSync, openSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../src/library/serve.ts';
import { describeCitation, writeCitation } from '../../src/store/citation.ts';
import { readManifest } from '../../src/store/open.ts';
import { buildCheckableIndex } from '../support/checkable-index.ts';
import { damageIndex } from '../support/damaged-index.ts';
import { BROWSER, startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';

let sound: string;
let moved: string;
let torn: string;
let served: Served;
beforeAll(async () => {
  sound = await buildCheckableIndex();
  moved = damageIndex(sound, {
    manifest: ({ golden }) => ({ golden: golden.map((each, i) => (i === 0 ? { ...each, hits: [] } : each)) }),
  });
  torn = damageIndex(sound, { manifest: ({ provenance }) => ({ provenance: { ...provenance, skipped: 1 } }) });
  served = await serve([`sound=${sound}`, `moved=${moved}`, `torn=${torn}`], {
    port: 0,
    workers: 1,
    device: 'cpu',
    watches: false,
  });
});
afterAll(() => served?.close());

// biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what the body is
const get = async (path: string): Promise<any> => await (await fetch(served.url + path)).json();
const page = async (name: string) => await (await fetch(`${served.url}/indexes/${name}`, { headers: BROWSER })).text();

/** Begins a check and waits for its end, by asking. */
async function check(name: string) {
  const path = `/v1/indexes/${name}/check`;
  const begun = await fetch(served.url + path, { method: 'POST' });
  expect([begun.status, ((await begun.json()) as { state: string }).state]).toEqual([202, 'running']);
  for (;;) {
    const state = await get(path);
    if (state.state !== 'running') return state;
    await new Promise(setImmediate);
  }
}

describe('an index that is checked from its page', () => {
  it('tells what stillweb check tells, with when and how long, and searches are answered meanwhile', async () => {
    expect(await get('/v1/indexes/sound/check')).toMatchObject({ state: 'unchecked', report: null });
    const led = await fetch(`${served.url}/indexes/sound/check`, {
      method: 'POST',
      redirect: 'manual',
      headers: BROWSER,
    });
    expect([led.status, led.headers.get('location')]).toEqual([303, '/indexes/sound#promises']);
    expect((await fetch(`${served.url}/v1/search?query=a`)).status).toBe(200);
    const again = await fetch(`${served.url}/v1/indexes/sound/check`, { method: 'POST' });
    expect(again.status).toBe(202);
    const other = await fetch(`${served.url}/v1/indexes/moved/check`, { method: 'POST' });
    expect(await other.json()).toMatchObject({ error: { code: 'OVERLOADED' } });
    expect(await page('sound')).toMatch(/data-live="\d+"[\s\S]*It is being checked since/);
    let state = await get('/v1/indexes/sound/check');
    while (state.state === 'running') state = await get('/v1/indexes/sound/check');
    const { manifest } = readManifest(sound);
    const { swhid } = describeCitation(sound);
    expect(state.report).toEqual({
      files: manifest.files.length,
      bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
      golden: manifest.golden.length,
      moved: 0,
      probes: 'exact',
      swhid,
      findings: [],
    });
    expect(state.started).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(state.ms).toBeGreaterThan(0);
    const shown = await page('sound');
    expect(shown).toContain('The index is whole and its rankings stand.');
    expect(shown).not.toContain('data-live');
  });

  it('names what is wrong: a ranking that moved, and bytes that are others than when the server opened them', async () => {
    const { report } = await check('moved');
    expect([report.moved, report.findings.length]).toEqual([1, 1]);
    expect(report.findings[0]).toContain('ranks differently');
    const { folder } = readManifest(torn);
    const name = readdirSync(folder).find((each) => each.startsWith('documents')) ?? 'ids.bin';
    const file = openSync(join(folder, name), 'r+');
    writeSync(file, Buffer.from('?'), 0, 1, 200);
    closeSync(file);
    const { report: found } = await check('torn');
    expect([found.moved, found.swhid, found.findings]).toEqual([
      null,
      null,
      [expect.stringContaining(`${name} fails its checksum`)],
    ]);
    expect(await page('torn')).toContain('fails its checksum');
  });

  it('is cited as stillweb inspect --cite does, with its SWHID', async () => {
    const { citation } = await get('/v1/indexes/sound');
    const expected = { ...describeCitation(sound), name: 'sound' };
    expect(citation).toEqual({
      text: writeCitation(expected, 'text'),
      bibtex: writeCitation(expected, 'bibtex'),
      cff: writeCitation(expected, 'cff'),
      swhid: expected.swhid,
    });
    const shown = await page('sound');
    expect(shown).toContain(`<code class="id">${expected.swhid}</code>`);
    expect(shown).toContain('CITATION.cff');
  });

  it('is checked by whoever may act, and where there are files', async () => {
    await using open = await startServer({ isReadOnly: true });
    const refused = await open.post('/v1/indexes/shore/check', {});
    expect((await refused.json()).error).toMatchObject({
      code: 'ACTION_FORBIDDEN',
      facts: { command: 'stillweb check DIR' },
    });
    await using memory = await startServer({}, new MemoryBackend());
    expect((await (await memory.post('/v1/indexes/shore/check', {})).json()).error.code).toBe('UNSUPPORTED');
    expect((await (await memory.post('/v1/indexes/gone/check', {})).json()).error.code).toBe('INDEX_NOT_FOUND');
    const foreign = await fetch(`${served.url}/indexes/sound/check`, {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example' },
    });
    expect(foreign.status).toBe(403);
  });

  it('is no work that keeps a server from stopping', async () => {
    const other = await serve([`sound=${sound}`], { port: 0, workers: 1, device: 'cpu' });
    await fetch(`${other.url}/v1/indexes/sound/check`, { method: 'POST' });
    await other.close();
  });
});
