import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../../src/dialects/dialects.ts';
import { canonicalizeSearch } from '../../src/contract/canonical-search.ts';
import { Experiment } from '../../src/experiment/experiment.ts';
import { readExperiment } from '../../src/experiment/experiment-file.ts';
import '../../src/experiment/treatments.ts';
import { SearchService } from '../../src/serving/search-service.ts';
import { type RunningServer, startServer } from '../support/http-server.ts';
import { MemoryBackend, type MemoryDocument } from '../support/memory-backend.ts';

/** 60 documents, which a query for `tide` finds in their order. */
const DOCUMENTS: readonly MemoryDocument[] = Array.from({ length: 60 }, (_, i) => ({
  id: `d${i}`,
  url: `https://shore.example/d${i}`,
  title: `Page ${i}`,
  text: `tide ${i % 3 === 0 ? 'rock' : 'shell'} ${'and sand '.repeat(20)}`,
}));

let running: RunningServer;
beforeAll(async () => {
  const { interventions } = await readExperiment({ sessions: {} });
  const experiment = new Experiment({ recorder: null, interventions });
  const backend = new MemoryBackend({ indexes: [{ documents: DOCUMENTS }] });
  running = await startServer({ conductor: experiment }, backend);
});
afterAll(async () => {
  await running?.[Symbol.asyncDispose]();
});

interface Shown {
  readonly rank: number;
  readonly id: string;
  readonly seen?: number;
  readonly snippet?: string;
}

const ask = async (session: string, policy: string, body: object) => {
  const headers = { 'x-stillweb-session': session, 'x-stillweb-policy': policy };
  const answer = await running.post('/v1/search', body, headers);
  const json = await answer.json();
  return {
    hits: (json.hits ?? []) as Shown[],
    note: answer.headers.get('x-stillweb-note'),
    json,
    status: answer.status,
  };
};
const idsOf = (hits: readonly Shown[]): string[] => hits.map(({ id }) => id);
const numbered = (from: number, to: number, step = 1): string[] => {
  const ids: string[] = [];
  for (let i = from; i <= to; i += step) ids.push(`d${i}`);
  return ids;
};

describe('seen=mark', () => {
  it('marks what an earlier answer or reading told of, with its first step', async () => {
    await ask('m', 'seen=mark', { query: 'rock', k: 2 });
    await running.get('/v1/documents/d1', { 'x-stillweb-session': 'm' });
    const { hits } = await ask('m', 'seen=mark', { query: 'tide', k: 5 });
    expect(hits.map(({ id, seen }) => [id, seen])).toEqual([
      ['d0', 1],
      ['d1', 2],
      ['d2', undefined],
      ['d3', 1],
      ['d4', undefined],
    ]);
    const again = await ask('m', 'seen=mark', { query: 'tide', k: 2, offset: 3 });
    expect(again.hits.map(({ seen }) => seen)).toEqual([1, 3]);
  });

  it('says so in front of the text where an API has no member for it', async () => {
    const headers = { 'x-stillweb-session': 'm2', 'x-stillweb-policy': 'seen=mark' };
    await running.post('/tavily/search', { query: 'tide', max_results: 1 }, headers);
    const { results } = await (await running.post('/tavily/search', { query: 'tide', max_results: 2 }, headers)).json();
    expect(results.map(({ content }: { content: string }) => content.slice(0, 18))).toEqual([
      '[seen at step 1] t',
      expect.stringMatching(/^tide/),
    ]);
  });
});

describe('seen=remove', () => {
  it('leaves out what was seen, fills up from below, and numbers the ranks as of a list that never held it', async () => {
    await ask('r', 'seen=remove', { query: 'rock', k: 4 });
    const { hits } = await ask('r', 'seen=remove', { query: 'tide', k: 5 });
    expect(idsOf(hits)).toEqual(['d1', 'd2', 'd4', 'd5', 'd7']);
    expect(hits.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5]);
  });

  it('has pages that join: what the list itself has shown is not left out of it', async () => {
    await ask('p', 'seen=remove', { query: 'rock', k: 3 });
    const shown: string[] = [];
    for (let offset = 0; offset < 60; offset += 7) {
      const { hits } = await ask('p', 'seen=remove', { query: 'tide', k: 7, offset });
      shown.push(...idsOf(hits));
      expect(hits.map(({ rank }) => rank)).toEqual(hits.map((_, i) => offset + i + 1));
    }
    expect(shown).toEqual(numbered(0, 59).filter((id) => !['d0', 'd3', 'd6'].includes(id)));
    expect(idsOf((await ask('p', 'seen=remove', { query: 'tide', k: 7 })).hits)).toEqual(shown.slice(0, 7));
    // Another question finds nothing that is new.
    expect((await ask('p', 'seen=remove', { query: 'tide sand', k: 7 })).hits).toEqual([]);
  });

  it('holds for the dialects whose searches are questions on the way, under the sessions of their own', async () => {
    const call = (session: string, query: string) =>
      running.post(
        '/carr',
        { session_id: session, name: 'browser.search', arguments: { query, num: 2 } },
        { 'x-stillweb-policy': 'seen=remove' },
      );
    const first = (await (await call('c1', 'tide')).json()).output;
    expect(first).toContain('/d0');
    const second = (await (await call('c1', 'tide sand')).json()).output;
    expect([second.includes('/d0'), second.includes('/d2')]).toEqual([false, true]);
    expect((await (await call('c2', 'tide')).json()).output).toBe(first);
  });
});

describe('repeated=warn', () => {
  it('tells of words that were asked before, in any order and spelling, by body, header and MCP', async () => {
    const policy = 'repeated=warn';
    expect((await ask('w', policy, { query: 'Rock tide' })).note).toBeNull();
    expect((await ask('w', policy, { query: 'rock tide', offset: 10 })).note).toBeNull();
    const { json, note } = await ask('w', policy, { query: 'tide ROCK' });
    expect(json.notes).toEqual(['these words were asked before, at step 1 of this session']);
    expect(note).toBe(json.notes[0]);
    const batch = await ask('w', policy, { queries: ['shell', 'tide rock'] });
    expect(batch.json.results.map(({ notes }: { notes?: unknown }) => notes)).toEqual([undefined, json.notes]);
    const params = {
      name: 'search',
      arguments: { query: 'rock, tide' },
      _meta: { 'stillweb/session': 'w', 'stillweb/policy': policy },
    };
    const accept = { accept: 'application/json, text/event-stream' };
    const mcp = await running.post('/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params }, accept);
    const { result } = await mcp.json();
    expect(result._meta['stillweb/notes']).toEqual(json.notes);
    expect(result.content.map(({ text }: { text: string }) => text)).toContain(`Note: ${json.notes[0]}`);
  });
});

describe('budget', () => {
  it.each([128, 200, 500, 1500])(
    'of %i tokens holds every answer to four characters of each, and says so',
    async (tokens) => {
      const policy = `budget=${tokens}`;
      for (const body of [
        { query: 'tide', k: 30 },
        { query: 'tide', k: 30, text: true, snippet: false },
        { queries: ['tide', 'rock', 'shell'], k: 10, explain: true },
      ]) {
        const headers = { 'x-stillweb-session': 'b', 'x-stillweb-policy': policy };
        const answer = await running.post('/v1/search', body, headers);
        const text = await answer.text();
        expect(text.length).toBeLessThanOrEqual(4 * tokens);
        expect(answer.headers.get('x-stillweb-note')).toContain(`cut to the budget of ${tokens} tokens`);
        expect(text).toContain('hits are shown');
      }
      const headers = { 'x-stillweb-policy': policy };
      const read = await running.post('/v1/fetch', { ids: numbered(0, 9) }, headers);
      const documents = (await read.json()).documents as { text: string; range: { end: number; total: number } }[];
      expect(documents.some(({ range }) => range.end < range.total)).toBe(tokens < 700);
      expect(documents.every(({ text, range }) => text.length === range.end)).toBe(true);
      if (tokens < 700) expect(read.headers.get('x-stillweb-note')).toMatch(/of 10 texts are shown in part/);
    },
  );

  it('shows at least what the first hit is called', async () => {
    const { hits } = await ask('b', 'budget=170', { query: 'tide', k: 9 });
    expect(hits.map((hit) => [hit.id, 'snippet' in hit])).toEqual([['d0', false]]);
  });

  it('shows a whole answer where it fits, and is told in the texts of a dialect', async () => {
    const plain = await (await running.post('/v1/search', { query: 'tide', k: 3 })).text();
    const headers = { 'x-stillweb-policy': 'budget=5000' };
    expect(await (await running.post('/v1/search', { query: 'tide', k: 3 }, headers)).text()).toBe(plain);
    const tight = { 'x-stillweb-policy': 'budget=300' };
    const { results } = await (await running.post('/tavily/search', { query: 'tide', max_results: 9 }, tight)).json();
    expect(results.length).toBeLessThan(9);
    expect(results.at(-1).content).toMatch(/\[cut to the budget of 300 tokens: \d of 9 hits are shown\]$/);
    for (const path of ['/firecrawl/v1/search', '/firecrawl/v2/search']) {
      const body = { query: 'tide', limit: 9 };
      const cut = await (await running.post(path, body, tight)).json();
      expect(cut.warning).toMatch(/^cut to the budget of 300 tokens: \d of 9 hits are shown$/);
      expect(await (await running.post(path, body)).json()).not.toHaveProperty('warning');
    }
  });
});

describe('what a call declares', () => {
  it('is refused where it is no policy, or one that needs a session', async () => {
    expect((await ask('x', 'seen=hide', { query: 'tide' })).status).toBe(400);
    const headers = { 'x-stillweb-policy': 'seen=mark' };
    expect((await running.post('/v1/search', { query: 'tide' }, headers)).status).toBe(400);
  });

  it('is refused by a server that would not do it', async () => {
    await using plain = await startServer();
    for (const headers of [{ 'x-stillweb-policy': 'budget=500' }, { 'x-stillweb-mask': 'q1' }] as Record<
      string,
      string
    >[]) {
      const answer = await plain.post('/v1/search', { query: 'tide' }, headers);
      expect([answer.status, (await answer.json()).error.code]).toEqual([400, 'UNSUPPORTED']);
    }
    const masked = await running.post('/v1/search', { query: 'tide' }, { 'x-stillweb-mask': 'q1' });
    expect((await masked.json()).error.code).toBe('UNSUPPORTED');
  });
});

it('keys of a session of 2,048 steps are as long at its end as at its beginning', async () => {
  const { interventions } = await readExperiment({ sessions: { seen: 'remove', repeated: 'warn' } });
  const backend = new MemoryBackend({ indexes: [{ documents: DOCUMENTS }] });
  const { answer } = backend;
  const longest: number[] = [];
  let step = 0;
  backend.answer = (key, options) => {
    longest[step] = Math.max(longest[step] ?? 0, key.length);
    return answer.call(backend, key, options);
  };
  const service = new SearchService({ conductor: new Experiment({ recorder: null, interventions }) });
  void service.swap(backend);
  // Each step sees something new where it can, and asks for some of it again.
  for (; step < 2048; step++) {
    const query = step % 2 === 0 ? `tide word${step}` : `rock word${step}`;
    await service.answer({ kind: 'search', ...canonicalizeSearch({ query, k: 5, session: 'long' }) });
  }
  await service.close();
  expect(Math.max(...longest.slice(0, 32))).toBeGreaterThan(100);
  expect(Math.max(...longest.slice(32))).toBeLessThan(Math.max(...longest.slice(0, 32)) + 32);
});
