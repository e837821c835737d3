/** The pages that show what sessions did, over HTTP. */
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readQrels } from '../../src/evaluation/qrels-file.ts';
import type { Intervention } from '../../src/experiment/intervention.ts';
import { MAX_SHOWN_TRACE_BYTES } from '../../src/limits.ts';
import { PAGE_LENGTH } from '../../src/page/page-range.ts';
import { BROWSER, startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';
import { MARKUP, NASTY } from '../support/nasty-documents.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { SESSION, startTraced, type TracedServer } from '../support/traced-server.ts';

describe('the pages of a trace', () => {
  const named = { [SESSION]: `a/b ${MARKUP}` };
  const address = `/traces/${encodeURIComponent(named[SESSION])}`;

  async function recorded(): Promise<TracedServer> {
    const traced = await startTraced(
      [],
      undefined,
      new MemoryBackend({ indexes: [{ name: 'nasty', documents: NASTY }] }),
    );
    const { running: server } = traced;
    await server.post('/v1/search', { query: 'tide' }, named);
    await server.post('/v1/search', { query: `tide ${MARKUP}` }, named);
    await server.post('/v1/search', { query: 'tide' }, named);
    await server.post('/v1/search', { query: 'zzzz' }, named);
    await server.post('/v1/fetch', { ids: ['rtl'] }, named);
    return traced;
  }

  it('show each session, its steps, what was found anew and what again, and the answers as they were sent', async () => {
    await using traced = await recorded();
    const { running: server } = traced;
    const list = await (await server.get('/traces', BROWSER)).text();
    expect(list).toContain('aria-label="4 searches, 1 read, 0 greps, 1 miss in 5 steps"');
    expect(list).toContain(`href="${address.replaceAll("'", "'")}"`);
    expect(list).toContain('Reformulations');
    expect(await (await server.get('/status', BROWSER)).text()).toContain('<dd>recorded</dd>');
    const response = await server.get(address, BROWSER);
    const session = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(session).not.toContain('<script>alert');
    expect(session).toContain('asked before');
    expect(session).toContain('nothing found');
    expect(session).toMatch(/>rtl<\/a> <b>opened<\/b> <span class="quiet">since <a href="#step-1">step 1<\/a>/);
    const whole = /href="(\/traces\/[^"]+\/calls\/1)"/.exec(session)?.[1] ?? '';
    const sent = await server.post('/v1/search', { query: 'tide' });
    expect(await (await server.get(whole)).text()).toBe(await sent.text());
    expect((await server.get(`${address}/calls/99`)).status).toBe(404);
    expect((await server.get('/traces/other')).status).toBe(404);
    const { sessions } = await (await server.get('/v1/traces')).json();
    expect(sessions[0]).toMatchObject({ name: named[SESSION], opened: 1 });
    expect(sessions[0].steps).toHaveLength(5);
    expect((await (await server.get(`/v1${address}`)).json()).measures).toEqual(sessions[0]);
  });

  it('count the evidence by step, and give the judgments as a file that stillweb reads', async () => {
    await using traced = await recorded();
    const { running: server } = traced;
    const session = await (
      await server.get(`${address}?relevant=rtl&relevant=script&relevant=gone&relevant=`, BROWSER)
    ).text();
    expect(session).toContain('66.67 % of what is marked was found, 33.33 % opened.');
    expect(session).toContain('value="rtl" aria-label="rtl is relevant" checked');
    const path = (/href="(\/traces\/[^"]+\/qrels[^"]+)"/.exec(session)?.[1] ?? '').replaceAll('&amp;', '&');
    const file = join(temporaryFolder(), 'qrels.tsv');
    writeFileSync(file, await (await server.get(path)).text());
    const judged = [
      ['rtl', 1],
      ['script', 1],
      ['gone', 1],
    ] as const;
    expect([...(await readQrels(file))]).toEqual([[named[SESSION], new Map(judged)]]);
  });

  it('show a long session page by page, and lose no judgment and no way back on it', async () => {
    await using traced = await startTraced();
    const { running: server } = traced;
    const steps = 2 * PAGE_LENGTH + 3;
    for (let i = 0; i < steps; i++) {
      await server.post(
        '/v1/search',
        { query: i === 0 ? 'tide' : i === steps - 1 ? 'rock' : `word${i}` },
        { [SESSION]: 'long' },
      );
    }
    const shown = async (query: string) => await (await server.get(`/traces/long${query}`, BROWSER)).text();
    const stepsOf = (page: string): number[] =>
      [...page.matchAll(/<li id="step-(\d+)">/g)].map(([, step]) => Number(step));
    const first = await shown('?relevant=limpet');
    expect(stepsOf(first)).toEqual(Array.from({ length: PAGE_LENGTH }, (_, i) => i + 1));
    expect(first).not.toContain('rel="prev"');
    expect(first).toContain(`href="/traces/long?relevant=limpet&amp;from=${PAGE_LENGTH + 1}#step-${PAGE_LENGTH + 1}"`);
    const last = await shown(`?relevant=limpet&from=${steps}`);
    expect(stepsOf(last)).toEqual([steps - 2, steps - 1, steps]);
    expect(last).not.toContain('rel="next"');
    expect(last).toContain('<input type="hidden" name="relevant" value="limpet">');
    expect(last).toContain('since <a href="/traces/long?relevant=limpet&amp;from=1#step-1">step 1</a>');
    expect(last).toContain('<details><summary>Answer');
    expect(stepsOf(await shown('?from=999999'))).toEqual(stepsOf(last));
    expect((await shown('?from=999999')).match(/<details><summary>Answer/g)).toHaveLength(3);
    const again = await shown('?replay=true');
    expect(again).toContain(`All ${steps} answers are the same.`);
    expect(again.match(/verdict-line same/g)).toHaveLength(PAGE_LENGTH);
    for (const wrong of ['0', '-1', '1e3', 'x'])
      expect((await server.get(`/traces/long?from=${wrong}`)).status).toBe(400);
  });

  it('have addresses for calls of no session, and for sessions whose names browsers take for steps', async () => {
    await using traced = await startTraced();
    const { running: server } = traced;
    for (const name of [undefined, '..', '#1'])
      await server.post('/v1/search', { query: `tide ${name}` }, name === undefined ? {} : { [SESSION]: name });
    const list = await (await server.get('/traces', BROWSER)).text();
    const addresses = [...list.matchAll(/href="(\/traces[^"]+)"/g)].map(([, each]) => each);
    expect(addresses).toEqual(['/traces?session=..', '/traces/%231', '/traces?session=']);
    expect(list).toContain('Calls of no session</a>: 1.');
    for (const [i, query] of ['tide ..', 'tide #1', 'tide undefined'].entries()) {
      const shown = await (await server.get(addresses[i], BROWSER)).text();
      expect(shown).toContain(`<q dir="auto">${query}</q>`);
      const data = /class="data"[\s\S]*?href="([^"]+)"/.exec(shown)?.[1] ?? '';
      expect((await (await server.get(data)).json()).events).toMatchObject([{ query }]);
      const judged = `${addresses[i]}${addresses[i].includes('?') ? '&' : '?'}relevant=limpet`;
      const counted = await (await server.get(judged, BROWSER)).text();
      const qrels = /href="([^"]+)" download/.exec(counted)?.[1].replaceAll('&amp;', '&');
      if (query === 'tide undefined') expect(qrels).toBeUndefined();
      else expect(await (await server.get(qrels!)).text()).toContain('\tlimpet\t1\n');
    }
    const answer = await server.get('/traces?session=..&call=2');
    expect(await answer.json()).toMatchObject({ hits: expect.any(Array) });
    expect((await server.get('/traces?session=..&call=1')).status).toBe(404);
    expect((await server.get('/traces?session=other')).status).toBe(404);
    expect((await server.get('/traces?session=&qrels=true&relevant=limpet')).status).toBe(404);
    const { summary, unnamed } = await (await server.get('/v1/traces')).json();
    expect([summary.sessions, unnamed]).toEqual([2, { events: 1 }]);
  });

  it('say how a trace is read that is longer than they show', async () => {
    await using traced = await recorded();
    truncateSync(traced.path, MAX_SHOWN_TRACE_BYTES + 1);
    for (const path of ['/traces', address]) {
      const response = await traced.running.get(path, BROWSER);
      expect([response.status, (await response.text()).includes('Run <code>stillweb sessions FILE</code>')]).toEqual([
        200,
        true,
      ]);
    }
    expect((await (await traced.running.get('/v1/traces')).json()).error).toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('run stillweb sessions FILE'),
    });
  });

  it('say where nothing is recorded, and show nothing where an experiment keeps things from sessions', async () => {
    await using running = await startServer({}, new MemoryBackend());
    expect(await (await running.get('/traces', BROWSER)).text()).toContain('This server records nothing.');
    expect((await (await running.get('/v1/traces')).json()).error.code).toBe('UNSUPPORTED');
    const hiding: Intervention = { name: 'hiding', plan: () => null };
    await using traced = await startTraced([hiding]);
    await traced.running.post('/v1/search', { query: 'tide' }, named);
    expect(await (await traced.running.get('/traces', BROWSER)).text()).toContain(
      'a session might see what is kept from it',
    );
    expect((await traced.running.get(address, BROWSER)).status).toBe(404);
    expect(await (await traced.running.get('/status', BROWSER)).text()).toContain('<dd>treated</dd>');
  });
});
