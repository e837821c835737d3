import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { joinArticles } from '../../../../scripts/quality/joined-articles.ts';
import { WholeDocuments } from '../../../../scripts/quality/whole-document.ts';
import { FIELDED_BM25 } from '../../../../src/format/bm25.ts';
import { inverseDocumentFrequency } from '../../../../src/format/impact.ts';
import { analyzerOf } from '../../../../src/retrieval/index-analyzer.ts';
import { Searcher } from '../../../../src/retrieval/searcher.ts';
import { openIndex } from '../../../../src/store/open.ts';
import { buildCheckableIndex } from '../../../support/checkable-index.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

it('scores a whole document from positions as its title and text give it', async () => {
  const searcher = await Searcher.open(openIndex(await buildCheckableIndex({ encoder: 'none', graph: 'off' })));
  const { view, documents } = searcher;
  const analyzer = analyzerOf(view.index.manifest);
  const texts = Array.from({ length: view.passages.documents }, (_, number) => {
    const { title, text } = documents.get(number);
    const counts = new Map<string, number>();
    for (const part of [title, text]) analyzer.analyze(part, (term) => counts.set(term, (counts.get(term) ?? 0) + 1));
    return { counts, length: [...counts.values()].reduce((sum, count) => sum + count, 0) };
  });
  const mean = texts.reduce((sum, { length }) => sum + length, 0) / texts.length;
  const { k1, b } = view.index.manifest.bm25 ?? FIELDED_BM25;
  const whole = new WholeDocuments(view, documents);
  const terms = ['common', 'w3', 'w11', 'titl', 'of', 'nowhere'].map((term, i) => ({ term, weight: 1 + (i % 2) }));
  const some = Uint32Array.from({ length: 60 }, (_, i) => i * 4 + 1);
  for (const rarity of ['documents', 'passages'] as const) {
    const expected = Array.from(some, (number) => {
      const { counts, length } = texts[number];
      const norm = k1 * (1 - b + (b * length) / mean);
      return terms.reduce((sum, { term, weight }) => {
        const held = rarity === 'documents' ? texts.filter((each) => each.counts.has(term)).length : passagesWith(term);
        const count = counts.get(term) ?? 0;
        if (count === 0) return sum;
        const units = rarity === 'documents' ? texts.length : view.passages.passages;
        const largest = inverseDocumentFrequency(view.passages.passages, 1);
        return (
          sum +
          weight *
            Math.max(
              1,
              Math.floor(((inverseDocumentFrequency(units, held) * count) / (count + norm) / largest) * 16_383 + 0.5),
            )
        );
      }, 0);
    });
    expect(expected.some((score) => score > 0)).toBe(true);
    expect(whole.score(terms, some, rarity)).toEqual(expected);
  }
  whole.close();
  await searcher.close();

  function passagesWith(term: string): number {
    const lists = view.postings.map((shard) => [shard, shard.terms.find(term)] as const);
    return lists.reduce((sum, [shard, at]) => sum + (at < 0 ? 0 : shard.list(at).passages.length), 0);
  }
});

it('joins paragraphs of one title to an article, and their judgments', () => {
  const folder = temporaryFolder();
  const paragraphs = ['a#0', 'b#0', 'a#1'].map((id) => ({
    _id: id,
    title: id[0].toUpperCase(),
    text: `text of ${id}`,
  }));
  const documents = join(folder, 'paragraphs.jsonl.gz');
  writeFileSync(documents, gzipSync(paragraphs.map((each) => `${JSON.stringify(each)}\n`).join('')));
  const qrels = join(folder, 'paragraphs.tsv');
  writeFileSync(qrels, 'query-id\tcorpus-id\tscore\nq1\ta#0\t1\nq1\ta#1\t1\nq2\tb#0\t1\n');
  const joined = joinArticles({ name: 'set', documents, topics: 'topics', qrels, flags: [] }, folder);
  expect(joined).toMatchObject({ name: 'set-articles', topics: 'topics', flags: [] });
  expect(
    readFileSync(joined.documents, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { _id: 'A', title: 'A', text: 'text of a#0\n\ntext of a#1' },
    { _id: 'B', title: 'B', text: 'text of b#0' },
  ]);
  expect(readFileSync(joined.qrels, 'utf8')).toBe('query-id\tcorpus-id\tscore\nq1\tA\t1\nq2\tB\t1\n');
});
