import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildIndex } from '../../indexer/build.ts';
import type { BuildOptions } from '../../indexer/build-options.ts';
import { exportCiff } from '../../src/library/export-ciff.ts';
import { checkIndex } from '../../src/retrieval/check-index.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const RUNS = Number(process.env.TEST_RUNS ?? 2);
const ALL = 10_000;
const MAX_IMPACT = 16_383;

type Vectors = readonly (readonly [term: string, weight: number])[][];

async function build(input: string, options: Partial<BuildOptions>): Promise<string> {
  const directory = join(temporaryFolder(), 'index');
  await buildIndex({
    inputs: [input],
    directory,
    engine: 'stillweb',
    analyzer: 'plain',
    passages: { kind: 'whole' },
    encoder: 'none',
    threads: 1,
    memoryBytes: 1024 ** 3,
    onError: 'skip',
    ...options,
  });
  return directory;
}

function writeLines(records: readonly object[]): string {
  const path = join(temporaryFolder(), 'input.jsonl');
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
}

/** Numbers of passages and scores, the first `k` and in passages. */
async function rank(searcher: Searcher, query: string, k: number): Promise<(readonly [number, number])[]> {
  const asked = { queries: [query], mode: 'bm25' as const, unit: 'passage' as const, k, offset: 0, collapse: false };
  const search = await searcher.pipeline.read({ ...asked, fuzzy: false, requestWords: false }, 'plain');
  const hits = await searcher.pipeline.rankQuery(search, search.queries[0]);
  return hits.map(({ passage, score }) => [passage, score] as const);
}

const terms = fc.constantFrom('a', '##b', 'é', 'Ġthe', '__proto__', '0', '10', 'a"b', '😀', 'x'.repeat(255));
const weights = fc.constantFrom(
  fc.constantFrom(1, 2, 3, 16_383),
  fc.constantFrom(1, 2, 255, 40_000),
  fc.double({ min: 0.001, max: 4, noNaN: true }),
);
const vectors: fc.Arbitrary<Vectors> = weights.chain((weight) =>
  fc.array(fc.uniqueArray(fc.tuple(terms, weight), { selector: ([term]) => term, maxLength: 8 }), {
    minLength: 1,
    maxLength: 30,
  }),
);
const cut = fc.constantFrom({ unitDocuments: 8192, shardPassages: 1 << 20 }, { unitDocuments: 3, shardPassages: 6 });
const queries = fc.array(fc.array(terms, { minLength: 1, maxLength: 5 }), { minLength: 3, maxLength: 6 });

/** As an index is to keep weights: whole numbers as they are, others with the largest as 16,383. */
function quantise(given: Vectors, limit: number): Map<string, number>[] {
  const floats = given.map((vector) => vector.map(([term, weight]) => [term, Math.fround(weight)] as const));
  const all = floats.flat().map(([, weight]) => weight);
  const largest = Math.max(0, ...all);
  const scale = all.every(Number.isInteger) && largest <= limit ? 1 : limit / largest;
  return floats.map(
    (vector) => new Map(vector.map(([term, weight]) => [term, Math.max(1, Math.floor(weight * scale + 0.5))])),
  );
}

function scoreNaively(vectors: readonly Map<string, number>[], query: ReadonlyMap<string, number>) {
  const scores = vectors.map((vector, i) => {
    let score = 0;
    for (const [term, weight] of query) score += weight * (vector.get(term) ?? 0);
    return [i, score] as const;
  });
  return scores.filter(([, score]) => score > 0).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

it('adds up the quantised weights of vectors, times what the query or its table says', async () => {
  await fc.assert(
    fc.asyncProperty(vectors, cut, queries, fc.boolean(), async (given, cut, queries, hasTable) => {
      const records = given.map((vector, i) => ({ id: `d${i}`, contents: 'text', vector: Object.fromEntries(vector) }));
      const table = new Map([['a', 0.5] as const, ['é', 2] as const, ['__proto__', 1.25] as const]);
      const options = { ranking: 'impacts' as const, cut };
      const queryWeights = join(temporaryFolder(), 'weights.tsv');
      writeFileSync(queryWeights, [...table].map(([token, weight]) => `${token}\t${weight}\n`).join(''));
      const directory = await build(writeLines(records), { ...options, ...(hasTable && { queryWeights }) });
      const index = openIndex(directory);
      expect((await checkIndex(index)).findings).toEqual([]);
      const searcher = await Searcher.open(index);
      const impacts = quantise(given, MAX_IMPACT);
      for (const query of queries) {
        const counts = new Map<string, number>();
        for (const term of query) counts.set(term, (counts.get(term) ?? 0) + 1);
        const weighed = hasTable ? quantise([[...table]], 255)[0] : counts;
        const asked = new Map(
          [...counts.keys()].flatMap((term) => (weighed.has(term) ? [[term, weighed.get(term)!]] : [])),
        );
        const expected = scoreNaively(impacts, asked as Map<string, number>);
        for (const k of [1, 2, 7, ALL]) expect(await rank(searcher, query.join(' '), k)).toEqual(expected.slice(0, k));
      }
      await searcher.close();
    }),
    { numRuns: RUNS },
  );
});

const words = fc.constantFrom('alpha', 'beta', 'gamma', 'delta', 'eta', 'été', '東京');
const documents = fc.array(fc.array(words, { minLength: 1, maxLength: 25 }), { minLength: 1, maxLength: 24 });
const policies = fc.constantFrom({ kind: 'whole' as const }, { kind: 'words' as const, words: 6 });

it('ranks postings that left an index as CIFF exactly as that index does', async () => {
  await fc.assert(
    fc.asyncProperty(
      documents,
      policies,
      cut,
      fc.constantFrom('bm25' as const, 'standard' as const),
      fc.array(fc.array(words, { minLength: 1, maxLength: 4 }), { minLength: 3, maxLength: 5 }),
      async (texts, passages, cut, ranking, queries) => {
        const records = texts.map((text, i) => ({ _id: `d${i}`, title: text[0], text: `${text.join('. ')}.` }));
        const directory = await build(writeLines(records), { ranking, passages, cut });
        const ciff = join(temporaryFolder(), 'index.ciff');
        exportCiff(openIndex(directory), ciff);
        const given = await build(ciff, { ranking: 'impacts', cut });
        const [from, to] = await Promise.all([directory, given].map((each) => Searcher.open(openIndex(each))));
        expect(to.view.passages.passages).toBe(from.view.passages.passages);
        for (const query of queries) {
          const text = query.join(' ');
          // The terms of the query as the first index knows them.
          const [{ parsed }] = (
            await from.pipeline.read({ queries: [text], k: 1, offset: 0, unit: 'passage', mode: 'bm25' }, 'plain')
          ).queries;
          const asked = parsed.terms.flatMap(({ term, weight }) => Array<string>(weight).fill(term)).join(' ');
          for (const k of [1, 3, ALL]) expect(await rank(to, asked, k)).toEqual(await rank(from, text, k));
        }
        await Promise.all([from.close(), to.close()]);
      },
    ),
    { numRuns: RUNS },
  );
});
