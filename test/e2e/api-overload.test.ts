import { describe, expect, it } from 'vitest';
import { QUEUE_PER_WORKER, SMALL_BODY_BYTES } from '../../src/limits.ts';
import { exchangeRaw, startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';

const CAPACITY = QUEUE_PER_WORKER + 1;
/** Lets the queue alone decide: these tests make searches slow to fill it. */
const PATIENT = { expectedWaitMs: Number.POSITIVE_INFINITY };

/**
 * Status of an answer that is awaited later; -1 when there is none. A request whose test has failed in the meantime is
 * then no unhandled rejection that hides the reason.
 */
function answerOf(response: Promise<Response>): Promise<number> {
  return response.then(
    ({ status }) => status,
    () => -1,
  );
}

// promise: serve/overload
describe('beyond capacity', () => {
  it('searches are refused at once, with the time to come back, and the accepted are answered whole', async () => {
    const backend = new MemoryBackend({ workers: 1, isHeld: true });
    await using running = await startServer(PATIENT, backend);
    const refused: { headers: Headers; text: string }[] = [];
    const accepted: string[] = [];
    const exchanges = Array.from({ length: 100 }, async () => {
      const response = await running.post('/v1/search', { query: 'tide' });
      const text = await response.text();
      if (response.status === 503) refused.push({ headers: response.headers, text });
      else if (response.status === 200) accepted.push(text);
    });
    const settled = Promise.allSettled(exchanges);
    // Answered while none of the accepted is: nothing that is refused waits for anything.
    await expect.poll(() => refused.length, { timeout: 20_000 }).toBe(100 - CAPACITY);
    expect(accepted).toEqual([]);
    backend.release();
    await settled;
    expect(accepted).toHaveLength(CAPACITY);
    expect(backend.mostTasks).toBe(CAPACITY);
    const whole = await (await running.post('/v1/search', { query: 'tide' })).text();
    for (const text of accepted) expect(text).toBe(whole);
    for (const { headers, text } of refused) {
      expect(headers.get('retry-after')).toBe('1');
      expect(JSON.parse(text).error).toMatchObject({ code: 'OVERLOADED', facts: { capacity: CAPACITY } });
    }
  });

  it('health, readiness and metrics are answered, and count what was refused', async () => {
    const backend = new MemoryBackend({ workers: 1, isHeld: true });
    await using running = await startServer(PATIENT, backend);
    const searches = Array.from({ length: 40 }, () => answerOf(running.post('/v1/search', { query: 'tide' })));
    const refused = 40 - CAPACITY;
    await expect
      .poll(async () => (await running.get('/metrics')).text(), { timeout: 20_000 })
      .toMatch(new RegExp(`^stillweb_admission_refused_total ${refused}$`, 'm'));
    for (const path of ['/healthz', '/readyz', '/metrics', '/v1/indexes']) {
      expect((await running.get(path)).status, path).toBe(200);
    }
    const metrics = await (await running.get('/metrics')).text();
    expect(metrics).toMatch(new RegExp(`^stillweb_searches_in_flight ${CAPACITY}$`, 'm'));
    expect(metrics).toMatch(new RegExp(`^stillweb_queue_depth ${QUEUE_PER_WORKER}$`, 'm'));
    backend.release();
    const statuses = await Promise.all(searches);
    expect(statuses.filter((status) => status === 200)).toHaveLength(CAPACITY);
    expect(statuses.filter((status) => status === 503)).toHaveLength(refused);
  });

  it('is refused before the body is read', async () => {
    const backend = new MemoryBackend({ workers: 1, isHeld: true });
    await using running = await startServer(PATIENT, backend);
    const searches = Array.from({ length: CAPACITY }, () => answerOf(running.post('/v1/search', { query: 'tide' })));
    await expect.poll(() => backend.tasks, { timeout: 20_000 }).toBe(CAPACITY);
    const head = 'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const { text } = await exchangeRaw(running.port, `${head}Content-Length: ${SMALL_BODY_BYTES + 1}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 503 /);
    backend.release();
    expect(new Set(await Promise.all(searches))).toEqual(new Set([200]));
  });

  it('a client that leaves does not free its place before its search has ended', async () => {
    const backend = new MemoryBackend({ workers: 1, isHeld: true });
    await using running = await startServer(PATIENT, backend);
    const leaving = new AbortController();
    const left = Array.from({ length: CAPACITY }, () =>
      fetch(`${running.url}/v1/search?query=tide`, { signal: leaving.signal }).catch((error: Error) => error.name),
    );
    await expect.poll(() => backend.tasks, { timeout: 20_000 }).toBe(CAPACITY);
    leaving.abort();
    expect(new Set(await Promise.all(left))).toEqual(new Set(['AbortError']));
    expect((await running.post('/v1/search', { query: 'tide' })).status).toBe(503);
    backend.release();
    await expect.poll(() => running.server.service.admission.working, { timeout: 20_000 }).toBe(0);
    expect((await running.post('/v1/search', { query: 'tide' })).status).toBe(200);
  });
});

describe('slow searches', () => {
  it('are let in only as far as their answers come within the expected wait', async () => {
    const backend = new MemoryBackend({ workers: 1, taskMs: 20, turnMs: 20 });
    await using running = await startServer({ expectedWaitMs: 100 }, backend);
    const startedMs = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const { status } = await running.post('/v1/search', { query: 'tide' });
        return { status, ms: performance.now() - startedMs };
      }),
    );
    const accepted = answers.filter(({ status }) => status === 200);
    expect(accepted.length).toBeGreaterThanOrEqual(5);
    expect(backend.mostTasks).toBe(5);
    expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true);
  });
});

// promise: rank/whole
describe('the deadline', () => {
  it('gives a whole answer or 504, never a part', async () => {
    await using running = await startServer(
      { ...PATIENT, deadlineMs: 100 },
      new MemoryBackend({ workers: 1, taskMs: 25 }),
    );
    const whole = await (await running.post('/v1/search', { query: 'tide' })).text();
    const answers = await Promise.all(Array.from({ length: 12 }, () => running.post('/v1/search', { query: 'tide' })));
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    const statuses = answers.map((answer) => answer.status);
    expect(new Set(statuses)).toEqual(new Set([200, 504]));
    texts.forEach((text, i) => {
      if (statuses[i] === 200) expect(text).toBe(whole);
      else expect(JSON.parse(text).error.code).toBe('DEADLINE_EXCEEDED');
    });
  });
});

describe('large bodies', () => {
  it('are read a few at a time, and small ones meanwhile', async () => {
    await using running = await startServer();
    const body = JSON.stringify({ queries: Array.from({ length: 200 }, () => 'tide '.repeat(100)) });
    expect(body.length).toBeGreaterThan(SMALL_BODY_BYTES);
    const head =
      'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n';
    const slow = Array.from({ length: 17 }, () =>
      exchangeRaw(running.port, `${head}Content-Length: ${body.length}\r\n\r\n{`, 12_000),
    );
    const first = await Promise.race(slow);
    expect(first.text).toMatch(/^HTTP\/1\.1 503 .+large bodies/s);
    expect((await running.post('/v1/search', { query: 'tide' })).status).toBe(200);
    expect((await running.post('/v1/search', JSON.parse(body))).status).toBe(503);
    const rest = await Promise.all(slow);
    expect(rest.filter(({ text }) => text.startsWith('HTTP/1.1 408'))).toHaveLength(16);
    expect((await running.post('/v1/search', JSON.parse(body))).status).toBe(200);
  });
});
