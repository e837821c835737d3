import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { RequestLog, type RequestRecord } from '../../../src/api/request-log.ts';

const record: RequestRecord = {
  timeMs: 0,
  requestId: 'r-1',
  method: 'POST',
  route: '/v1/search',
  status: 200,
  isAborted: false,
  durationMs: 1.23456,
  index: '0f',
  session: null,
  queries: ['secret words'],
  hits: 3,
  errorCode: null,
};

/** Takes one batch at a time, when told to. */
class SlowStream extends Writable {
  text = '';
  readonly waiting: (() => void)[] = [];

  constructor() {
    super({ highWaterMark: 1 });
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk;
    this.waiting.push(done);
  }

  get lines(): Record<string, unknown>[] {
    return this.text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the request log', () => {
  it('writes a line of JSON a request, with a hash in place of the query', async () => {
    const stream = new SlowStream();
    const log = new RequestLog(stream);
    log.add(record);
    log.add({ ...record, queries: ['a', 'b'], hits: 7, index: null, isAborted: true, errorCode: 'OVERLOADED' });
    log.flush();
    const sha = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
    expect(stream.lines).toEqual([
      {
        time: '1970-01-01T00:00:00.000Z',
        requestId: 'r-1',
        method: 'POST',
        route: '/v1/search',
        status: 200,
        ms: 1.235,
        index: '0f',
        query: sha('secret words'),
        hits: 3,
      },
      expect.objectContaining({ query: sha('["a","b"]'), queries: 2, aborted: true, error: 'OVERLOADED' }),
    ]);
    expect(stream.text).not.toContain('secret');
  });

  it('writes nothing while a request is answered', () => {
    const stream = new SlowStream();
    const log = new RequestLog(stream);
    for (let i = 0; i < 1000; i++) log.add(record);
    expect(stream.text).toBe('');
  });

  it('writes without being told: soon after one record, at once after many', async () => {
    const stream = new SlowStream();
    const log = new RequestLog(stream);
    log.add(record);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(stream.lines).toHaveLength(1);
    stream.waiting.shift()?.();
    await turn();
    for (let i = 0; i < 256; i++) log.add(record);
    await turn();
    await turn();
    expect(stream.lines).toHaveLength(257);
  });

  it('keeps a bounded number of records for a stream that is stuck, and says how many it dropped', async () => {
    const stream = new SlowStream();
    const log = new RequestLog(stream);
    log.add(record);
    log.flush();
    for (let i = 0; i < 12_000; i++) log.add(record);
    log.flush();
    expect(stream.lines).toHaveLength(1);
    stream.waiting.shift()?.();
    await turn();
    log.flush();
    expect(stream.lines).toHaveLength(1 + 10_000 + 1);
    expect(stream.lines.at(-1)).toEqual({ dropped: 2000 });
  });

  it('has written everything when it is closed', async () => {
    const chunks: string[] = [];
    const stream = new Writable({
      write: (chunk, _encoding, done) => setTimeout(() => done(void chunks.push(String(chunk))), 5),
    });
    const log = new RequestLog(stream);
    log.add(record);
    log.flush();
    log.add(record);
    await log.close();
    expect(chunks.join('').split('\n')).toHaveLength(3);
  });
});
