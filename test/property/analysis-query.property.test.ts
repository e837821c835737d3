import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../src/analysis/analyzers.ts';
import type { Condition } from '../../src/analysis/parsed-query.ts';
import { parseQuery } from '../../src/analysis/query-syntax.ts';
import { MAX_QUERY_TERMS, MAX_TERM_WEIGHT } from '../../src/analysis/query-terms.ts';

const PIECES = [
  ...['cat', 'dogs', 'the', 'wi-fi', 'U.S.', '東京都', 'é', '__proto__', 'constructor', '\0', '\ud800', '\udc00', '😀'],
  ...[
    '"',
    '“',
    '”',
    '-',
    '-"',
    'OR',
    'or',
    'site:',
    'site:a.com',
    '-site:b.org',
    'intitle:',
    'intitle:cat',
    'intitle:"',
  ],
  ...['before:', 'before:2020', 'after:2020-02-30', 'after:2020-02', ':', '.', ' ', '\n', '\u3000', '\u0301', '!?'],
];
const anyText = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 16 }).map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 16 }).map((parts) => parts.join(' ')),
  fc.string({ unit: 'binary', maxLength: 32 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)), maxLength: 32 }),
);

function checkCondition(condition: Condition): void {
  switch (condition.kind) {
    case 'term':
      expect(condition.term).not.toBe('');
      break;
    case 'phrase':
    case 'title':
      expect(condition.terms.length).toBeGreaterThanOrEqual(condition.kind === 'phrase' ? 2 : 1);
      expect(condition.terms[0].offset).toBe(0);
      condition.terms.slice(1).forEach(({ offset }, index) => {
        expect(offset).toBeGreaterThan(condition.terms[index].offset);
      });
      break;
    case 'site':
      expect(condition.host).toMatch(/^[a-z0-9._-]+$/);
      break;
    case 'field':
      throw new TypeError('no field is declared');
    default:
      expect(condition.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  }
}

// promise: query/any-text
describe.each(['english', 'plain'] as const)('a query read with %s', (name) => {
  const analyzer = createAnalyzer(name);

  it('is well formed whatever is typed', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const query = parseQuery(text, analyzer);
        expect(new Set(query.terms.map(({ term }) => term)).size).toBe(query.terms.length);
        expect(query.terms.length).toBeLessThanOrEqual(MAX_QUERY_TERMS);
        for (const { weight } of query.terms) {
          expect(weight).toBeGreaterThanOrEqual(1);
          expect(weight).toBeLessThanOrEqual(MAX_TERM_WEIGHT);
        }
        for (const clause of query.required) {
          expect(clause.length).toBeGreaterThan(0);
          clause.forEach(checkCondition);
        }
        query.excluded.forEach(checkCondition);
      }),
      { numRuns: 10_000 },
    );
  });

  it('scores exactly the terms of the text that a dense encoder reads', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const query = parseQuery(text, analyzer);
        const counts = new Map<string, number>();
        analyzer.analyzeQuery(query.text, (term) => counts.set(term, (counts.get(term) ?? 0) + 1));
        expect(query.terms).toEqual([...counts].map(([term, weight]) => ({ term, weight })));
      }),
      { numRuns: 10_000 },
    );
  });

  it('without operators asks for nothing and scores all of its terms', () => {
    const words = fc.array(fc.constantFrom('cat', 'dogs', 'wi-fi', '東京都', 'é', 'a:b', "it's", 'or', '5"x'), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(words, (parts) => {
        const text = parts.join(' ');
        const query = parseQuery(text, analyzer);
        expect(query).toMatchObject({ text, required: [], excluded: [] });
      }),
      { numRuns: 2_000 },
    );
  });
});
