import { describe, expect, it } from 'vitest';
import { matchesExactly } from '../../../src/contract/answer-match.ts';

describe('an exact match', () => {
  it.each([
    ['The  Eiffel tower.', 'eiffel tower'],
    ['1,823', '1823'],
    ["the keeper's", 'keepers'],
    ['\n an answer\t', 'Answer'],
    ['the Ça va', 'ÇA va'],
  ])('is made of %j and %j', (answer, right) => {
    expect(matchesExactly(answer, ['other', right])).toBe(true);
  });

  it.each([
    ['eiffel tower in Paris', 'eiffel tower'],
    ['', 'eiffel tower'],
    ['theory', 'ory'],
    ['ça', 'ç'],
  ])('is not made of %j and %j', (answer, right) => {
    expect(matchesExactly(answer, [right])).toBe(false);
  });
});
