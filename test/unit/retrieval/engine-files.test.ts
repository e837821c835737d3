import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../../src/analysis/analyzers.ts';
import { HNSWLIB_FILE, WINK_FILE } from '../../../src/format/file-names.ts';
import type { EngineName } from '../../../src/format/manifest.ts';
import { openRetrievers } from '../../../src/retrieval/engines.ts';
import { loadHnswlib } from '../../../src/retrieval/hnswlib-module.ts';
import { readPassageTerms } from '../../../src/retrieval/passage-terms.ts';
import { Searcher } from '../../../src/retrieval/searcher.ts';
import { openIndex } from '../../../src/store/open.ts';
import { buildGeneratedIndex, makeCollection, makeQueries, openView } from '../../support/generated-index.ts';

function findReason(): string | null {
  try {
    loadHnswlib();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
const reason = findReason();
const engines: { engine: EngineName; file: string; why: string | null }[] = [
  { engine: 'wink', file: WINK_FILE, why: null },
  { engine: 'hnswlib', file: HNSWLIB_FILE, why: reason },
];

describe.each(engines)('the file of engine $engine', ({ engine, file, why }) => {
  const build = (seed: number) => buildGeneratedIndex(engine, makeCollection(120, seed));
  const pathIn = (directory: string) => join(openIndex(directory).folder, file);

  it('has the same bytes in every build of a collection, and is part of the index id', async (context) => {
    if (why !== null) context.skip(why);
    const first = openIndex(await build(1));
    const second = openIndex(await build(1));
    expect(second.manifest.id).toBe(first.manifest.id);
    expect(second.manifest.engine).toBe(engine);
    expect(first.manifest.files.map(({ name }) => name)).toContain(file);
    expect(readFileSync(join(second.folder, file)).equals(readFileSync(join(first.folder, file)))).toBe(true);
  });

  it('is refused when it is damaged, whether before the index is opened or after', async (context) => {
    if (why !== null) context.skip(why);
    const directory = await build(1);
    const view = openView(directory);
    const path = pathIn(directory);
    const bytes = readFileSync(path);
    const damaged = { code: 'INDEX_CORRUPT', facts: { file } };
    truncateSync(path, bytes.length - 100);
    expect(() => openIndex(directory)).toThrow(file);
    await expect(openRetrievers(view)).rejects.toMatchObject(damaged);
    copyFileSync(pathIn(await build(2)), path);
    await expect(openRetrievers(view)).rejects.toMatchObject(damaged);
    writeFileSync(path, bytes);
    await openRetrievers(view);
  });
});

describe('the terms given to wink', () => {
  it('are those that the analyzer finds in each passage, as often as it finds them', async () => {
    const directory = await buildGeneratedIndex('stillweb', makeCollection(60), 'none');
    const index = openIndex(directory);
    const searcher = await Searcher.open(index);
    const { passages } = searcher.view;
    const analyzer = createAnalyzer('english');
    let number = 0;
    let repeats = 0;
    for (const bag of readPassageTerms(index.folder, 0, passages.passages)) {
      const { text } = searcher.documents.get(passages.document[number]);
      const expected: string[] = [];
      analyzer.analyze(text.slice(passages.start[number], passages.end[number]), (term) => expected.push(term));
      expect([...bag].sort()).toEqual(expected.sort());
      repeats += bag.length - new Set(bag).size;
      number++;
    }
    expect(number).toBe(passages.passages);
    expect(repeats).toBeGreaterThan(0);
    searcher.close();
  });
});

describe('the explanation of a hit', () => {
  it.each(['stillweb', 'wink'] as const)('adds up to the score of record with engine %s', async (engine) => {
    const searcher = await Searcher.open(openIndex(await buildGeneratedIndex(engine, makeCollection(80))));
    const query = `${makeQueries(1)[0]} ${makeQueries(1)[0]} granite`;
    const request = { mode: 'bm25', k: 10, offset: 0, unit: 'document', snippet: false, text: false } as const;
    const [{ hits }] = await searcher.search({ queries: [query], explain: true, ...request });
    expect(hits.length).toBeGreaterThan(0);
    for (const { score, explain } of hits) {
      const terms = explain?.find(({ leg }) => leg === 'bm25')?.terms ?? [];
      expect(terms.some(({ weight }) => weight > 1)).toBe(true);
      expect(terms.reduce((sum, { weight, impact }) => sum + weight * impact, 0)).toBe(score);
    }
    searcher.close();
  });
});
