import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../../src/analysis/analyzers.ts';
import { DEFAULT_WORKLOAD, decodeWorkload, settleWorkload } from '../../../src/benchmark/workload.ts';
import { StillwebError } from '../../../src/errors.ts';

const QUERY = { id: 'q1', text: 'inverted index' };

function refusal(value: unknown): string {
  try {
    decodeWorkload(typeof value === 'string' ? value : JSON.stringify(value), 'w.json');
  } catch (error) {
    expect(error).toBeInstanceOf(StillwebError);
    expect((error as StillwebError).code).toBe('WORKLOAD_INVALID');
    return (error as StillwebError).message;
  }
  throw new Error('it was taken');
}

describe('a workload', () => {
  it('is completed with the usual settings, the modes of the index and the class by terms', () => {
    const written = decodeWorkload(
      JSON.stringify({ queries: [QUERY, { ...QUERY, id: 'q2', class: 'long' }] }),
      'w.json',
    );
    const workload = settleWorkload(written, 'w.json', ['bm25'], createAnalyzer('english'));
    expect(workload).toEqual({
      ...DEFAULT_WORKLOAD,
      source: 'w.json',
      modes: ['bm25'],
      queries: [
        { ...QUERY, class: 'short' },
        { ...QUERY, id: 'q2', class: 'long' },
      ],
    });
    expect(decodeWorkload(JSON.stringify(workload), 'again.json')).toEqual(workload);
  });

  it.each([
    ['no JSON', '{', 'is not JSON'],
    ['a list', [], 'not a JSON object'],
    ['no queries', { k: 10 }, 'no field queries'],
    ['an empty list of queries', { queries: [] }, 'queries is not a list that is not empty'],
    ['a field that is spelt wrong', { queries: [QUERY], client: [1] }, 'no field "client"'],
    ['k of 0', { queries: [QUERY], k: 0 }, 'k is not an integer of 1 to 10000'],
    ['half a pass', { queries: [QUERY], passes: 1.5 }, 'passes'],
    ['a mode that is none', { queries: [QUERY], modes: ['sparse'] }, 'modes'],
    ['too many clients', { queries: [QUERY], clients: [1001] }, 'clients'],
    ['no time', { queries: [QUERY], seconds: 0 }, 'seconds'],
    ['a query without text', { queries: [{ id: 'a', text: ' ' }] }, 'query 1 has no text'],
    ['a query without an id', { queries: [{ text: 'a' }] }, 'query 1 has no id'],
    ['an id given twice', { queries: [QUERY, QUERY] }, 'query 2 has the id q1 of an earlier one'],
    ['a class that is none', { queries: [{ ...QUERY, class: 'huge' }] }, 'class that is none of'],
    ['a query with another field', { queries: [{ ...QUERY, type: 'x' }] }, '"type"'],
    ['a query that is too long', { queries: [{ id: 'a', text: 'é'.repeat(4097) }] }, 'longer than 8192 bytes'],
  ])('with %s is refused with what is wrong', (_what, value, expected) => {
    expect(refusal(value)).toContain(expected);
  });
});
