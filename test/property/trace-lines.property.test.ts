import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KnownAnswers } from '../../src/experiment/trace/known-answers.ts';
import {
  type ToldMembers,
  type TraceCall,
  writeCallLine,
  writeToldMembers,
} from '../../src/experiment/trace/trace-line.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 });
/** As canonical requests are: what is not asked for is left out or undefined. */
const asked = fc.record(
  {
    queries: fc.array(text, { maxLength: 3 }),
    mode: fc.option(fc.constantFrom('bm25', 'hybrid'), { nil: undefined }),
    k: fc.nat(20),
    snippet: fc.oneof(fc.constant(false), fc.record({ tokens: fc.nat(99) })),
    explain: fc.boolean(),
  },
  { requiredKeys: ['queries'] },
);
const call: fc.Arbitrary<Omit<TraceCall, keyof ToldMembers>> = fc.record(
  {
    call: fc.nat(),
    time: fc.constant('2026-11-30T12:00:00.000Z'),
    ms: fc.nat(1e6).map((micros) => micros / 1000),
    request: text,
    session: fc.option(text),
    step: fc.option(fc.nat()),
    aside: fc.constant(true as const),
    door: fc.option(text),
    kind: fc.constantFrom('search', 'fetch', null),
    index: fc.option(fc.record({ name: text, id: text })),
    asked,
    context: text,
    declared: fc.record({ mask: text }),
    treated: fc.array(text),
    joint: fc.record({ place: fc.nat(3), ranks: fc.array(fc.array(fc.nat())) }, { requiredKeys: ['place'] }),
    sent: fc.record({ method: fc.constant('POST'), url: text, body: fc.jsonValue() }),
  },
  { requiredKeys: ['call', 'time', 'ms', 'session', 'step', 'door', 'kind', 'index', 'asked'] },
);
const told: fc.Arbitrary<ToldMembers> = fc.record(
  {
    hits: fc.array(fc.array(text)),
    opened: fc.array(text),
    status: fc.constant(200),
    error: fc.constant(null),
    answer: fc.option(text),
    bytes: fc.nat(),
  },
  { requiredKeys: ['status', 'error', 'answer', 'bytes'] },
);

describe('the line of a call', () => {
  it('is the JSON of its members, written piece by piece', () => {
    fc.assert(
      fc.property(call, told, (members, answer) => {
        const sent = members.sent === undefined ? undefined : JSON.stringify(members.sent);
        const written = { index: JSON.stringify(members.index), asked: JSON.stringify(members.asked), sent };
        const line = writeCallLine({ ...members, ...written }, writeToldMembers(answer));
        // Members in the order of the type, as JSON leaves them out that are not there.
        expect(line).toBe(`${JSON.stringify({ ...ordered(members), ...answer })}\n`);
      }),
    );
  });

  it('has the JSON of a request that an answer is known for, whatever was asked before it', () => {
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 5 }), (requests) => {
        const known = new KnownAnswers(1000);
        known.add('i', 'key', { told: '', digest: '', notes: undefined }, new Uint8Array(1));
        for (const request of [...requests, ...requests.map((each) => structuredClone(each))]) {
          expect(known.find('i', 'key')?.requestText(request)).toBe(JSON.stringify(request));
        }
      }),
    );
  });
});

describe('a known answer', () => {
  it('is told from one with another body, whether its body or a check sum is kept', () => {
    const body = fc.uint8Array({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(body, body, fc.constantFrom(0, 1000), (one, other, mostBytes) => {
        const known = new KnownAnswers(1000, mostBytes);
        known.add('i', 'key', { told: '', digest: '', notes: undefined }, one);
        const before = one.slice();
        // The memory of a body may be another's by now.
        one.fill(0);
        expect(known.find('i', 'key')?.isSame(before)).toBe(true);
        expect(known.find('i', 'key')?.isSame(other)).toBe(Buffer.from(other).equals(before));
      }),
    );
  });
});

function ordered({
  call,
  time,
  ms,
  request,
  session,
  step,
  aside,
  door,
  kind,
  ...others
}: Omit<TraceCall, keyof ToldMembers>) {
  const { index, asked, context, declared, treated, joint, sent } = others;
  const first = { call, time, ms, request, session, step, aside, door, kind, index, asked };
  return { ...first, context, declared, treated, joint, sent };
}
