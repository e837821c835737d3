import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../../src/analysis/analyzers.ts';
import { triplesOf } from '../../../src/dialects/parts/link-triples.ts';

const ENGLISH = createAnalyzer('english');
const AUSTEN = {
  title: 'Jane Austen',
  text: 'She was born in 1775, in Steventon! Her father\nwas a rector of Oxford, St. John’s. Bath came later, and STEVENTON was left.',
  targets: ['Bath', 'Steventon', 'Oxford', 'Winchester'],
};

describe('links as triples', () => {
  it('have the sentence that first names the object, whatever its case, and else that there is a link', () => {
    const predicates = triplesOf('', [AUSTEN], ENGLISH, 10).map(({ triple }) => triple.predicate_phrase);
    expect(predicates).toEqual([
      'Bath came later, and STEVENTON was left.',
      'She was born in 1775, in Steventon!',
      'was a rector of Oxford, St.',
      'links to',
    ]);
  });

  it('have the sentence that shares the most with the query, and no part of a word for a name', () => {
    const text = 'Jewish songs. Australian bread. The Jew of Malta. A Jew of Venice spoke of bread in Australia.';
    const found = triplesOf(
      'bread of venice',
      [{ title: 'T', text, targets: ['Jew', 'Australia', 'Song'] }],
      ENGLISH,
      3,
    );
    expect(found.map(({ triple, shared }) => [triple.object_phrase, triple.predicate_phrase, shared])).toEqual([
      ['Jew', 'A Jew of Venice spoke of bread in Australia.', 2],
      ['Australia', 'A Jew of Venice spoke of bread in Australia.', 2],
      ['Song', 'links to', 0],
    ]);
  });

  it('stand by the terms they share with the query, then in the order of documents and links', () => {
    const other = { title: 'Steventon', text: 'A village.', targets: ['Hampshire'] };
    const found = triplesOf('who was the father of a rector, born in Steventon', [AUSTEN, other], ENGLISH, 4);
    expect(found.map(({ triple, shared }) => [triple.object_phrase, shared])).toEqual([
      ['Steventon', 2],
      ['Bath', 1],
      ['Oxford', 1],
      ['Hampshire', 1],
    ]);
  });

  it('take a stretch of bounded length where no sentence ends', () => {
    const text = `${'word '.repeat(200)}Kelp${' word'.repeat(200)}`;
    const [{ triple }] = triplesOf('', [{ title: 'Long', text, targets: ['Kelp'] }], createAnalyzer('plain'), 1);
    expect(triple.predicate_phrase.length).toBeLessThanOrEqual(304);
    expect(triple.predicate_phrase).toContain('Kelp');
  });
});
