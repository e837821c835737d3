import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../../src/analysis/analyzers.ts';
import { readPassageTerms } from '../../../src/retrieval/passage-terms.ts';
import { Searcher } from '../../../src/retrieval/searcher.ts';
import { openIndex } from '../../../src/store/open.ts';
import { buildGeneratedIndex, makeCollection, makeQueries } from '../../support/generated-index.ts';

describe('the terms given to wink', () => {
  it('are those that the analyzer finds in each passage, as often as it finds them', async () => {
    const directory = await buildGeneratedIndex('stillweb', makeCollection(60), 'none');
    const index = openIndex(directory);
    const searcher = await Searcher.open(index);
    const { passages } = searcher.view;
    const analyzer = createAnalyzer('english');
    let number = 0;
    let repeats = 0;
    for (const bag of readPassageTerms(index.folder, 0, passages.passages)) {
      const { text } = searcher.documents.get(passages.document[number]);
      const expected: string[] = [];
      analyzer.analyze(text.slice(passages.start[number], passages.end[number]), (term) => expected.push(term));
      expect([...bag].sort()).toEqual(expected.sort());
      repeats += bag.length - new Set(bag).size;
      number++;
    }
    expect(number).toBe(passages.passages);
    expect(repeats).toBeGreaterThan(0);
    searcher.close();
  });
});

describe('the explanation of a hit', () => {
  it.each(['stillweb', 'wink'] as const)('adds up to the score of record with engine %s', async (engine) => {
    const searcher = await Searcher.open(openIndex(await buildGeneratedIndex(engine, makeCollection(80))));
    const query = `${makeQueries(1)[0]} ${makeQueries(1)[0]} granite`;
    const request = { mode: 'bm25', k: 10, offset: 0, unit: 'document', snippet: false, text: false } as const;
    const [{ hits }] = await searcher.search({ queries: [query], explain: true, ...request });
    expect(hits.length).toBeGreaterThan(0);
    for (const { score, explain } of hits) {
      const terms = explain?.find(({ leg }) => leg === 'bm25')?.terms ?? [];
      expect(terms.some(({ weight }) => weight > 1)).toBe(true);
      expect(terms.reduce((sum, { weight, impact }) => sum + weight * impact, 0)).toBe(score);
    }
    searcher.close();
  });
});
