import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../src/analysis/analyzers.ts';
import type { Condition, ParsedQuery, PhraseTerm } from '../../src/analysis/parsed-query.ts';
import { parseQuery } from '../../src/analysis/query-syntax.ts';
import type { SearchFilter } from '../../src/contract/search.ts';
import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import { Conditions } from '../../src/retrieval/conditions.ts';
import { type IndexView, viewIndex } from '../../src/store/index-view.ts';
import { openIndex } from '../../src/store/open.ts';
import { buildGeneratedIndex } from '../support/generated-index.ts';

/** Indexes, each built by the real pipeline and asked many queries. */
const RUNS = Number(process.env.TEST_RUNS ?? 8);
const QUERIES = 30;

/** Words of several scripts: the pairs of Han letters overlap, a stop word leaves a gap, two forms have one stem. */
const WORDS = [
  'river',
  'rivers',
  'bank',
  'the',
  'of',
  'old',
  'naïve',
  '東京大学',
  '大学',
  '東京',
  'ไทย',
  'wi-fi',
  "o'neill",
  'x',
  '7',
];
const HOSTS = ['a.org', 'b.a.org', 'c.net'];
const DAYS = ['2001-05-06', '2010-01-01', '2020-12-31'];

interface Made {
  readonly _id: string;
  readonly title: string;
  readonly text: string;
  readonly url?: string;
  readonly date?: string;
}

const shapes = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  documents: fc.integer({ min: 1, max: 60 }),
  /** Words of the text, at most: the longest give positions beyond a byte. */
  length: fc.constantFrom(6, 40, 350),
  passageWords: fc.constantFrom(10, 24, 1000),
  analyzer: fc.constantFrom('english' as const, 'plain' as const),
  postings: fc.constantFrom('plain' as const, 'compact' as const),
  unitDocuments: fc.constantFrom(7, 1000),
});

type Shape = typeof shapes extends fc.Arbitrary<infer Value> ? Value : never;

/** What a few draws may miss: several shards, and positions beyond a byte. */
const EXAMPLES: [Shape][] = [
  [
    {
      seed: 7,
      documents: 70,
      length: 350,
      passageWords: 1000,
      analyzer: 'english',
      postings: 'compact',
      unitDocuments: 7,
    },
  ],
];

type Random = (limit: number) => number;

function makeText(below: Random, words: number): string {
  const skewed = () => WORDS[Math.floor((below(1 << 16) / (1 << 16)) ** 2 * WORDS.length)];
  return Array.from({ length: words }, skewed).join(' ');
}

function makeDocuments(count: number, length: number, below: Random): Made[] {
  return Array.from({ length: count }, (_, i) => ({
    _id: `d${i}`,
    title: below(3) === 0 ? '' : makeText(below, 1 + below(5)),
    text: makeText(below, 1 + below(length)),
    ...(below(4) > 0 && { url: `https://${HOSTS[below(HOSTS.length)]}/${i}` }),
    ...(below(4) > 0 && { date: DAYS[below(DAYS.length)] }),
  }));
}

/** A piece of a query of every kind, and sometimes two of them beside `OR`. */
function makeQuery(below: Random): string {
  const quoted = () => `"${makeText(below, 1 + below(4))}"`;
  const pieces = [
    quoted,
    quoted,
    quoted,
    () => `-${below(2) === 0 ? quoted() : makeText(below, 1)}`,
    () => `intitle:${below(2) === 0 ? quoted() : makeText(below, 1)}`,
    () => `-intitle:${makeText(below, 1)}`,
    () => `${below(3) === 0 ? '-' : ''}site:${HOSTS[below(HOSTS.length)]}`,
    () => `after:${DAYS[below(DAYS.length)]}`,
    () => `before:${DAYS[below(DAYS.length)]}`,
    () => makeText(below, 1),
  ];
  const piece = () => pieces[below(pieces.length)]();
  return Array.from({ length: 1 + below(4) }, () => (below(5) === 0 ? `${piece()} OR ${piece()}` : piece())).join(' ');
}

const FILTERS: readonly (SearchFilter | undefined)[] = [
  undefined,
  undefined,
  { sites: ['a.org'] },
  { excludeIds: ['d0', 'd3', 'd4'] },
];

/** Where each term stands. */
type Standing = Map<string, Set<number>>;

interface Places {
  readonly everywhere: Standing;
  readonly inTitle: Standing;
}

/** Where the terms of each passage stand, from its text. */
function placesOf(view: IndexView, documents: readonly Made[], analyzer: ReturnType<typeof createAnalyzer>): Places[] {
  const { passages, document, start, end } = view.passages;
  const put = (standing: Standing, term: string, position: number) => {
    standing.set(term, (standing.get(term) ?? new Set()).add(position));
  };
  return Array.from({ length: passages }, (_, passage) => {
    const { title, text } = documents[document[passage]];
    const everywhere: Standing = new Map();
    const inTitle: Standing = new Map();
    let first = 0;
    analyzer.analyze(title, (term, position) => {
      put(everywhere, term, position);
      put(inTitle, term, position);
      first = position + 2;
    });
    analyzer.analyze(text.slice(start[passage], end[passage]), (term, position) => {
      put(everywhere, term, first + position);
    });
    return { everywhere, inTitle };
  });
}

function standsTogether(terms: readonly PhraseTerm[], standing: Standing): boolean {
  const starts = [...(standing.get(terms[0].term) ?? [])].map((position) => position - terms[0].offset);
  return starts.some((start) => terms.every(({ term, offset }) => standing.get(term)?.has(start + offset)));
}

function holds(condition: Condition, { everywhere, inTitle }: Places, { url, date }: Made): boolean {
  switch (condition.kind) {
    case 'term':
      return everywhere.has(condition.term);
    case 'phrase':
      return standsTogether(condition.terms, everywhere);
    case 'title':
      return standsTogether(condition.terms, inTitle);
    case 'site': {
      const host = url === undefined ? '' : new URL(url).hostname;
      return host === condition.host || host.endsWith(`.${condition.host}`);
    }
    case 'before':
      return date !== undefined && date <= condition.date;
    case 'after':
      return date !== undefined && date >= condition.date;
    case 'field':
      throw new TypeError('no fields here');
  }
}

/** By asking every passage, and for an exclusion every passage of its document. */
function admitPlainly(
  { required, excluded }: ParsedQuery,
  filter: SearchFilter | undefined,
  view: IndexView,
  documents: readonly Made[],
  places: readonly Places[],
): number[] {
  const { document, first } = view.passages;
  return places.flatMap((own, passage) => {
    const made = documents[document[passage]];
    const all = places.slice(first[document[passage]], first[document[passage] + 1]);
    const isRequired = required.every((clause) => clause.some((condition) => holds(condition, own, made)));
    const isExcluded = excluded.some((condition) => all.some((each) => holds(condition, each, made)));
    const isFiltered =
      (filter?.excludeIds?.includes(made._id) ?? false) ||
      (filter?.sites !== undefined && !holds({ kind: 'site', host: filter.sites[0] }, own, made));
    return isRequired && !isExcluded && !isFiltered ? [passage] : [];
  });
}

describe('the passages that a query admits', () => {
  it('are those that asking every passage gives, with positions in memory and on disk', {
    timeout: 900_000,
  }, async () => {
    const seen = { found: 0, shards: 0, wide: 0 };
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const next = xorshift32(shape.seed);
        const below = (limit: number) => next() % limit;
        const documents = makeDocuments(shape.documents, shape.length, below);
        const directory = await buildGeneratedIndex(
          'stillweb',
          documents.map((document) => `${JSON.stringify(document)}\n`).join(''),
          'none',
          {
            analyzer: shape.analyzer,
            postings: shape.postings,
            passages: { kind: 'words', words: shape.passageWords },
            cut: { unitDocuments: shape.unitDocuments, shardPassages: shape.unitDocuments === 7 ? 60 : 1000 },
          },
        );
        const views = [{}, { positionsMemory: 0 }, { positionsMemory: 5_000 }].map((options) =>
          viewIndex(openIndex(directory, options)),
        );
        const [view] = views;
        const memories = Object.values(view.index.postingsMemory);
        expect(memories.every(({ positionsAt }) => positionsAt !== null)).toBe(true);
        expect(Object.values(views[1].index.postingsMemory).every(({ positionsAt }) => positionsAt === null)).toBe(
          true,
        );
        const analyzer = createAnalyzer(shape.analyzer);
        const places = placesOf(view, documents, analyzer);
        if (view.postings.length > 1) seen.shards++;
        if (places.some(({ everywhere }) => [...everywhere.values()].some((at) => Math.max(...at) > 255))) seen.wide++;
        const all = views.map((each) => new Conditions(each));
        for (let i = 0; i < QUERIES; i++) {
          const text = makeQuery(below);
          const filter = FILTERS[below(FILTERS.length)];
          const query = parseQuery(text, analyzer);
          const expected = admitPlainly(query, filter, view, documents, places);
          seen.found += expected.length;
          for (const conditions of all) {
            const admitted = conditions.admit(query, filter);
            const found: number[] = [];
            admitted?.forEach((passage) => void found.push(passage));
            if (admitted !== null) expect([text, found]).toEqual([text, expected]);
            else expect([text, expected.length]).toEqual([text, places.length]);
          }
        }
        for (const conditions of all) conditions.close();
      }),
      { numRuns: RUNS, examples: EXAMPLES },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  });
});
