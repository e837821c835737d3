import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';

class Lines extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk;
    done();
  }
  get records(): Record<string, unknown>[] {
    return this.text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }
}

describe('the log', () => {
  it('has a line for each request, with what was asked hashed and what was found counted', async () => {
    const log = new Lines();
    const backend = new MemoryBackend();
    const running = await startServer({ log }, backend);
    const response = await running.post('/v1/search', { query: 'tide of secrets' });
    const { hits } = await response.json();
    await running.post('/v1/search', { queries: ['tide', 'secrets'], offset: 1 });
    await running.post('/v1/search', { querry: 'secrets' });
    await running.get('/v1/documents/secrets');
    await running.get('/secrets?secrets');
    await running.server.close();
    expect(log.text).not.toContain('secrets');
    const index = backend.indexes[0].id;
    expect(log.records).toMatchObject([
      {
        requestId: response.headers.get('x-request-id'),
        method: 'POST',
        route: '/v1/search',
        status: 200,
        index,
        query: createHash('sha256').update('tide of secrets').digest('hex').slice(0, 16),
        hits: hits.length,
      },
      { status: 200, queries: 2, hits: 2 },
      { status: 400, error: 'INVALID_REQUEST' },
      { route: '/v1/documents/:id', status: 404, index, error: 'DOCUMENT_NOT_FOUND' },
      { route: 'unknown', status: 404, error: 'NOT_FOUND' },
    ]);
    for (const record of log.records) expect(record.ms).toBeGreaterThan(0);
  });

  it('says which clients left before their answer', async () => {
    const log = new Lines();
    const backend = new MemoryBackend({ isHeld: true });
    const running = await startServer({ log }, backend);
    const leaving = new AbortController();
    const left = fetch(`${running.url}/v1/search?query=tide`, { signal: leaving.signal }).catch(() => 'left');
    await expect.poll(() => backend.tasks, { timeout: 20_000 }).toBe(1);
    leaving.abort();
    expect(await left).toBe('left');
    await expect.poll(() => log.records.length, { timeout: 20_000 }).toBe(1);
    backend.release();
    await running.server.close();
    expect(log.records).toMatchObject([{ status: 499, aborted: true }]);
  });
});

describe('the metrics', () => {
  it('count requests by route and status, and name the indexes', async () => {
    const backend = new MemoryBackend();
    await using running = await startServer({}, backend);
    await running.post('/v1/search', { query: 'tide' });
    await running.post('/v1/search', { query: 'tide' });
    await running.post('/v1/search', {});
    await running.get('/v1/documents/crab/hermit');
    await running.get('/v1/documents/limpet');
    const response = await running.get('/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await response.text();
    for (const line of [
      'stillweb_requests_total{method="POST",route="/v1/search",status="200"} 2',
      'stillweb_requests_total{method="POST",route="/v1/search",status="400"} 1',
      'stillweb_requests_total{method="GET",route="/v1/documents/*",status="200"} 1',
      'stillweb_requests_total{method="GET",route="/v1/documents/:id",status="200"} 1',
      'stillweb_request_seconds_count{route="/v1/search"} 3',
      'stillweb_requests_in_flight 1',
      'stillweb_queries_in_flight 0',
      'stillweb_queue_length 0',
      'stillweb_worker_restarts_total 0',
      `stillweb_index_info{name="shore",id="${backend.indexes[0].id}"} 1`,
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  });

  it('add up workers replaced across snapshots', async () => {
    const restarted = (workerRestarts: number) => Object.assign(new MemoryBackend(), { workerRestarts });
    await using running = await startServer({}, restarted(2));
    await running.server.swap(restarted(3));
    expect(await (await running.get('/metrics')).text()).toMatch(/^stillweb_worker_restarts_total 5$/m);
    expect(await (await running.get('/metrics')).text()).toMatch(/^stillweb_worker_restarts_total 5$/m);
  });
});
