import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { anonymizer } from '../../../../src/experiment/trace/anonymous-calls.ts';
import { writeCallsTable } from '../../../../src/experiment/trace/calls-table.ts';
import type { TraceCall } from '../../../../src/experiment/trace/trace-line.ts';

const call = (number: number, more: Partial<TraceCall> = {}): TraceCall => ({
  call: number,
  time: `2026-01-01T00:00:0${number % 10}.000Z`,
  ms: 1.5,
  request: `abc-${number}`,
  session: 'alice@example.org/1',
  step: number,
  door: '/v1/search',
  kind: 'search',
  index: { name: 'wiki', id: 'i1' },
  asked: { queries: ['where does alice live'], k: 10 },
  context: 'I am alice',
  hits: [['d1', 'd2'], []],
  status: 200,
  error: null,
  answer: 'a1',
  bytes: 12,
  sent: { method: 'POST', url: '/v1/search?who=alice', body: { query: 'where does alice live' } },
  ...more,
});

async function* given(calls: readonly TraceCall[]): AsyncGenerator<TraceCall> {
  yield* calls;
}

describe('calls that are given away', () => {
  it('name nobody, keep sessions together, and count time from their first call', () => {
    const change = anonymizer();
    const others = { session: 'bob', request: 'abc-1' };
    const calls = [call(1), call(2, others), call(4), call(5, { ...others, session: null })].map(change);
    expect(calls.map(({ session, request, atMs }) => [session, request, atMs])).toEqual([
      ['s1', 'r1', 0],
      ['s2', 'r1', 0],
      ['s1', 'r2', 3000],
      [null, 'r1', 4000],
    ]);
    const text = JSON.stringify(calls);
    for (const name of ['alice@', 'bob', 'I am', 'abc-', '2026', 'who=']) expect(text).not.toContain(name);
    expect(text).toContain('where does alice live');
  });

  it('have hashes for texts where that is wished: equal ones for equal texts', () => {
    const change = anonymizer({ hashesTexts: true });
    const [one, two, other] = [call(1), call(2), call(3, { asked: { queries: ['x'], k: 10 } })].map(change);
    expect(JSON.stringify([one, two])).not.toContain('alice');
    expect(one.asked).toEqual(two.asked);
    expect(one.asked).not.toEqual(other.asked);
    expect(one.asked).toMatchObject({ k: 10 });
  });
});

describe('the table of calls', () => {
  it.each([0, 1, 4095, 4096, 9000])('has a row for each of %i calls, in their order', async (rows) => {
    const pieces: Uint8Array[] = [];
    const calls = Array.from({ length: rows }, (_, i) =>
      call(i + 1, i % 2 === 0 ? {} : { session: null, hits: undefined }),
    );
    for await (const piece of writeCallsTable(given(calls))) pieces.push(piece);
    const table = tableFromIPC(Buffer.concat(pieces));
    expect(table.numRows).toBe(rows);
    expect(table.schema.fields.map(({ name }) => name)).toContain('hits');
    if (rows === 0) return;
    const first = table.get(0)?.toJSON() as Record<string, unknown>;
    expect(first).toMatchObject({ call: 1n, session: 'alice@example.org/1', status: 200, index_id: 'i1' });
    expect(JSON.parse(JSON.stringify(first.hits))).toEqual([['d1', 'd2'], []]);
    expect(Number(table.getChild('call')?.get(rows - 1))).toBe(rows);
    if (rows > 1) expect(table.getChild('session')?.get(1)).toBeNull();
  });

  it('has the ranks that the hits of one index have in the list of several', async () => {
    const pieces: Uint8Array[] = [];
    const calls = [call(1, { joint: { place: 1, ranks: [[2, 4], []] } }), call(2)];
    for await (const piece of writeCallsTable(given(calls))) pieces.push(piece);
    const rows = tableFromIPC(Buffer.concat(pieces)).toArray();
    expect(rows.map((row) => [row.joint_place, JSON.parse(JSON.stringify(row.joint_ranks))])).toEqual([
      [1, [[2, 4], []]],
      [null, null],
    ]);
  });
});
