import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import '../../src/dialects/dialects.ts';
import { StillwebError } from '../../src/errors.ts';
import type { Intervention } from '../../src/experiment/intervention.ts';
import { readTrace } from '../../src/experiment/trace/read-trace.ts';
import type { TraceCall } from '../../src/experiment/trace/trace-line.ts';
import '../toys/toy-treatment.ts';
import { startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { SESSION, startTraced } from '../support/traced-server.ts';

describe('a trace', () => {
  it('keeps a body that was written over several lines on the one line of its call', async () => {
    const traced = await startTraced();
    const { url } = traced.running;
    const headers = { 'content-type': 'application/json' };
    const bodies = ['{\r\n  "query": "shell",\n  "k": 2\n}', '{"query":"sh\\u0065ll",  "k":2.0}'];
    for (const body of bodies) await fetch(`${url}/v1/search`, { method: 'POST', headers, body });
    const calls = await traced.calls();
    const sent = { method: 'POST', url: '/v1/search', body: { query: 'shell', k: 2 } };
    expect(calls.map((call) => call.sent)).toEqual([sent, sent]);
    expect(calls[0].answer).toBe(calls[1].answer);
    // What fits on a line stands as it came.
    expect(readFileSync(traced.path, 'utf8')).toContain(`"body":${bodies[1]}`);
  });

  it('has every call of a session, through whatever door it came, with what was asked and found', async () => {
    const traced = await startTraced();
    const { running } = traced;
    const named = { [SESSION]: 's1' };
    await running.post('/v1/search', { query: 'shell', k: 2, session: 's1', context: 'why' });
    await running.post('/tavily/search', { query: 'tide', max_results: 1, api_key: 'secret' }, named);
    await running.post('/v1/fetch', { ids: ['limpet', 'nothing'] }, named);
    await running.get('/v1/documents/limpet/links?session=s1');
    await running.get('/v1/documents/nothing', named);
    await running.get('/v1/search?quer=x', named);
    await running.post('/v1/search', { query: 'tide', k: -1, session: 's1' });
    await running.post(
      '/mcp',
      {
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'search', arguments: { query: 'rock' }, _meta: { 'stillweb/session': 's1' } },
      },
      { accept: 'application/json, text/event-stream' },
    );
    await running.post('/v1/search', { query: 'tide' });
    const calls = await traced.calls();
    const told = calls.map(({ session, step, door, kind, status, error }) => [
      session,
      step,
      door,
      kind,
      status,
      error,
    ]);
    expect(told).toEqual([
      ['s1', 1, '/v1/search', 'search', 200, null],
      ['s1', 2, '/tavily/search', 'search', 200, null],
      ['s1', 3, '/v1/fetch', 'fetch', 200, null],
      ['s1', 4, '/v1/documents/:id/links', 'links', 200, null],
      ['s1', 5, '/v1/documents/:id', 'fetch', 404, 'DOCUMENT_NOT_FOUND'],
      ['s1', null, '/v1/search', null, 400, 'INVALID_REQUEST'],
      ['s1', null, '/v1/search', null, 400, 'INVALID_REQUEST'],
      ['s1', 6, '/mcp', 'search', 200, null],
      [null, null, '/v1/search', 'search', 200, null],
    ]);
    expect(calls.map(({ call }) => call)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(calls[0]).toMatchObject({ context: 'why', asked: { queries: ['shell'], k: 2 }, index: { name: 'shore' } });
    expect(calls[0].hits).toEqual([['crab/hermit', 'limpet']]);
    expect(calls[2].opened).toEqual(['limpet']);
    expect(calls[3].opened).toEqual(['limpet']);
    expect(readFileSync(traced.path, 'utf8')).not.toContain('secret');
  });

  it('has what an agent asked over MCP wrongly, and its links as one call', async () => {
    const traced = await startTraced();
    const { running } = traced;
    const post = async (method: string, params: object): Promise<void> => {
      const meta = { _meta: { 'stillweb/session': 's1' } };
      const accept = { accept: 'application/json, text/event-stream' };
      await running.post('/mcp', { jsonrpc: '2.0', id: 1, method, params: { ...params, ...meta } }, accept);
    };
    await post('tools/call', { name: 'search', arguments: { querry: 'rock' } });
    await post('tools/call', { name: 'serch', arguments: { query: 'rock' } });
    await post('resources/read', { uri: 'nowhere://x' });
    await post('tools/call', { name: 'links', arguments: { id: 'limpet' } });
    await post('tools/call', { name: 'links', arguments: { id: 'lost' } });
    await post('tools/call', { name: 'fetch', arguments: { id: 'lost' } });
    const calls = await traced.calls();
    expect(calls.map(({ session, step, aside, kind, error }) => [session, step, aside, kind, error])).toEqual([
      ['s1', null, undefined, null, 'INVALID_REQUEST'],
      ['s1', null, undefined, null, 'INVALID_REQUEST'],
      ['s1', null, undefined, null, 'INVALID_REQUEST'],
      ['s1', 1, true, 'fetch', null],
      ['s1', 1, undefined, 'links', null],
      ['s1', 2, true, 'fetch', null],
      ['s1', 2, undefined, null, 'DOCUMENT_NOT_FOUND'],
      ['s1', 3, undefined, 'fetch', null],
    ]);
  });

  it('reads a session in a header as UTF-8, and as Latin-1 where it is none', async () => {
    const traced = await startTraced();
    const named = ['é', 'ж', 'plain'].map((name) => Buffer.from(name).toString('latin1'));
    for (const session of [...named, 'caf\xe9'])
      await traced.running.get('/v1/search?query=rock', { [SESSION]: session });
    expect((await traced.calls()).map(({ session }) => session)).toEqual(['é', 'ж', 'plain', 'café']);
  });

  it('holds a refusal back where its line cannot be written', async () => {
    const full = {
      serve() {},
      refuse: () => Promise.reject(new StillwebError('STORAGE_FAILED', 'ENOSPC: no space left on device, write')),
      close: async () => {},
      declarable: new Set<never>(),
      open: () => {
        throw new TypeError('no question is asked');
      },
    };
    await using running = await startServer({ conductor: full }, new MemoryBackend());
    for (const response of [await running.get('/v1/search?quer=x'), await running.post('/v1/search', { k: -1 })]) {
      expect([response.status, (await response.json()).error.code]).toEqual([503, 'STORAGE_FAILED']);
    }
  });

  it('keeps each answer once, byte for byte', async () => {
    const traced = await startTraced();
    const { running } = traced;
    const bodies: Buffer[] = [];
    for (const query of ['shell', 'tide', 'shell', 'no such word', 'mer {"body":1}']) {
      bodies.push(Buffer.from(await (await running.post('/v1/search', { query })).arrayBuffer()));
    }
    await traced[Symbol.asyncDispose]();
    const answers = new Map<string, Uint8Array | null>();
    const calls: TraceCall[] = [];
    let lines = 0;
    for await (const entry of readTrace(traced.path)) {
      if (entry.kind === 'call') calls.push(entry.call);
      if (entry.kind !== 'answer') continue;
      lines++;
      answers.set(entry.answer.answer, entry.body);
    }
    expect(lines).toBe(4);
    expect(calls.map(({ answer }) => Buffer.from(answers.get(answer ?? '') ?? []))).toEqual(bodies);
    expect(calls.map(({ bytes }) => bytes)).toEqual(bodies.map(({ length }) => length));
  });

  it('goes on with its numbers, and tells which index is served', async () => {
    const path = join(temporaryFolder(), 'trace.jsonl');
    for (let start = 0; start < 2; start++) {
      const { running, calls } = await startTraced([], path);
      await running.post('/v1/search', { query: 'tide' });
      expect((await calls()).map(({ call }) => call)).toEqual(start === 0 ? [1] : [1, 2]);
    }
    const served: string[] = [];
    for await (const entry of readTrace(path)) if (entry.kind === 'index') served.push(entry.index.serves.name);
    expect(served).toEqual(['shore', 'shore']);
  });

  it('records a caller who holds the answer already', async () => {
    const traced = await startTraced();
    const first = await traced.running.post('/v1/search', { query: 'tide', session: 'a' });
    const tag = first.headers.get('etag') ?? '';
    const second = await traced.running.post('/v1/search', { query: 'tide', session: 'a' }, { 'if-none-match': tag });
    expect(second.status).toBe(304);
    const calls = await traced.calls();
    expect(calls.map(({ step, hits }) => [step, hits])).toEqual([
      [1, calls[0].hits],
      [2, calls[0].hits],
    ]);
  });

  it('counts no step for what only waiting mends', async () => {
    const backend = new MemoryBackend();
    const { answer } = backend;
    let isFailing = true;
    backend.answer = async (key, options) => {
      if (isFailing) throw new StillwebError('WORKER_FAILED', 'the worker ended before it answered');
      return await answer.call(backend, key, options);
    };
    const traced = await startTraced([], undefined, backend);
    expect((await traced.running.post('/v1/search', { query: 'tide', session: 'a' })).status).toBe(503);
    isFailing = false;
    await traced.running.post('/v1/search', { query: 'tide', session: 'a' });
    const calls = await traced.calls();
    expect(calls.map(({ step, status, answer: name }) => [step, status, name === null])).toEqual([
      [1, 503, true],
      [1, 200, false],
    ]);
  });
});

describe('an intervention', () => {
  it('has answers treated as it says, with tags and keys of their own, and knows the past of the session alone', async () => {
    const pasts: (number | null)[] = [];
    const upsideDown: Intervention = {
      name: 'toy-upside-down',
      plan: ({ session, step, index }) => {
        pasts.push(step);
        if (session === null || !session.hasOpened(index.name, 'limpet')) return null;
        return { treatments: [{ name: 'toy-upside-down', parameters: 2 }] };
      },
    };
    const traced = await startTraced([upsideDown]);
    const { running } = traced;
    const ask = async (session?: string) => {
      const answer = await running.post('/v1/search', { query: 'tide rock shell', session });
      return { tag: answer.headers.get('etag'), ids: (await answer.json()).hits.map((hit: { id: string }) => hit.id) };
    };
    const plain = await ask();
    expect(await ask('a')).toEqual(plain);
    await running.post('/v1/fetch', { ids: ['limpet'], session: 'a' });
    const treated = await ask('a');
    expect(treated.ids).toEqual([...plain.ids].reverse().slice(0, 2));
    expect(treated.tag).not.toBe(plain.tag);
    expect(await ask('b')).toEqual(plain);
    expect(pasts).toEqual([null, 1, 2, 3, 1]);
    const calls = await traced.calls();
    expect(calls.map((call) => call.treated)).toEqual([
      undefined,
      undefined,
      undefined,
      ['toy-upside-down'],
      undefined,
    ]);
    expect(calls[3].hits).toEqual([treated.ids]);
  });

  it('may ask something else, and may refuse in the place of the index', async () => {
    const traced = await startTraced([
      {
        name: 'test-other-words',
        plan: ({ asked }) =>
          asked.kind === 'search' ? { asked: { ...asked, request: { ...asked.request, queries: ['kelp'] } } } : null,
      },
      {
        name: 'test-busy',
        plan: ({ step }) =>
          step === 2 ? { refusal: new StillwebError('OVERLOADED', 'as was declared', { retryAfter: 1 }) } : null,
      },
    ]);
    const ask = () => traced.running.post('/v1/search', { query: 'shell', session: 'a' });
    expect((await (await ask()).json()).hits.map((hit: { id: string }) => hit.id)).toEqual(['a/links']);
    expect((await ask()).status).toBe(503);
    expect((await ask()).status).toBe(200);
    const calls = await traced.calls();
    expect(calls.map(({ step, error, asked }) => [step, error, (asked as { queries: string[] }).queries])).toEqual([
      [1, null, ['shell']],
      [2, 'OVERLOADED', ['shell']],
      [3, null, ['shell']],
    ]);
  });
});
