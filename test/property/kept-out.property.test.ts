import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type BlockList, canonicalBlockList } from '../../src/contract/block-list.ts';
import { buildIndex, grep, type Index, openIndex, search } from '../../src/index.ts';
import { BlockRules } from '../../src/retrieval/block-rules.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const RUNS = Number(process.env.TEST_RUNS ?? 5);
const LISTS = 12;
const ALL = 1000;

const WORDS = [
  'river',
  'temple',
  "don't",
  'l’homme',
  'the',
  'of',
  'U.S.A.',
  'usa',
  'Straße',
  '東京都',
  '東京',
  'ｒｉｖｅｒ',
  '1,000',
  'C++',
  '.NET',
];
const URLS = [
  'https://x.org/a',
  'http://www.x.org/a/?utm_source=z',
  'https://x.org/b/c?d=1',
  'https://x.org/b',
  'https://sub.x.org:8080/b/%7Ed',
  'https://en.wikipedia.org/wiki/a_b',
  'https://en.m.wikipedia.org/wiki/A%20b',
  'https://bücher.example/ü',
];
const PATTERNS = [
  'https://x.org/*',
  'https://x.org/b/*',
  'http://x.org/A',
  'https://sub.x.org:8080/b/*',
  'https://en.wikipedia.org/wiki/A*',
  'https://xn--bcher-kva.example/*',
  'https://x.org/b/c?d=*',
];
const SITES = ['x.org', 'sub.x.org', 'org', 'wikipedia.org', 'xn--bcher-kva.example'];

/** Without white space between some words, so that passages touch. */
const words = (most: number) =>
  fc
    .array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(' ', ' ', ' ', '. ', '。', '')), {
      minLength: 1,
      maxLength: most,
      size: 'max',
    })
    .map((pieces) => pieces.flat().join(''));
const document = fc.record({
  title: fc.oneof(fc.constant(''), words(6)),
  text: words(40),
  url: fc.constantFrom(undefined, ...URLS),
});
type ModelDocument = typeof document extends fc.Arbitrary<infer Value> ? Value : never;

const lists = fc.record({
  sites: fc.subarray(SITES, { maxLength: 1 }),
  urls: fc.subarray([...PATTERNS, ...URLS], { maxLength: 2 }),
  ids: fc.subarray(['d0', 'd1', 'd2', 'zz'], { maxLength: 1 }),
  strings: fc.array(words(5), { maxLength: 2 }),
});
/** A stretch of one of the texts, in hundredths of it: a long one is repeated by thirteen words, though others stand before them. */
const stretches = fc.record({ document: fc.nat(), from: fc.nat({ max: 100 }), to: fc.nat({ max: 100 }) });

async function build(
  documents: readonly (ModelDocument & { readonly _id: string })[],
  analyzer: 'english' | 'plain',
  block?: BlockList,
) {
  const folder = temporaryFolder();
  const input = join(folder, 'corpus.jsonl');
  writeFileSync(input, documents.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const directory = join(folder, 'index');
  const options = { inputs: [input], directory, analyzer, encoder: 'none', passages: 'words:10', threads: 1 } as const;
  const result = await buildIndex({ ...options, ...(block !== undefined && { block }) });
  return { directory, result };
}

async function ranking(index: Index, filter: object | undefined, k: number) {
  const { hits } = await search(index, 'river temple usa 東京 strasse', {
    k,
    collapse: false,
    snippet: false,
    mode: 'bm25',
    ...(filter && { filter }),
  });
  return hits.map(({ id, score }) => ({ id, score }));
}

const filterOf = ({ sites, urls, ids, strings }: BlockList) => ({
  excludeSites: [...sites],
  excludeUrls: [...urls],
  excludeIds: [...ids],
  excludeStrings: [...strings],
});

it('an exclusion gives the whole ranking without the documents that the rules, asked one by one, keep out; and a page of it is full', {
  timeout: 120_000,
}, async () => {
  const seen = { left: 0, kept: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { minLength: 4, maxLength: 14 }),
      fc.constantFrom('english' as const, 'plain' as const),
      fc.array(lists, { minLength: LISTS, maxLength: LISTS }),
      fc.array(stretches, { minLength: LISTS, maxLength: LISTS }),
      async (made, analyzer, asked, cut) => {
        const documents = made.map((each, i) => ({ _id: `d${i}`, ...each, text: `${each.text} river` }));
        const { directory } = await build(documents, analyzer);
        const index = await openIndex(directory);
        try {
          const whole = await ranking(index, undefined, ALL);
          for (const [i, each] of asked.entries()) {
            const { document: pick, from, to } = cut[i];
            const { text } = documents[pick % documents.length];
            const [start, end] = [from, to].map((share) => Math.floor((text.length * share) / 100));
            const stretch = `other words ${text.slice(Math.min(start, end), Math.max(start, end)).toWellFormed()}`;
            const list = { ...each, strings: [...each.strings, stretch] };
            const rules = new BlockRules(canonicalBlockList(list));
            const isKeptOut = (id: string) => {
              const { _id, ...rest } = documents.find((each) => each._id === id)!;
              return rules.ruleOf({ id: _id, ...rest }) !== null;
            };
            const rest = whole.filter(({ id }) => !isKeptOut(id));
            expect(await ranking(index, filterOf(list), ALL)).toEqual(rest);
            expect(await ranking(index, filterOf(list), 2)).toEqual(rest.slice(0, 2));
            const { matches } = await grep(index, 'river', { filter: filterOf(list) });
            const grepped = new Set(matches.map(({ id }) => id));
            for (const id of grepped) expect(isKeptOut(id)).toBe(false);
            seen.left += whole.length - rest.length;
            seen.kept += rest.length;
          }
        } finally {
          await index.close();
        }
      },
    ),
    { numRuns: RUNS },
  );
  expect(seen.left).toBeGreaterThan(0);
  expect(seen.kept).toBeGreaterThan(0);
});

it('a build with a list has the documents, and but for the hash of the list the manifest, of a build without those that it keeps out', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(document, { minLength: 3, maxLength: 8 }), lists, async (made, list) => {
      const documents = made.map((each, i) => ({ _id: `d${i}`, ...each }));
      const rules = new BlockRules(canonicalBlockList(list));
      const ruleOf = ({ _id, ...rest }: (typeof documents)[number]) => rules.ruleOf({ id: _id, ...rest });
      const left = documents.filter((each) => ruleOf(each) === null);
      fc.pre(left.length > 0);
      const [one, other] = [await build(documents, 'english', list), await build(left, 'english')];
      expect(one.result.counts).toEqual(other.result.counts);
      expect(one.result.id).not.toBe(other.result.id);
      const counts = { sites: 0, urls: 0, ids: 0, strings: 0 };
      for (const each of documents) {
        const rule = ruleOf(each);
        if (rule !== null) counts[rule]++;
      }
      expect(one.result.blocked).toEqual(counts);
    }),
    { numRuns: Math.ceil(RUNS / 2) },
  );
});
