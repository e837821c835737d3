import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildIndex } from '../../../src/index.ts';
import { findRepeating } from '../../../src/retrieval/repeating-documents.ts';
import { DocumentStore } from '../../../src/store/document-store.ts';
import { type IndexView, viewIndex } from '../../../src/store/index-view.ts';
import { openIndex } from '../../../src/store/open.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const TEXTS = ['a river and a temple', 'the temple, the river', 'a river', 'it is the', "the river's temple"];

let view: IndexView;
let store: DocumentStore;
beforeAll(async () => {
  const folder = temporaryFolder();
  const input = join(folder, 'corpus.jsonl');
  writeFileSync(input, TEXTS.map((text, i) => `${JSON.stringify({ _id: String(i), text })}\n`).join(''));
  const directory = join(folder, 'index');
  await buildIndex({ inputs: [input], directory, encoder: 'none', threads: 1 });
  view = viewIndex(openIndex(directory));
  store = await DocumentStore.open(view.index.folder, view.blocks);
});
afterAll(() => store.close());

const find = (strings: readonly string[], postings = 1000, characters = 1000): number[] => {
  const found: number[] = [];
  findRepeating(view, strings, store, { postings, characters }).forEach((document) => {
    found.push(document);
  });
  return found;
};

it('finds words by their terms, stop words by every text, and words in no document in none', () => {
  expect(find(['River AND a'])).toEqual([0]);
  expect(find(['the river'])).toEqual([1]);
  expect(find(['is the'])).toEqual([3]);
  expect(find(["river's"])).toEqual([4]);
  expect(find(['river', 'temple'])).toEqual([0, 1, 2, 4]);
  expect(find(['magnet', 'river magnet', '…'])).toEqual([]);
});

it('refuses strings whose words are in more postings, or in longer texts, than are looked at', () => {
  const refusal = (facts: object) =>
    expect.objectContaining({ code: 'INVALID_REQUEST', facts: expect.objectContaining(facts) });
  expect(find(['temple the river'], 7)).toEqual([1]);
  expect(() => find(['temple the river'], 6)).toThrow(refusal({ field: 'filter.excludeStrings' }));
  const characters = [0, 1, 4].reduce((sum, i) => sum + TEXTS[i].length, 0);
  expect(find(['temple the river'], 7, characters)).toEqual([1]);
  expect(() => find(['temple the river'], 7, characters - 1)).toThrow(
    refusal({ documents: 3, characters, limit: characters - 1 }),
  );
});
