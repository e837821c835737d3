import { describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES, MAX_READING_BYTES, SMALL_BODY_BYTES } from '../../src/limits.ts';
import { exchangeRaw, startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';

/** Searches that take two seconds each by their backend's word, of which a cold server believes a quarter, so that the queue is full after five. */
const SLOW = { workers: 1, serviceMs: 2000, isHeld: true };
const CAPACITY = 5;

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
    const backend = new MemoryBackend(SLOW);
    await using running = await startServer({}, backend);
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
      expect(headers.get('retry-after')).toBe('2');
      const facts = { waiting: CAPACITY - 1, expectedWaitMs: 2500, maxWaitMs: 2500, retryAfter: 2 };
      expect(JSON.parse(text).error).toMatchObject({ code: 'OVERLOADED', facts });
    }
  });

  it('health, readiness and metrics are answered, and count what was refused', async () => {
    const backend = new MemoryBackend(SLOW);
    await using running = await startServer({}, backend);
    const searches = Array.from({ length: 40 }, () => answerOf(running.post('/v1/search', { query: 'tide' })));
    const refused = 40 - CAPACITY;
    await expect
      .poll(async () => (await running.get('/metrics')).text(), { timeout: 20_000 })
      .toMatch(new RegExp(`^stillweb_admission_refused_total ${refused}$`, 'm'));
    for (const path of ['/healthz', '/readyz', '/metrics', '/v1/indexes']) {
      expect((await running.get(path)).status, path).toBe(200);
    }
    const metrics = await (await running.get('/metrics')).text();
    expect(metrics).toMatch(new RegExp(`^stillweb_queries_in_flight ${CAPACITY}$`, 'm'));
    expect(metrics).toMatch(new RegExp(`^stillweb_queue_length ${CAPACITY - 1}$`, 'm'));
    expect(metrics).toMatch(/^stillweb_expected_wait_seconds 2.5$/m);
    expect(metrics).toMatch(/^stillweb_max_wait_seconds 2.5$/m);
    const queue = { waiting: CAPACITY - 1, expectedWaitMs: 2500, maxWaitMs: 2500, deadlineMs: 5000, refused };
    expect(await (await running.get('/readyz')).json()).toMatchObject({ ready: true, workers: 1, queue });
    backend.release();
    const statuses = await Promise.all(searches);
    expect(statuses.filter((status) => status === 200)).toHaveLength(CAPACITY);
    expect(statuses.filter((status) => status === 503)).toHaveLength(refused);
  });

  it('is refused before the body is read', async () => {
    const backend = new MemoryBackend(SLOW);
    await using running = await startServer({}, backend);
    const searches = Array.from({ length: CAPACITY }, () => answerOf(running.post('/v1/search', { query: 'tide' })));
    await expect.poll(() => backend.tasks, { timeout: 20_000 }).toBe(CAPACITY);
    const head = 'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const { text } = await exchangeRaw(running.port, `${head}Content-Length: ${SMALL_BODY_BYTES + 1}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 503 /);
    backend.release();
    expect(new Set(await Promise.all(searches))).toEqual(new Set([200]));
  });

  it('a client that leaves does not free its place before its search has ended', async () => {
    const backend = new MemoryBackend(SLOW);
    await using running = await startServer({}, backend);
    const leaving = new AbortController();
    const left = Array.from({ length: CAPACITY }, () =>
      fetch(`${running.url}/v1/search?query=tide`, { signal: leaving.signal }).catch((error: Error) => error.name),
    );
    await expect.poll(() => backend.tasks, { timeout: 20_000 }).toBe(CAPACITY);
    leaving.abort();
    expect(new Set(await Promise.all(left))).toEqual(new Set(['AbortError']));
    expect((await running.post('/v1/search', { query: 'tide' })).status).toBe(503);
    backend.release();
    await expect.poll(() => running.server.service.search.admission.queries, { timeout: 20_000 }).toBe(0);
    expect((await running.post('/v1/search', { query: 'tide' })).status).toBe(200);
  });
});

// promise: serve/burst
describe('a burst', () => {
  it('of 256 clients is answered whole, also while it is not known how long a search takes', async () => {
    const backend = new MemoryBackend({ workers: 1, isHeld: true });
    await using running = await startServer({}, backend);
    const burst = Array.from({ length: 256 }, () => answerOf(running.post('/v1/search', { query: 'tide' })));
    await expect.poll(() => backend.tasks, { timeout: 20_000 }).toBe(256);
    backend.release();
    expect(new Set(await Promise.all(burst))).toEqual(new Set([200]));
    expect(running.server.service.search.admission).toMatchObject({ queries: 0, bytes: 0, refused: 0 });
  });

  it('of batches takes a place for each query', async () => {
    const backend = new MemoryBackend({ workers: 1, serviceMs: 400, isHeld: true });
    await using running = await startServer({}, backend);
    const batch = { queries: Array.from({ length: 20 }, () => 'tide') };
    const first = answerOf(running.post('/v1/search', batch));
    await expect.poll(() => backend.tasks, { timeout: 20_000 }).toBe(1);
    const second = answerOf(running.post('/v1/search', { queries: batch.queries.slice(0, 5) }));
    await expect.poll(() => backend.tasks, { timeout: 20_000 }).toBe(2);
    expect(running.server.service.search.admission.queries).toBe(25);
    expect(await answerOf(running.post('/v1/search', { query: 'tide' }))).toBe(503);
    backend.release();
    expect(await Promise.all([first, second])).toEqual([200, 200]);
  });

  it('waits no longer than the server was told', async () => {
    const backend = new MemoryBackend({ ...SLOW, serviceMs: 40 });
    await using running = await startServer({ maxWaitMs: 40, deadlineMs: 600 }, backend);
    const statuses = Array.from({ length: 12 }, () => answerOf(running.post('/v1/search', { query: 'tide' })));
    await expect.poll(() => running.server.service.search.admission.refused, { timeout: 20_000 }).toBe(8);
    backend.release();
    expect((await Promise.all(statuses)).filter((status) => status === 200)).toHaveLength(4);
  });
});

// promise: rank/whole
describe('the deadline', () => {
  it('gives a whole answer or 504, never a part', async () => {
    await using running = await startServer({ deadlineMs: 100 }, new MemoryBackend({ workers: 1, taskMs: 25 }));
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
  it('are read as far as they fit together, and small ones meanwhile', async () => {
    await using running = await startServer();
    const many = MAX_READING_BYTES / MAX_BODY_BYTES;
    const head =
      'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n';
    const slow = Array.from({ length: many + 1 }, () =>
      exchangeRaw(running.port, `${head}Content-Length: ${MAX_BODY_BYTES}\r\n\r\n{`, 12_000),
    );
    const first = await Promise.race(slow);
    expect(first.text).toMatch(/^HTTP\/1\.1 503 .+large bodies/s);
    expect((await running.post('/v1/search', { query: 'tide' })).status).toBe(200);
    const large = { queries: Array.from({ length: 200 }, () => 'tide '.repeat(100)) };
    expect(JSON.stringify(large).length).toBeGreaterThan(SMALL_BODY_BYTES);
    expect((await running.post('/v1/search', large)).status).toBe(503);
    const rest = await Promise.all(slow);
    expect(rest.filter(({ text }) => text.startsWith('HTTP/1.1 408'))).toHaveLength(many);
    expect((await running.post('/v1/search', large)).status).toBe(200);
  });
});
