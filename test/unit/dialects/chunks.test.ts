import { describe, expect, it } from 'vitest';
import { chunksOf } from '../../../src/dialects/parts/chunks.ts';

const fragments = (...lengths: number[]) => lengths.map((length, i) => ({ start: i * 100, end: i * 100 + length }));

describe('the chunks of a hit', () => {
  it('are the stretches of its snippet, whatever stands in them and around them', () => {
    expect(chunksOf({ snippet: 'one … two … three', fragments: fragments(9, 5) }, 500)).toEqual(['one … two', 'three']);
    expect(chunksOf({ snippet: '… ab … cd …', fragments: fragments(2, 2) }, 500)).toEqual(['… ab', 'cd …']);
  });

  it('are one for a snippet of one stretch, and none without a snippet', () => {
    expect(chunksOf({ snippet: 'one … two', fragments: fragments(9) }, 500)).toEqual(['one … two']);
    expect(chunksOf({ snippet: '', fragments: [] }, 500)).toEqual([]);
    expect(chunksOf({}, 500)).toEqual([]);
  });

  it('are cut between characters', () => {
    expect(chunksOf({ snippet: 'ab𝒸d', fragments: fragments(5) }, 3)).toEqual(['ab']);
  });
});
