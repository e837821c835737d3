import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildDictionary } from '../../indexer/invert/dictionary.ts';
import { readDocumentRun } from '../../indexer/invert/document-run.ts';
import { buildPostings } from '../../indexer/invert/shard-builder.ts';
import type { ShardPlan } from '../../indexer/invert/shard-plan.ts';
import { Inverter } from '../../indexer/unit/inverter.ts';
import { makeUnit } from '../../indexer/unit/make-unit.ts';
import { unitFileName } from '../../indexer/unit/unit-file.ts';
import { UnitReader } from '../../indexer/unit/unit-reader.ts';
import { createAnalyzer, createTermNumberer } from '../../src/analysis/analyzers.ts';
import type { RankingName } from '../../src/contract/ranking-name.ts';
import { bm25Of } from '../../src/format/bm25.ts';
import { positionsFile, postingsFile, termsFile } from '../../src/format/file-names.ts';
import { POSTINGS_LAYOUTS, type PostingsLayout } from '../../src/format/frequent-list.ts';
import { inverseDocumentFrequency, PassageImpacts } from '../../src/format/impact.ts';
import { FIRST_WORDS } from '../../src/format/passages.ts';
import { ShardPostings } from '../../src/format/postings.ts';
import { type DocumentRun, layOutFields, sumFields } from '../../src/format/scored-passages.ts';
import { PositionStore } from '../../src/store/position-store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface Document {
  readonly title: string;
  readonly text: string;
}

const word = fc.oneof(
  fc.constantFrom('cat', 'cats', 'dog', 'the', 'Ωmega', '東京都', "don't", 'zebra'),
  fc.stringMatching(/^[a-f]{1,8}$/),
);
const words = (maxLength: number) => fc.array(word, { maxLength }).map((list) => list.join(' '));
const units = fc.array(fc.array(fc.record({ title: words(3), text: words(25) }), { minLength: 1, maxLength: 6 }), {
  minLength: 1,
  maxLength: 5,
});

const settings = fc.record({
  layout: fc.constantFrom(...POSTINGS_LAYOUTS),
  ranking: fc.constantFrom('standard' as const, 'bm25' as const),
  takesFirstWords: fc.boolean(),
});

/** Positions of each term in each passage, from the analyzer itself. */
function invertPlainly(documents: readonly Document[]): {
  postings: Map<string, Map<number, number[]>>;
  lengths: number[];
  titles: { end: number; terms: number; isRepeated: boolean }[];
} {
  const analyzer = createAnalyzer('english');
  const postings = new Map<string, Map<number, number[]>>();
  const titles: ReturnType<typeof invertPlainly>['titles'] = [];
  const lengths = documents.map(({ title, text }, passage) => {
    let length = 0;
    let textStart = 0;
    const take = (term: string, position: number) => {
      const list = postings.get(term) ?? new Map<number, number[]>();
      postings.set(term, list.set(passage, [...(list.get(passage) ?? []), position]));
      length++;
    };
    analyzer.analyze(title, (term, position) => {
      take(term, position);
      textStart = position + 2;
    });
    const own = length;
    let firstWords = 0;
    analyzer.analyze(text, (term, position) => {
      take(term, textStart + position);
      if (position < FIRST_WORDS) firstWords++;
    });
    if (own > 0) titles.push({ end: textStart - 1, terms: own, isRepeated: false });
    else titles.push({ end: FIRST_WORDS, terms: firstWords, isRepeated: true });
    return length;
  });
  return { postings, lengths, titles };
}

function read(folder: string, name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, name)));
}

/** Builds one shard and gives its three files. @param vocabulary terms that the inverter remembers */
async function build(
  given: readonly (readonly Document[])[],
  limits: { postings: number; positionBytes: number },
  vocabulary: number,
  layout: PostingsLayout = 'plain',
  ranking: Exclude<RankingName, 'impacts'> = 'bm25',
  takesFirstWords = false,
) {
  const folder = temporaryFolder();
  const folders = { units: folder, output: join(folder, 'out') };
  mkdirSync(folders.output);
  const inverter = new Inverter(createTermNumberer('english'), vocabulary);
  const unitPassages: number[] = [];
  let tokens = 0;
  for (const [unit, documents] of given.entries()) {
    const collected = documents.map((document, i) => ({ id: `${unit}.${i}`, ...document }));
    const made = await makeUnit(collected, { kind: 'whole' }, inverter, null, 'plain', ranking);
    writeFileSync(join(folder, unitFileName(unit)), made.file);
    unitPassages.push(made.passages);
    tokens += made.tokens;
  }
  const plan: ShardPlan = { shard: 0, units: given.map((_, unit) => unit), unitPassages };
  const terms = buildDictionary(plan, folders);
  const passages = unitPassages.reduce((sum, count) => sum + count, 0);
  const smallestFrequency = Math.min(...terms.frequencies);
  const scoring = { formula: bm25Of(ranking), takesFirstWords };
  const readers = plan.units.map((unit) => new UnitReader(join(folder, unitFileName(unit))));
  const runs = ranking === 'bm25' ? [] : readers.map((unit) => readDocumentRun(unit, takesFirstWords));
  const statistics = { totals: sumFields(passages, tokens, runs), smallestFrequency };
  const collection = { collectionFrequencies: terms.frequencies, statistics, scoring };
  buildPostings(plan, folders, terms, collection, layout, limits);
  const files = [termsFile(0), postingsFile(0), positionsFile(0)].map((name) => read(folders.output, name));
  return { files, passages, tokens, smallestFrequency };
}

describe('a shard', () => {
  it('holds every term, posting and position of its passages, and the impacts that BM25 gives them', async () => {
    await fc.assert(
      fc.asyncProperty(units, settings, async (given, { layout, ranking, takesFirstWords }) => {
        const limits = { postings: 7, positionBytes: 30 };
        const built = await build(given, limits, 10, layout, ranking, takesFirstWords);
        const { files, passages, smallestFrequency } = built;
        const { postings: expected, lengths, titles } = invertPlainly(given.flat());
        const [termBytes, postingBytes, positionBytes] = files;
        const shard = new ShardPostings(
          passages,
          { name: 'terms', bytes: termBytes },
          { name: 'postings', bytes: postingBytes },
        );
        const positions = PositionStore.view(0, positionBytes);
        expect(positions.covers(shard.terms.size)).toBe(true);
        const sorted = [...expected.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect([...shard.terms.all()]).toEqual(sorted);
        expect(sorted.map((text) => shard.terms.find(text))).toEqual(sorted.map((_, term) => term));
        const largest = inverseDocumentFrequency(passages, smallestFrequency);
        const scores = ({ isRepeated }: { isRepeated: boolean }) => takesFirstWords || !isRepeated;
        const run: DocumentRun = {
          passages: titles.map(() => 1),
          title: titles.map(({ end, isRepeated }) => (isRepeated ? 0 : end)),
          titleTerms: titles.map((title) => (scores(title) ? title.terms : 0)),
        };
        const hasFields = ranking === 'standard';
        const impacts = new PassageImpacts(
          bm25Of(ranking),
          { lengths: Uint32Array.from(lengths), fields: hasFields ? layOutFields(passages, [run]) : null },
          sumFields(
            passages,
            lengths.reduce((sum, length) => sum + length, 0),
            hasFields ? [run] : [],
          ),
          largest,
        );
        for (const [term, text] of sorted.entries()) {
          const list = expected.get(text) as Map<number, number[]>;
          const found = shard.list(term);
          expect([...found.passages]).toEqual([...list.keys()]);
          const idf = inverseDocumentFrequency(passages, list.size);
          expect([...found.impacts]).toEqual(
            [...list].map(([passage, at]) => {
              const inTitle = at.filter((position) => position < titles[passage].end).length;
              return impacts.of(passage, idf, at.length, inTitle);
            }),
          );
          const cursor = positions.open(term, shard.entries(term));
          expect([...list.values()].map(() => [...cursor.next()])).toEqual([...list.values()]);
          expect([cursor.isAtEnd, cursor.isAsWritten()]).toEqual([true, true]);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('has the same bytes however much is gathered at once and remembered from unit to unit', async () => {
    await fc.assert(
      fc.asyncProperty(units, fc.integer({ min: 1, max: 50 }), async (given, limit) => {
        const large = await build(given, { postings: 1e6, positionBytes: 1e6 }, 1e6);
        const small = await build(given, { postings: limit, positionBytes: 3 * limit }, limit);
        expect(small.files).toEqual(large.files);
      }),
      { numRuns: 20 },
    );
  });
});
