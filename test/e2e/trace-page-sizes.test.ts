/** Pages of traces stay light, however much was recorded. */
import { describe, expect, it } from 'vitest';
import { pageRange } from '../../src/page/page-range.ts';
import { BROWSER, type RunningServer } from '../support/http-server.ts';
import { startTraced } from '../support/traced-server.ts';
import { type WrittenCall, writeTrace } from '../support/written-trace.ts';

const MAX_BYTES = 120_000;

/** With all that it loads. */
async function weigh(server: RunningServer, path: string): Promise<{ readonly bytes: number; readonly page: string }> {
  const page = await (await server.get(path, BROWSER)).text();
  const loaded = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, asset]) => asset);
  let bytes = Buffer.byteLength(page);
  for (const asset of loaded) bytes += (await (await server.get(asset)).arrayBuffer()).byteLength;
  expect(loaded).toHaveLength(2);
  return { bytes, page };
}

function* sessionsOf(sessions: number, steps: number): Generator<WrittenCall> {
  for (let step = 1; step <= steps; step++) {
    for (let i = 0; i < sessions; i++) {
      const ids = (i + step) % 5 === 0 ? [] : [`page-${i}`, `page-${step}`];
      yield {
        session: `rollout/${i} of <2000> & "more"`,
        step,
        query: `tide ${i % 7} ${step}`,
        ids,
        text: `rock ${step}`,
      };
    }
  }
}

describe('a page of a trace', () => {
  it('weighs less than 120 kB with all that it loads where there are 2,000 sessions, and leads to each of them once', async () => {
    await using traced = await startTraced([], writeTrace(sessionsOf(2000, 6)));
    const { running: server } = traced;
    const first = await weigh(server, '/traces');
    expect(first.bytes).toBeLessThan(MAX_BYTES);
    expect(first.page).toContain('Sessions 1 to 25 of 2,000');
    const named = new Set<string>();
    let shown = 0;
    let pages = 0;
    for (let path: string | undefined = '/traces'; path !== undefined; pages++) {
      const page = await (await server.get(path, BROWSER)).text();
      for (const [, address] of page.matchAll(/<th scope="row" dir="auto"><a href="([^"]+)"/g)) {
        named.add(address);
        shown++;
      }
      path = /rel="next" href="([^"#]+)/.exec(page)?.[1];
    }
    expect([pages, shown, named.size]).toEqual([80, 2000, 2000]);
    const last = await weigh(server, '/traces?from=999999');
    expect(last.page).toContain('Sessions 1,976 to 2,000 of 2,000');
    expect(last.page).not.toContain('rel="next"');
    expect(last.page).toContain('rel="prev" href="/traces?from=1951#sessions"');
    expect((await server.get('/traces?from=0')).status).toBe(400);
  });

  it('has its sessions page by page as JSON too', async () => {
    await using traced = await startTraced([], writeTrace(sessionsOf(60, 2)));
    const names: string[] = [];
    for (let path: string | null = '/v1/traces'; path !== null; ) {
      const answer = await (await traced.running.get(path)).json();
      expect(answer.summary.sessions).toBe(60);
      expect(answer.from).toBe(names.length + 1);
      names.push(...answer.sessions.map(({ name }: { name: string }) => name));
      path = answer.next;
    }
    expect([names.length, new Set(names).size]).toEqual([60, 60]);
  });

  it('weighs less than 120 kB where its session has 2,048 calls with long answers, judged and not', async () => {
    const calls = Array.from({ length: 2048 }, (_, i) => ({
      session: 'long',
      step: i + 1,
      query: `"${'tide & rock '.repeat(60)}" ${i}`,
      ids: Array.from({ length: 40 }, (_, j) => `https://example.org/${'path/'.repeat(3)}${i}/${j}`),
      text: '"<&>"'.repeat(300),
    }));
    const path = writeTrace(calls.values());
    await using traced = await startTraced([], path);
    const { running: server } = traced;
    const relevant = [0, 100, 2000].map((i) => `relevant=${encodeURIComponent(calls[i].ids[39])}`).join('&');
    for (const query of ['', `?${relevant}`, `?from=2040&${relevant}`]) {
      const { bytes, page } = await weigh(server, `/traces/long${query}`);
      expect(bytes).toBeLessThan(MAX_BYTES);
      // A share of the page is left to each step.
      const steps = page.split('<li id="step-').slice(1);
      expect(steps.length).toBe(query.includes('from') ? 23 : 25);
      for (const step of steps) expect(step).toMatch(/<input type="checkbox".*more documents?<.*The whole answer/s);
      // What is not shown is still judged.
      const judged = page.slice(page.indexOf('aria-label="Judgments"'));
      expect(judged.match(/name="relevant"[^>]*39"/g) ?? []).toHaveLength(query === '' ? 0 : 3);
    }
    const whole = await server.get('/traces/long/calls/2048');
    expect((await whole.json()).hits).toHaveLength(40);
  });
});

describe('a range of a list', () => {
  it('begins where pages begin, and the last page is that of places behind all', () => {
    expect(pageRange(60, 1)).toEqual({ from: 1, to: 25, of: 60 });
    expect(pageRange(60, 25)).toEqual({ from: 1, to: 25, of: 60 });
    expect(pageRange(60, 26)).toEqual({ from: 26, to: 50, of: 60 });
    expect(pageRange(60, 99)).toEqual({ from: 51, to: 60, of: 60 });
    expect(pageRange(50, 99)).toEqual({ from: 26, to: 50, of: 50 });
    expect(pageRange(0, 1)).toEqual({ from: 1, to: 0, of: 0 });
  });
});
