import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countEdits, nearestName } from '../../../src/contract/nearest-name.ts';

describe('the edits between two names', () => {
  it.each([
    ['', '', 0],
    ['query', 'query', 0],
    ['querry', 'query', 1],
    ['max_chars', 'maxChars', 2],
    ['kitten', 'sitting', 3],
    ['prot', 'port', 1],
    ['ab', 'ba', 1],
    ['', 'abc', 3],
  ])('from %j to %j are counted', (left, right, edits) => {
    expect(countEdits(left, right)).toBe(edits);
  });

  it('are as many in both directions, and none only between equal names', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (left, right) => {
        const edits = countEdits(left, right);
        expect(edits).toBe(countEdits(right, left));
        expect(edits === 0).toBe(left === right);
        expect(edits).toBeLessThanOrEqual(Math.max(left.length, right.length));
      }),
    );
  });
});

describe('the nearest name', () => {
  const known = ['query', 'queries', 'k', 'offset', 'unit', 'text'];

  it.each([
    ['querry', 'query'],
    ['Query', 'query'],
    ['ofset', 'offset'],
    ['unti', 'unit'],
    ['units', 'unit'],
    ['top_k', null],
    ['kk', null],
    ['limit', null],
    ['', null],
  ])('to %j is %j', (name, nearest) => {
    expect(nearestName(name, known)).toBe(nearest);
  });

  it('is the first of equally near ones', () => {
    expect(nearestName('cats', ['cat', 'bats'])).toBe('cat');
    expect(nearestName('cats', ['bats', 'cat'])).toBe('bats');
  });
});
