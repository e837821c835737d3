import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { collectionsOf } from '../../scripts/quality/collections.ts';
import { askForAll } from '../../scripts/quality/handbook-questions.ts';
import { measureCollections } from '../../scripts/quality/measure-collections.ts';
import { PHRASINGS } from '../../scripts/quality/phrasings.ts';
import { sampleTitles } from '../../scripts/quality/question-test.ts';
import type { StoredSet } from '../../scripts/quality/stored.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DOCUMENTS = [
  { _id: 'd1', title: 'Lighthouse', text: 'A lamp on the coast.' },
  { _id: 'd2', title: 'Harbour', text: 'Ships lie here at night.' },
  { _id: 'd3', title: 'harbour', text: 'Another one with the same title.' },
  { _id: 'd4', title: '', text: 'No title at all, and no lamp.' },
  { _id: 'd5', title: 'Windmill', text: 'It grinds corn, and its sails turn with the wind.' },
];

function writeCollection(
  folder: string,
  topics: readonly (readonly [string, string])[],
  judged: readonly string[],
): void {
  mkdirSync(folder, { recursive: true });
  const lines = (records: readonly object[]) => gzipSync(records.map((each) => `${JSON.stringify(each)}\n`).join(''));
  writeFileSync(join(folder, 'corpus.jsonl.gz'), lines(DOCUMENTS));
  writeFileSync(join(folder, 'queries.jsonl.gz'), lines(topics.map(([_id, text]) => ({ _id, text }))));
  writeFileSync(join(folder, 'qrels.tsv'), `query-id\tcorpus-id\tscore\n${judged.join('\n')}\n`);
}

describe('the collections of a folder', () => {
  const data = temporaryFolder();
  beforeAll(() => {
    writeCollection(join(data, 'small'), [['q1', 'lamp coast']], ['q1\td1\t1']);
    const topics = [
      ['q1', 'sails in the wind'],
      ['q2', 'nothing that is there'],
      ['q3', 'judged by nobody'],
      ['q4', 'ships'],
    ] as const;
    writeCollection(join(data, 'large'), topics, ['q1\td5\t1', 'q2\td1\t1', 'q4\td3\t1']);
    mkdirSync(join(data, 'no-collection'));
  });

  it('are those with judgments, the largest first, and a name that is none is refused', () => {
    expect(collectionsOf(data).map(({ name }) => name)).toEqual(['large', 'small']);
    expect(collectionsOf(data, ['small']).map(({ name }) => name)).toEqual(['small']);
    expect(() => collectionsOf(data, ['no-collection'])).toThrow('no collection no-collection');
  });

  it('are measured in every mode, with nDCG@10 of each judged topic', async () => {
    const kept: StoredSet[] = [];
    const told: string[] = [];
    await measureCollections(
      collectionsOf(data, ['large']),
      [[]],
      (found) => kept.push(found),
      (line) => told.push(line),
    );
    expect(kept).toHaveLength(1);
    expect(told).toEqual(['measuring large', expect.stringMatching(/^1 of 1 collections, .*bm25 0\.3333/)]);
    expect(kept[0]).toMatchObject({ name: 'large', analyzer: 'english', documents: 5, judged: 3 });
    const [{ ranking, id, modes }] = kept[0].measurements;
    expect(ranking).toBeGreaterThanOrEqual(1);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(Object.keys(modes).sort()).toEqual(['bm25', 'dense', 'hybrid']);
    // q1 first; q2 holds no word of its document; q4 finds another one.
    expect(modes['bm25'].ndcg).toEqual([10_000, 0, 0]);
    expect(modes['bm25'].means['nDCG@10']).toBe(0.333333);
  });
});

describe('an index that is asked for its titles', () => {
  const folder = temporaryFolder();
  const index = join(folder, 'index');
  beforeAll(() => {
    // The windmill is cut into passages, of which the second says most about windmills.
    const windmill = `${'A tall building stands alone. '.repeat(5)}${'windmill '.repeat(20)}`;
    const documents = DOCUMENTS.map((each) => (each._id === 'd5' ? { ...each, text: windmill } : each));
    const corpus = join(folder, 'corpus.jsonl');
    writeFileSync(corpus, documents.map((each) => `${JSON.stringify(each)}\n`).join(''));
    const built = runProgram([
      'index',
      corpus,
      '--out',
      index,
      '--passages',
      'words:25',
      '--encoder',
      'none',
      '--quiet',
    ]);
    expect(built.code, built.err).toBe(0);
  });

  it('is asked for titles of one document alone', async () => {
    const searcher = await Searcher.open(openIndex(index));
    expect(sampleTitles(searcher).map(({ id, title }) => [id, title])).toEqual([
      ['d1', 'Lighthouse'],
      ['d5', 'Windmill'],
    ]);
    expect(sampleTitles(searcher, 1).map(({ id }) => id)).toEqual(['d1']);
    await searcher.close();
  });

  it('says at which rank each article is, and whether its first passage is shown', async () => {
    const { measurement, places } = await askForAll(index);
    expect(Object.keys(places)).toEqual(['bm25']);
    const place = (id: string, name: string) =>
      places['bm25'][id].split(' ')[PHRASINGS.findIndex((phrasing) => phrasing.name === name)];
    expect(place('d1', 'name')).toBe('1');
    expect(place('d5', 'name')).toMatch(/^1~?$/);
    const { kinds, asked } = measurement.modes['bm25'];
    expect(asked).toEqual([PHRASINGS.length, PHRASINGS.length]);
    expect(kinds.keywords).toMatchObject({ asked: 6, first: 6, found: 6 });
  });
});
