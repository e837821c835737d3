import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../src/analysis/analyzers.ts';
import type { Snippet } from '../../src/contract/search.ts';
import { SnippetBench } from '../support/snippets.ts';

const PIECES = [
  ...[
    'cat',
    'cats',
    'Dog',
    'the',
    'of',
    'running',
    "dog's",
    'U.S.',
    'e.g.',
    '1,000',
    '3.14',
    'well-fed',
    'a/b',
    'C++',
    '½',
  ],
  ...['end. ', 'End! ', 'Dr. ', 'so; ', 'so, ', 'as: ', '(', ')', ' (in', 'it) ', '"', ' – ', '—', '…', '.', '?'],
  ...['\n', '\n\n', '\r\n', ' ', '  ', '\n- ', '\n1. ', '| ', '\u2029'],
  ...[
    '東京',
    '都',
    'ぶん。',
    '、',
    '「か」',
    'น้ำ',
    'ไทย',
    'مرحبا',
    '؟ ',
    'है। ',
    'café',
    'e\u0301\u0323',
    '각',
    '👩‍👩‍👧',
    '🇫🇷',
    '𐐷',
  ],
];
const document = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 80 })
  .chain((parts) => fc.constantFrom(parts.join(' '), parts.join('')));
const queries = fc.array(
  fc.constantFrom('cat', 'dogs', 'run', '東京', 'น้ำ', 'مرحبا', 'cafe\u0301', 'us', '1000', 'fed'),
  {
    maxLength: 4,
  },
);
const widths = fc.integer({ min: 1, max: 40 });
const UNSPACED = /[\u0e00-\u0eff\u3040-\u9fff]/;
const UNPARTED = /[½\u0e00-\u0eff\u3040-\u9fff]/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a snippet would be, from its fragments alone: with an ellipsis at either end, or without. */
function joined(text: string, { fragments }: Snippet): string[] {
  const inner = fragments.map(({ start, end }) => text.slice(start, end)).join(' … ');
  return [inner, `… ${inner}`, `${inner} …`, `… ${inner} …`];
}

describe.each(['english', 'plain'] as const)('a snippet read with %s', (name) => {
  const analyzer = createAnalyzer(name);
  /** Forgets now and then, so that the tests see it forget. */
  const bench = new SnippetBench(name, 100);
  const tokensOf = (text: string) => {
    const tokens: { term: string; position: number; start: number; end: number }[] = [];
    analyzer.analyze(text, (term, position, start, end) => tokens.push({ term, position, start, end }));
    return tokens;
  };
  const termsOf = (text: string) => {
    const terms = new Set<string>();
    analyzer.analyzeQuery(text, (term) => terms.add(term));
    return terms;
  };
  const anyText = fc.oneof(document, fc.string({ unit: 'binary', maxLength: 60 }));

  it('reads the tokens that the analyzer visits, whatever was read before', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, query) => {
        const expected = tokensOf(text);
        const terms = [...new Set([...tokensOf(query), ...expected.slice(0, 2)].map(({ term }) => term))];
        bench.reader.want(terms.map((term) => ({ term, weight: 1 })));
        const tokens = bench.reader.match(bench.reader.read(text));
        const places = Array.from({ length: tokens.count }, (_, i) => [
          tokens.position(i),
          tokens.start(i),
          tokens.end(i),
        ]);
        expect(places).toEqual(expected.map(({ position, start, end }) => [position, start, end]));
        const found = expected.flatMap(({ term }, token) => {
          const number = terms.indexOf(term);
          return number < 0 ? [] : [[token, number]];
        });
        const matches = Array.from({ length: tokens.matches }, (_, i) => [tokens.matchTokens[i], tokens.matchTerms[i]]);
        expect(matches).toEqual(found);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is joined of its fragments, which lie in its passage, in order and apart', () => {
    fc.assert(
      fc.property(anyText, queries, widths, fc.nat(), fc.nat(), fc.boolean(), (text, words, tokens, a, b, isPart) => {
        const places = [a % (text.length + 1), b % (text.length + 1)].sort((left, right) => left - right);
        const range = isPart ? { start: places[0], end: places[1] } : { start: 0, end: text.length };
        const snippet = bench.cut(text, words.join(' '), tokens, null, range);
        expect(joined(text, snippet)).toContain(snippet.text);
        let last = range.start;
        for (const { start, end } of snippet.fragments) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThanOrEqual(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(range.end);
        expect([snippet.start, snippet.end]).toEqual([snippet.fragments[0].start, last]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('highlights whole words of the query, in order and apart', () => {
    fc.assert(
      fc.property(document, queries, widths, (text, words, tokens) => {
        const terms = termsOf(words.join(' '));
        const snippet = bench.cut(text, words.join(' '), tokens);
        let last = 0;
        for (const [start, end] of snippet.highlights) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
          const marked = snippet.text.slice(start, end);
          expect(tokensOf(marked).some(({ term }) => terms.has(term))).toBe(true);
        }
        expect(last).toBeLessThanOrEqual(snippet.text.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has no more words than it may, but for what is not parted: a bigram, a sign that is two words', () => {
    fc.assert(
      fc.property(document, queries, widths, (text, words, tokens) => {
        const { fragments } = bench.cut(text, words.join(' '), tokens);
        const all = tokensOf(text);
        const shown = new Set<number>();
        for (const { start, end } of fragments) {
          const within = all.filter((token) => token.start >= start && token.end <= end);
          if (within.length === 0) continue;
          for (let at = within[0].position; at <= within[within.length - 1].position; at++) shown.add(at);
        }
        const split = fragments.filter(({ end }) => UNPARTED.test(text[end - 1] ?? '')).length;
        expect(shown.size).toBeLessThanOrEqual(tokens + split);
      }),
      { numRuns: 2_000 },
    );
  });

  it('begins and ends between letters as readers see them, and not within a word that it has room for', () => {
    fc.assert(
      fc.property(document, queries, widths, (text, words, tokens) => {
        const { fragments } = bench.cut(text, words.join(' '), tokens);
        const bounds = new Set([text.length]);
        for (const { index } of graphemes.segment(text)) bounds.add(index);
        const all = tokensOf(text);
        const isWord = (from: number, to: number) => !UNSPACED.test(text.slice(from, to));
        for (const cut of fragments.flatMap(({ start, end }) => [start, end])) {
          expect(bounds.has(cut)).toBe(true);
          expect(all.some(({ start, end }) => start < cut && cut < end && isWord(start, end))).toBe(false);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('shows a match when its passage has one', () => {
    fc.assert(
      fc.property(document, widths, fc.nat(), (text, tokens, choice) => {
        const all = tokensOf(text);
        if (all.length === 0) return;
        const { term } = all[choice % all.length];
        const { fragments } = bench.cut(text, term, tokens);
        if (!termsOf(term).has(term)) return;
        const isShown = all.some(
          (token) =>
            token.term === term && fragments.some(({ start, end }) => token.start >= start && token.end <= end),
        );
        expect(isShown).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('shows of two terms both, where they are near enough for one window or two', () => {
    const filler = fc.array(fc.constantFrom('w1', 'w2', 'W3.', 'w4,', '(w5', 'w6)'), { maxLength: 60 });
    fc.assert(
      fc.property(filler, filler, filler, fc.integer({ min: 16, max: 40 }), (before, between, behind, tokens) => {
        const text = [...before, 'cat', ...between, 'dog', ...behind].join(' ');
        expect(bench.cut(text, 'cat dog', tokens).highlights).toHaveLength(2);
      }),
      { numRuns: 2_000 },
    );
  });
});
