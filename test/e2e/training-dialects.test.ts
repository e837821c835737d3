/** What dialects of trainers promise beyond one exchange: whole steps, the order of documents in texts, sessions, tasks. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/library/build-index.ts';
import { serve } from '../../src/library/serve.ts';
import { exchange, type FixtureServers, serveFixtures } from '../support/dialect-fixtures.ts';
import { COMMAND_LINE } from '../support/http-collection.ts';
import { startProcess } from '../support/http-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const COLLECTION = fileURLToPath(new URL('../fixtures/dialects/collection.jsonl', import.meta.url));

let servers: FixtureServers;
beforeAll(async () => {
  servers = await serveFixtures();
});
afterAll(() => servers?.[Symbol.asyncDispose]());

// biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what the body is
async function ask(method: string, path: string, body?: unknown): Promise<any> {
  const { answer } = await exchange(servers, { request: { method, path, ...(body !== undefined && { body }) } });
  expect(answer.status).toBe(200);
  return answer.body;
}

interface NativeHit {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

async function nativeHits(query: string, k: number): Promise<NativeHit[]> {
  return (await ask('POST', '/v1/search', { query, k, text: true, snippet: false })).hits;
}

describe('the documents of an answer without ids are the native ones in their order', () => {
  const QUERY = 'keeper of a lamp in a tower';
  const K = 5;
  let hits: NativeHit[];
  beforeAll(async () => {
    hits = await nativeHits(QUERY, K);
    expect(hits).toHaveLength(K);
  });
  const contents = (): string[] => hits.map(({ title, text }) => `"${title}"\n${text}`);

  it('in ZeroSearch', async () => {
    const texts = await ask('POST', '/zerosearch/retrieve', { query: QUERY, top_k: K });
    expect(texts.map(({ text }: { text: string }) => text)).toEqual(contents());
  });

  it('in UltraRAG', async () => {
    const { ret_psg: texts } = await ask('POST', '/ultrarag/search', { query_list: [QUERY], top_k: K });
    expect(texts).toEqual([contents()]);
  });

  it('in R1-Searcher', async () => {
    const { answers } = await ask('POST', '/r1-searcher/queries', { queries: [QUERY], k: K });
    const lines = hits.map(({ title, text }, i) => `${i + 1}\t${`${title} ${text}`.replace(/\s+/g, ' ')}`);
    expect(answers).toEqual([lines]);
  });

  it('in DeepResearchGym', async () => {
    const path = `/deepresearchgym/search?query=${encodeURIComponent(QUERY)}&k=${K}`;
    const { results } = await ask('GET', path);
    const objects = results.map((text: string) => JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
    expect(objects.map((object: Record<string, string>) => object['ClueWeb22-ID'])).toEqual(hits.map(({ id }) => id));
    expect(objects[0]['Clean-Text']).toBe(`${hits[0].title}\n\n${hits[0].text}`);
  });

  it('in RoutIR', async () => {
    const { scores } = await ask('POST', '/routir/search', { service: 'lights', query: QUERY, limit: K });
    expect(Object.keys(scores)).toEqual(hits.map(({ id }) => id));
    const piped = await ask('POST', '/routir/pipeline', {
      pipeline: `{lights%${K}}ScoreFusion`,
      collection: 'lights',
      query: QUERY,
    });
    expect(piped.scores).toEqual(scores);
  });

  it('in CaRR', async () => {
    const { output } = await ask('POST', '/carr', {
      session_id: 'order',
      name: 'browser.search',
      arguments: { query: QUERY, num: K },
    });
    expect([...output.matchAll(/^\[\d\] Title: (.*)$/gm)].map(([, title]) => title)).toEqual(
      hits.map(({ title }) => title),
    );
  });
});

describe('a whole step of a trainer', () => {
  it('has for each query what the native API has, whatever else is in the batch', async () => {
    const words = ['lamp', 'lens', 'storm', 'seals', 'tower', 'keeper', 'fog', 'tide', 'skerry', 'log'];
    const queries = Array.from({ length: 300 }, (_, i) => `${words[i % 10]} ${words[(i * 7 + 3) % 10]}`);
    const { result } = await ask('POST', '/retrieve', { queries, topk: 3, return_scores: true });
    expect(result).toHaveLength(300);
    for (const i of [0, 31, 32, 150, 299]) {
      const hits = await nativeHits(queries[i], 3);
      expect(result[i].map((hit: { document: { id: string } }) => hit.document.id)).toEqual(hits.map(({ id }) => id));
    }
  });
});

describe("CaRR's sessions", () => {
  const call = async (session: string, name: string, input: object): Promise<string> =>
    (await ask('POST', '/carr', { session_id: session, name, arguments: input })).output;

  it('do not see each other', async () => {
    await call('one', 'browser.search', { query: 'storm', num: 1 });
    await call('other', 'browser.search', { query: 'seals', num: 1 });
    expect(await call('one', 'browser.open', { id: 0 })).toContain('Title: Storm breaks windows');
    expect(await call('other', 'browser.open', { id: 0 })).toContain('Title: Seals of the skerries');
    expect(await call('one', 'browser.find', { pattern: 'grey seals' })).toBe('');
    expect(await call('other', 'browser.find', { pattern: 'grey seals' })).toContain('[Match 1]');
    await call('one', 'close_session', {});
    expect(await call('one', 'browser.open', { id: 0 })).toContain('Must provide a valid id');
    expect(await call('other', 'browser.find', { pattern: 'two tides' })).toContain('[Match 1]');
  });

  it('say the same to the same calls', async () => {
    const run = async (session: string): Promise<string[]> => [
      await call(session, 'start_session', {}),
      await call(session, 'browser.search', { query: 'order of a lens', num: 4 }),
      await call(session, 'browser.open', { id: 1 }),
      await call(session, 'browser.find', { pattern: 'lens' }),
    ];
    expect(await run('second')).toEqual(await run('first'));
  });
});

describe('Anserini', () => {
  it('gives back the id that a request brings, and one of its own for another', async () => {
    const get = (id?: string) =>
      exchange(servers, {
        request: {
          method: 'GET',
          path: '/anserini/v1/lights/doc/lens',
          headers: id === undefined ? {} : { 'x-request-id': id },
        },
      });
    expect((await get('run-7/q3')).headers['x-request-id']).toBe('run-7/q3');
    for (const id of [undefined, 'no id', 'x'.repeat(129)]) {
      expect((await get(id)).headers['x-request-id']).toMatch(/^[0-9a-f]+-/);
    }
  });

  it('takes the parameters of the ranking that an index was built for', async () => {
    const directory = join(temporaryFolder(), 'plain');
    await buildIndex({ inputs: [COLLECTION], directory, name: 'beir_v1.0_nq', ranking: 'bm25' });
    await using served = await serve(directory, { workers: 1, log: null, watches: false });
    const get = (path: string) => fetch(`${served.url}/anserini/v1/${path}`);
    expect((await get('beir_v1.0_nq/search?query=lamp&k1=0.9&b=0.4')).status).toBe(200);
    expect((await get('beir_v1.0_nq/search?query=lamp&k1=1.2')).status).toBe(400);
    // With the slashes of its own name, encoded once, and as clients encode one that is encoded already.
    for (const name of ['beir/v1.0/nq', 'beir%2Fv1.0%2Fnq', 'beir%252Fv1.0%252Fnq']) {
      const response = await get(`${name}/search?query=lamp&hits=1`);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ index: decodeURIComponent(name), candidates: [{ rank: 1 }] });
    }
    expect((await get('beir/v1.0/nq/doc/lens')).status).toBe(200);
    expect((await get('beir%2fv1.0%25nq/doc/lens')).status).toBe(200);
  });
});

describe('environments', () => {
  it('have no tasks where the operator names none', async () => {
    const directory = join(temporaryFolder(), 'lights');
    await buildIndex({ inputs: [COLLECTION], directory, name: 'lights' });
    await using served = await serve(directory, { workers: 1, log: null, watches: false });
    for (const path of ['/agentgym/create', '/openenv/reset']) {
      const response = await fetch(served.url + path, { method: 'POST' });
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({ detail: 'this server has no episodes: start it with --episodes FILE' });
    }
  });

  it('are numbered in order, and end on their own', async () => {
    const first: number = await ask('POST', '/agentgym/create', { id: 0 });
    const second: number = await ask('POST', '/agentgym/create', { id: 1 });
    expect(second).toBe(first + 1);
    const answer = { action: 'I am sure: <answer>The seals</answer>' };
    expect(await ask('POST', '/agentgym/step', { env_idx: second, ...answer })).toMatchObject({
      reward: 1,
      done: true,
    });
    expect(await ask('POST', '/agentgym/step', { env_idx: first, ...answer })).toMatchObject({ reward: 0, done: true });
    expect(await ask('POST', '/agentgym/close', { env_idx: first })).toEqual({ closed: true });
    const gone = await exchange(servers, {
      request: { method: 'GET', path: `/agentgym/observation?env_idx=${first}` },
    });
    expect(gone.answer.status).toBe(422);
  });
});

/** Needs `node scripts/build.mjs`: a process of its own runs from dist/. */
describe.skipIf(COMMAND_LINE === null)('stillweb serve --episodes', () => {
  it('gives out the tasks of the file', async () => {
    const folder = temporaryFolder();
    const directory = join(folder, 'lights');
    await buildIndex({ inputs: [COLLECTION], directory, name: 'lights' });
    const file = join(folder, 'episodes.jsonl');
    writeFileSync(file, '{"question":"What is seen?","answer":"a lamp"}\n');
    const flags = ['--port', '0', '--json', '--workers', '1', '--log', 'off', '--episodes', file];
    const server = await startProcess(COMMAND_LINE!, 'serve', directory, ...flags);
    const response = await fetch(`${server.url}/openenv/reset`, { method: 'POST' });
    expect(await response.json()).toMatchObject({ observation: { content: 'What is seen?' } });
    server.child.kill('SIGTERM');
    await server.exited;
  });
});
