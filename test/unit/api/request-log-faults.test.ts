import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestLog, type RequestRecord } from '../../../src/api/request-log.ts';

const record: RequestRecord = {
  timeMs: 0,
  requestId: 'r-1',
  method: 'GET',
  route: '/healthz',
  status: 200,
  isAborted: false,
  durationMs: 1,
  index: null,
  session: null,
  queries: null,
  hits: null,
  errorCode: null,
};

/** As standard error: it goes on after an error. */
class FailingStream extends Writable {
  text = '';
  failure: NodeJS.ErrnoException | null = null;
  isThrowing = false;

  constructor() {
    super({ autoDestroy: false });
  }

  override write(...parameters: unknown[]): boolean {
    if (this.isThrowing) throw this.failure;
    return super.write(...(parameters as Parameters<Writable['write']>));
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.failure === null) this.text += chunk;
    done(this.failure);
    // What Node does for its standard streams.
    const state = this as unknown as { _writableState: { errored: Error | null; errorEmitted: boolean } };
    setImmediate(() => Object.assign(state._writableState, { errored: null, errorEmitted: false }));
  }
}

const failure = (code: string) => Object.assign(new Error(code), { code });
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a log that cannot be written', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['ENOSPC', false],
    ['EPIPE', false],
    ['EIO', false],
    ['EDQUOT', false],
    ['ENOSPC', true],
  ])('for %s (thrown: %j) costs its records, which are counted, and is tried again', async (code, isThrowing) => {
    const stream = new FailingStream();
    const log = new RequestLog(stream);
    stream.failure = failure(code);
    stream.isThrowing = isThrowing;
    for (let i = 0; i < 3; i++) log.add(record);
    log.flush();
    await turn();
    expect([log.faults, log.lost]).toEqual([1, 3]);
    for (let i = 0; i < 2; i++) log.add(record);
    vi.advanceTimersByTime(500);
    expect(log.faults).toBe(1);
    vi.advanceTimersByTime(600);
    await turn();
    expect([log.faults, log.lost]).toEqual([2, 5]);
    stream.failure = null;
    stream.isThrowing = false;
    log.add(record);
    vi.advanceTimersByTime(1100);
    await turn();
    expect([log.faults, log.lost]).toEqual([2, 5]);
    expect(stream.text).toMatch(/^\n\{"time".*\}\n\{"dropped":5\}\n$/);
    log.add(record);
    vi.advanceTimersByTime(200);
    await turn();
    expect(stream.text.split('\n').slice(3)).toEqual([expect.stringContaining('"time"'), '']);
  });

  it('keeps a bounded number of records while it rests', async () => {
    const stream = new FailingStream();
    const log = new RequestLog(stream);
    stream.failure = failure('ENOSPC');
    log.add(record);
    log.flush();
    await turn();
    for (let i = 0; i < 12_000; i++) log.add(record);
    expect(log.lost).toBe(1 + 2000);
    stream.failure = null;
    vi.advanceTimersByTime(1100);
    await turn();
    expect(stream.text).toContain('{"dropped":2001}\n');
  });

  it('ends no drain: one that fails, throws or takes nothing is left behind', async () => {
    const failing = new FailingStream();
    failing.failure = failure('EPIPE');
    const throwing = Object.assign(new FailingStream(), { failure: failure('EPIPE'), isThrowing: true });
    const stuck = new Writable({ write: () => {} });
    for (const stream of [failing, throwing, stuck]) {
      const log = new RequestLog(stream);
      log.add(record);
      const closed = log.close();
      await turn();
      vi.advanceTimersByTime(1000);
      await closed;
    }
  });
});
