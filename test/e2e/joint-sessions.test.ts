/** What sessions, traces and measures make of a search of several indexes: what the fused list showed, and nothing else. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import '../../src/experiment/treatments.ts';
import { openSide } from '../../src/cli/diff/open-side.ts';
import { readAnswerKey } from '../../src/contract/answer-key.ts';
import { StillwebError } from '../../src/errors.ts';
import { readLines } from '../../src/evaluation/text-lines.ts';
import { readExperiment } from '../../src/experiment/experiment-file.ts';
import { replayTrace } from '../../src/experiment/replay/replay.ts';
import { indexTarget } from '../../src/experiment/replay/replay-index.ts';
import { openServerTarget } from '../../src/experiment/replay/replay-server.ts';
import { traceEvents } from '../../src/experiment/sessions/trace-events.ts';
import { readCallRankings } from '../../src/experiment/trace/call-rankings.ts';
import { evaluateMasks } from '../../src/library/evaluate-masks.ts';
import { analyseSessions } from '../../src/library/session-analysis.ts';
import { BROWSER, startServer } from '../support/http-server.ts';
import { MemoryBackend, type MemoryDocument } from '../support/memory-backend.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startTraced } from '../support/traced-server.ts';

/** 12 documents, which a query for `tide` finds in their order, and another one for `sand`. */
const shore = (letter: string): MemoryDocument[] =>
  Array.from({ length: 12 }, (_, i) => ({
    id: `${letter}${i}`,
    url: null,
    title: `Page ${letter}${i}`,
    text: 'tide and sand',
  }));
const backend = (): MemoryBackend =>
  new MemoryBackend({
    indexes: [
      { name: 'a', documents: shore('a') },
      { name: 'b', documents: shore('b') },
    ],
  });
const BOTH = ['a', 'b'];

interface Shown {
  readonly id: string;
  readonly seen?: number;
}

async function startPolicies() {
  const { interventions } = await readExperiment({ sessions: {} });
  const traced = await startTraced(interventions, undefined, backend());
  const ask = async (policy: string, body: object) => {
    const answer = await traced.running.post('/v1/search', body, {
      'x-stillweb-session': 's',
      'x-stillweb-policy': policy,
    });
    const { hits, found } = await answer.json();
    const notes = (found ?? []).flatMap((each: { notes?: string[] }) => each.notes ?? []);
    return { ids: hits.map(({ id }: Shown) => id), seen: hits.map((hit: Shown) => hit.seen), notes };
  };
  return { ...traced, ask, [Symbol.asyncDispose]: () => traced[Symbol.asyncDispose]() };
}

describe('the page of a session', () => {
  it('names the index of each call of a search of several', async () => {
    await using traced = await startTraced([], undefined, backend());
    await traced.running.post('/v1/search', { query: 'tide', index: BOTH }, { 'x-stillweb-session': 's' });
    const page = await (await traced.running.get('/traces/s', BROWSER)).text();
    expect(page).toContain('<b>search</b> in <span dir="auto">a</span> <q dir="auto">tide</q>');
    expect(page).toContain('<b>search</b> in <span dir="auto">b</span> ');
  });
});

describe('the policies of a session', () => {
  it('leave out what a fused list showed, and not what was fetched for it', async () => {
    await using policies = await startPolicies();
    expect((await policies.ask('', { query: 'tide', index: BOTH, k: 4 })).ids).toEqual(['a0', 'b0', 'a1', 'b1']);
    expect((await policies.ask('seen=remove', { query: 'sand', index: 'a', k: 2 })).ids).toEqual(['a2', 'a3']);
    expect((await policies.ask('seen=remove', { query: 'sand', index: BOTH, k: 4 })).ids).toEqual([
      ...['a2', 'b2', 'a3', 'b3'],
    ]);
  });

  it('mark no hit of the second page of a fused list, and do not call it a repetition', async () => {
    await using policies = await startPolicies();
    const policy = 'seen=mark; repeated=warn';
    await policies.ask(policy, { query: 'tide', index: BOTH, k: 3 });
    const second = await policies.ask(policy, { query: 'tide', index: BOTH, k: 3, offset: 3 });
    expect(second).toEqual({ ids: ['b1', 'a2', 'b2'], seen: [undefined, undefined, undefined], notes: [] });
    const again = await policies.ask(policy, { query: 'tide', index: BOTH, k: 4 });
    expect(again.seen).toEqual([1, 1, 1, 2]);
    expect(again.notes).toHaveLength(2);
  });

  it('go page by page through a list without what was seen, and repeat and lose nothing', async () => {
    await using policies = await startPolicies();
    await policies.ask('', { query: 'sand', index: BOTH, k: 3 });
    const pages = [];
    for (const offset of [0, 3, 6]) {
      pages.push((await policies.ask('seen=remove', { query: 'tide', index: BOTH, k: 3, offset })).ids);
    }
    expect(pages).toEqual([
      ['a2', 'b1', 'a3'],
      ['b2', 'a4', 'b3'],
      ['a5', 'b4', 'a6'],
    ]);
  });

  it('count nothing of a search that one index refuses', async () => {
    await using policies = await startPolicies();
    const refused = await policies.running.post('/v1/search', {
      query: 'tide',
      index: BOTH,
      mode: 'dense',
      session: 's',
    });
    expect(refused.status).toBe(400);
    expect((await policies.ask('seen=remove', { query: 'sand', index: 'a', k: 2 })).ids).toEqual(['a0', 'a1']);
  });
});

describe('an error of a search of several indexes', () => {
  /** Of two indexes the second has no worker. */
  class HalfBackend extends MemoryBackend {
    override answer(...[key, options]: Parameters<MemoryBackend['answer']>) {
      if (readAnswerKey(key).indexName === 'b') throw new StillwebError('WORKER_FAILED', 'the worker ended');
      return super.answer(key, options);
    }
  }
  const shores = BOTH.map((name) => ({ name, documents: shore(name) }));

  it('names the index, is recorded once, and shows nothing of what the others answered', async () => {
    const traced = await startTraced([], undefined, new HalfBackend({ indexes: shores }));
    const answer = await traced.running.post('/v1/search', { query: 'tide', index: BOTH, session: 's' });
    const { code, message, facts } = (await answer.json()).error;
    expect([code, message, facts.index]).toEqual(['WORKER_FAILED', 'index b: the worker ended', 'b']);
    const calls = await traced.calls();
    expect(calls.map(({ index, error, hits }) => [index?.name, error, hits])).toEqual(
      expect.arrayContaining([
        ['a', null, [[]]],
        ['b', 'WORKER_FAILED', undefined],
      ]),
    );
    expect(calls).toHaveLength(2);
    expect((await analyseSessions({ logs: [traced.path] })).summary).toMatchObject({ documents: { named: 0 } });
  });

  it('names it where the index cannot be asked so', async () => {
    await using running = await startServer({}, new MemoryBackend({ indexes: shores }));
    const asked = { query: 'tide', index: ['b', 'a'], instruction: 'find the sea' };
    const { code, message, facts } = (await (await running.post('/v1/search', asked)).json()).error;
    expect([code, facts.index]).toEqual(['INVALID_REQUEST', 'b']);
    expect(message).toMatch(/^index b: /);
  });
});

describe('a trace', () => {
  let path: string;
  beforeAll(async () => {
    const traced = await startTraced([], join(temporaryFolder(), 'trace.jsonl'), backend());
    const post = (body: object) => traced.running.post('/v1/search', { session: 'm/1', index: BOTH, ...body });
    await post({ query: 'tide', k: 3 });
    await post({ query: 'tide', k: 3, offset: 3 });
    await post({ queries: ['sand', 'page'], k: 1 });
    await post({ query: 'and', k: 1, join: 'apart' });
    await traced.calls();
    path = traced.path;
  });

  it('tells what a fused list showed of each index, at which ranks, and the figures count that', async () => {
    const { summary } = await analyseSessions({ logs: [path] });
    expect(summary).toMatchObject({ steps: 4, queries: { count: 5 }, documents: { named: 10 }, events: { search: 5 } });
    const rankings = await readCallRankings(path);
    expect([...rankings.values()]).toEqual([['a0', 'b0', 'a1'], ['b1', 'a2', 'b2'], ['a0'], ['a0'], ['a0'], ['b0']]);
  });

  it('tells the texts of the hits that a fused list showed, and no others', async () => {
    const events = [...traceEvents(await readLines(path, 'SESSION_LOG_INVALID'), path)];
    expect(events.slice(0, 2).map(({ texts = [] }) => texts.filter((text) => text.startsWith('Page')))).toEqual([
      ['Page a0', 'Page a1'],
      ['Page b0'],
    ]);
  });

  it('has one list of a fused search for `diff` and `stability`, though several indexes gave its hits', async () => {
    const side = await openSide(path, { k: 10, token: null });
    expect(side.topics?.map(({ text }) => text)).toEqual(['tide', 'sand', 'page', 'and']);
    expect(await side.rank({ id: 'tide', text: 'tide' })).toEqual(['a0', 'b0', 'a1']);
    await side.close();
  });

  it('is replayed byte for byte, though it tells less than was answered', async () => {
    await using server = await startServer({}, backend());
    for (const target of [indexTarget(backend()), await openServerTarget(server.url)]) {
      const { differences, compared } = await replayTrace(path, target, {});
      expect([differences, compared]).toEqual([[], 8]);
    }
  });

  it('is replayed step by step: a search of several indexes is one step of a server that is asked again', async () => {
    const again = await startTraced([], undefined, backend());
    await replayTrace(path, await openServerTarget(again.running.url), {});
    const calls = await again.calls();
    expect(calls).toHaveLength(8);
    expect(calls.flatMap(({ step }) => step ?? [])).toEqual([1, 2, 3, 4]);
    expect(calls.map(({ index }) => index?.name)).toEqual(BOTH.concat(BOTH, BOTH, BOTH));
  });

  it('gives a query to `eval-masks` once', async () => {
    const masks = join(temporaryFolder(), 'masks.jsonl');
    writeFileSync(masks, `${JSON.stringify({ mask: 'm', entities: [{ name: 'tide', unlockedBy: ['a9'] }] })}\n`);
    expect((await evaluateMasks({ trace: path, masks })).guesses).toBe(2);
  });
});
