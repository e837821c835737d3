import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeMissing } from '../../../src/cli/missing-words.ts';
import { Searcher } from '../../../src/retrieval/searcher.ts';
import { openIndex } from '../../../src/store/open.ts';
import { buildGeneratedIndex } from '../../support/generated-index.ts';

const TEXTS = [
  'Hooks let a plugin run.',
  'Rivers carry water and sand.',
  'Leaves turn light into sugar. Do you know how?',
];
const COLLECTION = TEXTS.map((text, i) => `${JSON.stringify({ _id: `d${i}`, text })}\n`).join('');

describe('what is said of words that are not there', () => {
  let searcher: Searcher;
  beforeAll(async () => {
    const directory = await buildGeneratedIndex('stillweb', COLLECTION, 'none', { ranking: 'standard' });
    searcher = await Searcher.open(openIndex(directory));
  });
  afterAll(() => searcher.close());
  const describeFor = (query: string, request = {}, corrections?: readonly { from: string; to: string }[]) =>
    describeMissing(searcher, request, { query, ...(corrections && { corrections }) });

  it('names those that no passage holds, as they are written, and none that only asks', () => {
    expect(describeFor('tell me about Xylophones and hooks')).toBe('No passage holds Xylophones.');
    expect(describeFor('xylophones, Zithers, hook')).toBe('No passage holds xylophones or Zithers.');
    expect(describeFor('lutes zithers xylophones')).toBe('No passage holds lutes, zithers or xylophones.');
    expect(describeFor('who is \u001b[1mzither')).toBe('No passage holds 1mzither.');
  });

  it('says that no passage holds all of them together', () => {
    expect(describeFor('what do Hooks, rivers and sugar do')).toBe(
      'No passage holds Hooks, rivers and sugar together.',
    );
    expect(describeFor('hooks rivers')).toBe('No passage holds hooks and rivers together.');
  });

  it.each(['rivers carry sand', 'river', 'how do you know', 'the', '', 'hooks rivers sugar leaves'])(
    'says nothing of words that one passage holds, of none, and of many: %j',
    (query) => {
      expect(describeFor(query)).toBeNull();
    },
  );

  it('says nothing where conditions, a filter or a correction have said what was searched', () => {
    for (const query of ['hooks rivers -leaves', '"carry water" hooks', 'site:example.org hooks rivers']) {
      expect(describeFor(query)).toBeNull();
    }
    expect(describeFor('hooks rivers', { filter: { ids: ['d1'] } })).toBeNull();
    expect(describeFor('hooks rivrs', {}, [{ from: 'rivrs', to: 'rivers' }])).toBeNull();
  });
});
