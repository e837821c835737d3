import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StillwebClientError } from '../../../src/client/client-error.ts';
import { Connection } from '../../../src/client/connection.ts';

// What a server on this machine cannot be made to say at will: busy so many times, or something else in its place.

const BUSY = { error: { code: 'OVERLOADED', message: 'too busy', facts: {}, fix: 'repeat it', requestId: 'r' } };
const busy = (headers: Record<string, string> = { 'retry-after': '3' }) =>
  new Response(JSON.stringify(BUSY), { status: 503, headers });

function connectionTo(answers: readonly Response[], retries?: number): { connection: Connection; asked: string[] } {
  const left = [...answers];
  const asked: string[] = [];
  const connection = new Connection({
    retries,
    fetch: async (url) => {
      asked.push(url);
      const next = left.shift();
      if (next === undefined) throw new TypeError('no answer is left');
      return next;
    },
  });
  return { connection, asked };
}

const settle = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);

describe('a busy server', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is asked again after the seconds that it names, and no sooner', async () => {
    const { connection, asked } = connectionTo([busy(), busy({ 'retry-after': '1' }), Response.json({ ok: true })]);
    const call = connection.ask('/v1/indexes', null, {});
    await vi.advanceTimersByTimeAsync(2_999);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await call).toEqual({ ok: true });
    expect(asked).toEqual(Array(3).fill('http://127.0.0.1:7080/v1/indexes'));
  });

  it('is asked so often and no more', async () => {
    const { connection, asked } = connectionTo([busy(), busy(), busy()], 1);
    const call = settle(connection.ask('/v1/indexes', null, {}));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await call).toMatchObject({ code: 'OVERLOADED', status: 503, requestId: 'r', fix: 'repeat it' });
    expect(asked).toHaveLength(2);
  });

  it.each<Record<string, string>>([{}, { 'retry-after': 'Sun, 29 Nov 2026 09:00:00 GMT' }])(
    'is not asked again with %j',
    async (headers) => {
      const { connection, asked } = connectionTo([busy(headers)]);
      expect(await settle(connection.ask('/v1/indexes', null, {}))).toMatchObject({ code: 'OVERLOADED' });
      expect(asked).toHaveLength(1);
    },
  );

  it('is waited for no longer than the signal lets', async () => {
    const { connection, asked } = connectionTo([busy({ 'retry-after': '99999' })]);
    const controller = new AbortController();
    const call = settle(connection.ask('/v1/indexes', null, { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(1_000);
    controller.abort('enough');
    expect(await call).toBe('enough');
    expect(asked).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('what is no answer of a server', () => {
  it.each([
    ['a page of HTML', new Response('<h1>Bad gateway</h1>', { status: 502 })],
    ['a page of HTML with status 200', new Response('<h1>Log in</h1>', { status: 200 })],
    ['JSON of another API', Response.json({ error: 'nope' }, { status: 404 })],
    ['a word of JSON', Response.json('fine')],
    ['null', Response.json(null)],
  ])('is told from one: %s', async (_name, answer) => {
    const { connection } = connectionTo([answer]);
    const failure = await settle(connection.ask('/v1/indexes', null, {}));
    expect(failure).toBeInstanceOf(StillwebClientError);
    expect(failure).toMatchObject({ code: 'ANSWER_UNREADABLE', status: answer.status, requestId: null });
    expect((failure as StillwebClientError).facts).toEqual({ url: 'http://127.0.0.1:7080', status: answer.status });
  });

  it('is a body that breaks off', async () => {
    const broken = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('{"inde'));
        controller.error(new TypeError('terminated'));
      },
    });
    const { connection } = connectionTo([new Response(broken)]);
    expect(await settle(connection.ask('/v1/indexes', null, {}))).toMatchObject({ code: 'SERVER_UNREACHABLE' });
  });
});

it('follows no redirect, posts JSON, and shows its token to its own server', async () => {
  const sent: (readonly [string, RequestInit])[] = [];
  const connection = new Connection({
    baseUrl: 'https://lab.example/search/',
    token: 'seaweed',
    fetch: async (url, init) => {
      sent.push([url, init]);
      return Response.json({});
    },
  });
  await connection.ask('/v1/search', { query: 'kelp' }, {});
  expect(sent[0][0]).toBe('https://lab.example/search/v1/search');
  expect(sent[0][1]).toMatchObject({
    method: 'POST',
    redirect: 'error',
    body: '{"query":"kelp"}',
    headers: { authorization: 'Bearer seaweed', 'content-type': 'application/json' },
  });
});
