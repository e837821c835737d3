import { expect, it } from 'vitest';
import { measureSize } from '../../../src/benchmark/index-size.ts';

const counts = {
  documents: 2,
  passages: 2,
  shards: [1, 1],
  terms: 3,
  postings: 100,
  tokens: 200,
  links: 0,
  repeatedDocuments: 0,
  repeatedPassages: 0,
};
const file = (name: string, bytes: number) => ({ name, bytes, sha256: '' });

it('adds the shards of each part and divides by the postings', () => {
  const files = [
    file('postings-000.bin', 300),
    file('postings-001.bin', 100),
    file('terms-000.bin', 50),
    file('positions-000.bin', 70),
    file('documents.arrow', 1000),
  ];
  expect(measureSize({ files, counts })).toEqual({
    bytes: 1520,
    parts: { documents: 1000, positions: 70, postings: 400, terms: 50 },
    perPosting: { postings: 4, terms: 0.5, allIn: 4.5, positions: 0.7 },
  });
});

it('has nothing to divide by where there is no posting', () => {
  expect(measureSize({ files: [], counts: { ...counts, postings: 0 } }).perPosting).toBeNull();
});
