import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import '../../src/dialects/dialects.ts';
import { Experiment } from '../../src/experiment/experiment.ts';
import { perturbationsOf } from '../../src/experiment/perturb/perturbations.ts';
import { readTrace } from '../../src/experiment/trace/read-trace.ts';
import { TraceRecorder } from '../../src/experiment/trace/trace-recorder.ts';
import '../../src/experiment/treatments.ts';
import { type JsonResponse, type RunningServer, startServer } from '../support/http-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PERTURB = 'x-stillweb-perturb';
const SESSION = 'x-stillweb-session';
const MCP = { accept: 'application/json, text/event-stream' };

async function perturbedServer(
  perturbations: unknown,
  options: { readonly bugs?: unknown[]; readonly trace?: string } = {},
): Promise<RunningServer> {
  const recorder = options.trace === undefined ? null : await TraceRecorder.open(options.trace, { perturbations });
  const conductor = new Experiment({ recorder, interventions: perturbationsOf(perturbations) });
  return await startServer({ conductor, onBug: (error) => options.bugs?.push(error) });
}

const idsOf = (hits: readonly { id: string }[]) => hits.map(({ id }) => id);

function callTool(running: RunningServer, name: string, given: object, headers = {}): Promise<JsonResponse> {
  const params = { name, arguments: given };
  return running.post('/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params }, { ...MCP, ...headers });
}

describe('a perturbed server', () => {
  it('shows queries as they were asked, and answers what was made of them', async () => {
    const declared = [{ kind: 'query-paraphrase', seed: 1, phrases: [{ from: 'home of a crab', to: ['shell'] }] }];
    await using running = await perturbedServer(declared);
    await using plain = await startServer();
    const body = { query: 'Home of a crab', k: 3 };
    const answer = await (await running.post('/v1/search', body)).json();
    expect(answer.query).toBe(body.query);
    expect(answer.hits).toEqual((await (await plain.post('/v1/search', { ...body, query: 'Shell' })).json()).hits);
    const tavily = await (await running.post('/tavily/search', { query: body.query, api_key: 'x' })).json();
    expect(tavily.query).toBe(body.query);
    expect(tavily.results.map(({ url }: { url: string }) => url)).toContain('https://shore.example/crab/hermit');
  });

  it('of strength 0 answers the bytes of a plain one, under the same tag', async () => {
    const entities = [{ from: 'rock', to: 'sand' }];
    const kinds = [
      { kind: 'document-entities', entities },
      { kind: 'result-shuffle', window: 3 },
      { kind: 'service-error' },
    ];
    await using running = await perturbedServer(kinds.map((each) => ({ ...each, seed: 1, strength: 0 })));
    await using plain = await startServer();
    for (const path of ['/v1/search?query=tide+rock', '/v1/documents/limpet']) {
      const [perturbed, other] = [await running.get(path), await plain.get(path)];
      expect(perturbed.headers.get('etag')).toBe(other.headers.get('etag'));
      expect(await perturbed.text()).toBe(await other.text());
    }
  });

  it('perturbs alike after a restart, and every document in every door', async () => {
    const declared = [
      { kind: 'document-entities', seed: 4, entities: [{ from: 'limpet', to: 'Patella' }] },
      { kind: 'result-shuffle', seed: 4, window: 4, per: 'session' },
      { kind: 'result-poison', seed: 4, strength: 0.5, toRank: 4 },
    ];
    const bodies: string[][] = [];
    for (let start = 0; start < 2; start++) {
      await using running = await perturbedServer(declared);
      const named = { [SESSION]: 's1' };
      const answers = [
        await running.post('/v1/search', { query: 'tide rock shell patella', text: true }, named),
        await running.post('/v1/fetch', { ids: ['limpet'] }, named),
        await running.get('/v1/documents/barnacle/links', named),
        await running.post('/tavily/search', { query: 'patella', api_key: 'x' }, named),
        await callTool(running, 'search', { query: 'patella' }, named),
        await callTool(running, 'fetch', { id: 'limpet' }, named),
      ];
      const texts = await Promise.all(answers.map(async (answer) => await answer.text()));
      for (const [i, text] of texts.entries()) {
        expect(answers[i].status).toBe(200);
        expect(
          text.replaceAll(/shore\.example\/limpet|"id":"limpet|limpet~|stillweb:[^"]*|\\"limpet/g, ''),
        ).not.toMatch(/\blimpet\b/i);
        expect(text).toMatch(/patella/i);
      }
      bodies.push(texts);
    }
    expect(bodies[0]).toEqual(bodies[1]);
  });

  it('turns a page of a list that it has shuffled', async () => {
    await using running = await perturbedServer([{ kind: 'result-shuffle', seed: 2, window: 5 }]);
    const ask = async (page: object) =>
      idsOf((await (await running.post('/v1/search', { query: 'tide rock shell mer', ...page })).json()).hits);
    const whole = await ask({ k: 5 });
    expect(whole).toHaveLength(5);
    expect([...(await ask({ k: 2 })), ...(await ask({ k: 3, offset: 2 }))]).toEqual(whole);
  });
});

describe('a fault of the service', () => {
  it('comes in the form of each door, with its status', async () => {
    const bugs: unknown[] = [];
    const seen: unknown[] = [];
    for (const fault of [
      { kind: 'service-rate-limit', retryAfter: 9 },
      { kind: 'service-error' },
      { kind: 'service-timeout', afterMs: 5 },
    ]) {
      await using running = await perturbedServer([{ seed: 1, ...fault }], { bugs });
      const native = await running.post('/v1/search', { query: 'tide' });
      const { error } = await native.json();
      const tool = (await (await callTool(running, 'search', { query: 'tide' })).json()).result;
      seen.push([native.status, error.code, native.headers.get('retry-after')]);
      seen.push([tool.isError, tool._meta['stillweb/error'].code]);
      const brave = await running.get('/brave/res/v1/web/search?q=tide', { 'x-subscription-token': 'x' });
      seen.push([brave.status, (await brave.json()).error.code]);
      const google = await running.get('/google/customsearch/v1?q=tide&cx=x&key=x');
      seen.push([google.status, (await google.json()).error.status, google.headers.get('retry-after')]);
      const retrieved = await running.post('/search-r1/retrieve', { queries: ['tide'], topk: 1 });
      seen.push([retrieved.status, Object.keys(await retrieved.json())]);
    }
    expect(seen).toEqual([
      [429, 'RATE_LIMITED', '9'],
      [true, 'RATE_LIMITED'],
      [429, 'RATE_LIMITED'],
      [429, 'RESOURCE_EXHAUSTED', '9'],
      [429, ['detail']],
      [500, 'INTERNAL', null],
      [true, 'INTERNAL'],
      [500, 'INTERNAL'],
      [500, 'INTERNAL', null],
      [500, ['detail']],
      [504, 'DEADLINE_EXCEEDED', null],
      [true, 'DEADLINE_EXCEEDED'],
      [504, 'INTERNAL'],
      [504, 'INTERNAL', null],
      [504, ['detail']],
    ]);
    expect(bugs).toEqual([]);
  });

  it('is met by the steps that the seed says, is recorded, and spends its step', async () => {
    const trace = join(temporaryFolder(), 'trace.jsonl');
    const statuses: number[] = [];
    {
      await using running = await perturbedServer([{ kind: 'service-rate-limit', seed: 11, strength: 0.5 }], { trace });
      for (let step = 1; step <= 8; step++) {
        statuses.push((await running.post('/v1/search', { query: 'tide', session: 'a' })).status);
      }
    }
    const calls = [];
    for await (const entry of readTrace(trace)) if (entry.kind === 'call') calls.push(entry.call);
    expect(calls.map(({ step, status }) => [step, status])).toEqual(statuses.map((status, i) => [i + 1, status]));
    expect(statuses).toEqual([429, 429, 429, 200, 429, 429, 429, 200]);
  });
});

describe('a request that perturbs itself', () => {
  const asked = JSON.stringify([{ kind: 'result-truncate', seed: 1, keep: 1 }]);

  it('is perturbed where the experiment lets requests, in any dialect', async () => {
    await using running = await perturbedServer([{ kind: 'by-request' }]);
    const header = { [PERTURB]: asked };
    expect((await (await running.post('/v1/search', { query: 'tide' }, header)).json()).hits).toHaveLength(1);
    expect((await (await running.post('/v1/search', { query: 'tide' })).json()).hits).toHaveLength(3);
    const tavily = await running.post('/tavily/search', { query: 'tide', api_key: 'x' }, header);
    expect((await tavily.json()).results).toHaveLength(1);
    const tool = await callTool(running, 'search', { query: 'tide' }, header);
    expect(new Set(JSON.stringify(await tool.json()).match(/shore\.example\/[\w/]+/g)).size).toBe(1);
    const wrong = await running.post('/v1/search', { query: 'tide' }, { [PERTURB]: '[{"kind":"result-trunk"}]' });
    expect([wrong.status, (await wrong.json()).error.code]).toEqual([400, 'INVALID_REQUEST']);
    for (const text of ['{', '7', `[${'{},'.repeat(40)}{}]`, JSON.stringify([{ kind: 'query-drop', seed: 'é' }])]) {
      expect((await running.get('/v1/search?query=tide', { [PERTURB]: encodeURI(text) })).status).toBe(400);
    }
  });

  it('is refused where it cannot be, and never answered as if it had not asked', async () => {
    await using plain = await startServer();
    await using other = await perturbedServer([{ kind: 'query-drop', seed: 1 }]);
    await using recording = await startServer({ conductor: new Experiment({ recorder: null }) });
    for (const running of [plain, other, recording]) {
      const answer = await running.post('/v1/search', { query: 'tide' }, { [PERTURB]: asked });
      expect([answer.status, (await answer.json()).error.code]).toEqual([400, 'UNSUPPORTED']);
    }
  });
});

it('loads the whole example of its page', () => {
  const page = readFileSync(new URL('../../docs/experiments/perturbations.md', import.meta.url), 'utf8');
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const { perturbations } = JSON.parse(example);
  expect(perturbationsOf(perturbations).map(({ name }) => name)).toContain('by-request');
  expect(perturbations.length).toBeGreaterThan(5);
});
