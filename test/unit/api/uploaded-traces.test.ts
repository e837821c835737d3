import { existsSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { UploadedTraces } from '../../../src/api/uploaded-traces.ts';
import { KEPT_TRACE_MS, MAX_KEPT_TRACE_BYTES, MAX_KEPT_TRACES } from '../../../src/limits.ts';

const HEAD = `${JSON.stringify({ trace: 1, software: 'stillweb', started: '2026-01-01T00:00:00Z' })}\n`;

/** A trace of one call, and so many bytes more. */
function trace(query: string, bytes = 0): Buffer {
  const call = {
    call: 1,
    time: '2026-01-01T00:00:01Z',
    ms: 1,
    session: 'a',
    step: 1,
    door: '/v1/search',
    kind: 'search',
    index: null,
    asked: { queries: [query] },
    context: 'x'.repeat(bytes),
    ...{ status: 500, error: 'INTERNAL', answer: null, bytes: 0 },
  };
  return Buffer.from(`${HEAD}${JSON.stringify(call)}\n`);
}

async function* pieces(...all: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* all;
}

const opened: UploadedTraces[] = [];
function open(keptMs?: number): UploadedTraces {
  const traces = new UploadedTraces(keptMs);
  opened.push(traces);
  return traces;
}
afterEach(async () => {
  vi.useRealTimers();
  for (const each of opened.splice(0)) await each.close();
});

describe('traces that were sent', () => {
  it('are found by a name that their bytes and this process determine, and by no other', async () => {
    const traces = open();
    const sent = await traces.receive(pieces(trace('tide')));
    expect(sent.key).toMatch(/^[0-9a-f]{32}$/);
    const packed = await traces.receive(pieces(gzipSync(trace('tide'))));
    expect([packed.key, traces.size]).toEqual([sent.key, 1]);
    expect((await traces.receive(pieces(trace('rock')))).key).not.toBe(sent.key);
    expect((await open().receive(pieces(trace('tide')))).key).not.toBe(sent.key);
    expect(() => traces.find(sent.key.replace(/./, 'x'))).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    const { sessions } = await traces.find(sent.key).reviewer.latest();
    expect(sessions.map(({ session }) => session.events[0].query)).toEqual(['tide']);
  });

  it('lie where nobody else of the machine reads them, and are gone with the server', async () => {
    const traces = open();
    const { path } = await traces.receive(pieces(trace('tide')));
    expect(dirname(dirname(path))).toBe(tmpdir());
    if (process.platform !== 'win32') {
      expect([statSync(path).mode & 0o77, statSync(dirname(path)).mode & 0o77]).toEqual([0, 0]);
    }
    await traces.close();
    expect(existsSync(dirname(path))).toBe(false);
  });

  it('make room for each other by number and by bytes, the longest unseen first', async () => {
    const traces = open();
    const keys: string[] = [];
    for (let i = 0; i < MAX_KEPT_TRACES; i++) keys.push((await traces.receive(pieces(trace(`q${i}`)))).key);
    traces.find(keys[0]);
    await traces.receive(pieces(trace('one more')));
    expect(traces.size).toBe(MAX_KEPT_TRACES);
    expect(traces.find(keys[0]).key).toBe(keys[0]);
    expect(() => traces.find(keys[1])).toThrow('send the file again');
    await traces.receive(pieces(trace('large', MAX_KEPT_TRACE_BYTES / 8)));
    const large = await traces.receive(pieces(gzipSync(trace('larger', MAX_KEPT_TRACE_BYTES / 8))));
    expect(traces.size).toBe(MAX_KEPT_TRACES);
    expect(readdirSync(dirname(large.path))).toHaveLength(MAX_KEPT_TRACES);
  });

  it('are forgotten when nobody has looked for a while', async () => {
    const traces = open();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { key } = await traces.receive(pieces(trace('tide')));
    vi.advanceTimersByTime(KEPT_TRACE_MS - 1);
    expect(traces.find(key).key).toBe(key);
    vi.advanceTimersByTime(KEPT_TRACE_MS - 1);
    expect(traces.find(key).key).toBe(key);
    vi.advanceTimersByTime(KEPT_TRACE_MS);
    expect(() => traces.find(key)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });

  it('are refused where they are none, or too long, packed or not, with no word of this machine', async () => {
    const traces = open();
    const long = Buffer.concat([Buffer.from(HEAD), Buffer.alloc(MAX_KEPT_TRACE_BYTES, 'x')]);
    for (const [bytes, code, said] of [
      [Buffer.from('<script>alert(1)</script>\n'), 'TRACE_INVALID', 'the trace, line 1'],
      [Buffer.alloc(0), 'TRACE_INVALID', 'the trace, line 1'],
      [Buffer.from(HEAD), 'TRACE_INVALID', 'the trace has no call'],
      [gzipSync(trace('tide')).subarray(0, 40), 'TRACE_INVALID', 'the trace is a damaged gzip file'],
      [long, 'BODY_TOO_LARGE', 'stillweb sessions FILE'],
      [gzipSync(long), 'BODY_TOO_LARGE', 'stillweb sessions FILE'],
    ] as const) {
      const refusal = await traces.receive(pieces(bytes)).catch((error) => error);
      expect([said, refusal.code, refusal.message]).toEqual([said, code, expect.stringContaining(said)]);
      expect(JSON.stringify([refusal.message, refusal.facts])).not.toContain(tmpdir());
    }
    expect(traces.size).toBe(0);
  });

  it('may be nested as deep as they like', async () => {
    const told = '{"answer":"a","index":"i","key":"k","hits":null,"bytes":400000';
    const nested = Buffer.from(`${told},"body":${'['.repeat(200_000)}${']'.repeat(200_000)}}\n`);
    const { reviewer } = await open().receive(pieces(trace('tide'), nested));
    expect((await reviewer.latest()).sessions).toHaveLength(1);
  });

  it('are read one at a time', async () => {
    const traces = open();
    let goOn: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const first = traces.receive(
      (async function* () {
        await held;
        yield trace('tide');
      })(),
    );
    await expect(traces.receive(pieces(trace('rock')))).rejects.toMatchObject({ code: 'OVERLOADED' });
    goOn();
    await first;
    await traces.receive(pieces(trace('rock')));
    expect(traces.size).toBe(2);
  });
});
