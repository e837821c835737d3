import { describe, expect, it } from 'vitest';
import { describeFinding } from '../../../src/mcp/finding-note.ts';

const HIT = { rank: 1, id: 'a', url: null, title: 'A', score: 1 };

describe('the note of a finding', () => {
  it('is none where there is nothing to say', () => {
    expect(describeFinding({ query: 'a', hits: [HIT], coverage: 0.25 })).toBeNull();
    expect(describeFinding({ query: 'a', hits: [HIT] })).toBeNull();
  });

  it('says that what was found is probably beside the question', () => {
    const note = 'Probably nothing here: the best passage covers 0.249 of the query.';
    expect(describeFinding({ query: 'a', hits: [HIT], coverage: 0.249 })).toBe(note);
  });

  it('says what was searched instead, and then nothing of a coverage that the mended word lowers', () => {
    const corrections = [{ from: 'serch', to: 'search' }];
    expect(describeFinding({ query: 'serch', hits: [HIT], coverage: 0, corrections })).toBe(
      'Searched for search instead of serch, which the collection does not hold.',
    );
    expect(describeFinding({ query: 'serch', hits: [], coverage: 0, corrections })).toMatch(
      /hold\. Nothing found: no doc/,
    );
  });

  it('says why there may be nothing', () => {
    const none = { query: 'a', hits: [] };
    expect(describeFinding(none)).toMatch(/^Nothing found: no document holds/);
    expect(describeFinding(none, { isFiltered: true })).toMatch(/^Nothing found\. Filters were set/);
    expect(describeFinding(none, { isFiltered: true, page: 2 })).toMatch(/^There are no results on this page/);
  });
});
