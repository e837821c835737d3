import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAnalyzer, createTermNumberer } from '../../src/analysis/analyzers.ts';
import type { Condition } from '../../src/analysis/parsed-query.ts';
import { PassageReader } from '../../src/analysis/passage-reader.ts';
import { parseQuery } from '../../src/analysis/query-syntax.ts';
import { MAX_QUERY_TERMS, MAX_TERM_WEIGHT } from '../../src/analysis/query-terms.ts';
import { makeSnippet } from '../../src/analysis/snippet.ts';

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

describe.each(['english', 'plain'] as const)('a snippet read with %s', (name) => {
  const analyzer = createAnalyzer(name);
  /** Forgets now and then, so that the tests see it forget. */
  const reader = new PassageReader(createTermNumberer(name), 100);
  const termsOf = (text: string) => {
    const terms: string[] = [];
    analyzer.analyze(text, (term) => terms.push(term));
    return terms;
  };
  const document = fc
    .array(fc.constantFrom(...PIECES, 'end. ', 'ぶん。', 'x1', '1,000', '½', 'e\u0301\u0323'), { maxLength: 60 })
    .chain((parts) => fc.constantFrom(parts.join(' '), parts.join('')));

  it('reads the tokens that the analyzer visits, whatever was read before', () => {
    fc.assert(
      fc.property(fc.oneof(document, anyText), anyText, (text, query) => {
        const expected: [string, number, number, number][] = [];
        analyzer.analyze(text, (...token) => expected.push(token));
        const terms = [...new Set([...termsOf(query), ...expected.slice(0, 2).map(([term]) => term)])];
        reader.want(terms);
        const tokens = reader.match(reader.read(text));
        const places = Array.from({ length: tokens.count }, (_, i) => [
          tokens.position(i),
          tokens.start(i),
          tokens.end(i),
        ]);
        expect(places).toEqual(expected.map(([, ...place]) => place));
        const found = expected.flatMap(([term], token) => {
          const number = terms.indexOf(term);
          return number < 0 ? [] : [{ token, term: number }];
        });
        expect(tokens.matches).toEqual(found);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is a part of its passage, and its highlights are words of the query', () => {
    fc.assert(
      fc.property(
        document,
        anyText,
        fc.integer({ min: 1, max: 12 }),
        fc.nat(),
        fc.nat(),
        (text, query, tokens, a, b) => {
          const terms = new Set(termsOf(query));
          const [from, to] = [a % (text.length + 1), b % (text.length + 1)].sort((left, right) => left - right);
          for (const range of [null, { start: from, end: to }]) {
            const snippet = makeSnippet(text, range, terms, tokens, reader);
            expect(snippet.text).toBe(text.slice(snippet.start, snippet.end));
            expect(snippet.start).toBeGreaterThanOrEqual(range?.start ?? 0);
            expect(snippet.end).toBeLessThanOrEqual(range?.end ?? text.length);
            expect(range === null && text.isWellFormed() && !snippet.text.isWellFormed()).toBe(false);
            let last = 0;
            for (const [start, end] of snippet.highlights) {
              expect(start).toBeGreaterThanOrEqual(last);
              expect(end).toBeGreaterThan(start);
              expect(end).toBeLessThanOrEqual(snippet.text.length);
              const marked = termsOf(snippet.text.slice(start, end));
              expect(marked.some((term) => terms.has(term))).toBe(true);
              last = end;
            }
          }
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('shows a match when its passage has one', () => {
    fc.assert(
      fc.property(document, fc.integer({ min: 1, max: 12 }), fc.nat(), (text, tokens, choice) => {
        const all = termsOf(text);
        if (all.length === 0) return;
        const snippet = makeSnippet(text, null, new Set([all[choice % all.length]]), tokens, reader);
        expect(snippet.highlights.length).toBeGreaterThan(0);
      }),
      { numRuns: 5_000 },
    );
  });
});
