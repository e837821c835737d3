import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readQueryTokenizer } from '../../../indexer/query-tokenizer.ts';
import { QueryTokenizer } from '../../../src/encoder/query-tokenizer.ts';
import { BYTE_LEVEL } from '../../support/byte-level-tokenizer.ts';
import { writeInput } from '../../support/read-collection.ts';

const WORD_PIECE = 'test/fixtures/models/small-encoder/tokenizer.json';

it('reads a tokenizer of a model, byte for byte', () => {
  expect([...readQueryTokenizer(WORD_PIECE)]).toEqual([...readFileSync(WORD_PIECE)]);
});

it('cuts a text as the model does, without what stands around it and without what is unknown', () => {
  const pieces = new QueryTokenizer(readFileSync(WORD_PIECE)).tokens('The quick BROWN 東');
  expect(pieces.slice(0, 3)).toEqual(['the', 'quick', 'brown']);
  expect(pieces.filter((piece) => /^\[.*\]$/.test(piece))).toEqual([]);
  expect(new QueryTokenizer(Buffer.from(BYTE_LEVEL)).tokens('sea sea se')).toEqual(['sea', 'Ġsea', 'Ġ', 'se']);
});

it('reads what only newer versions of Node know as a letter as nothing', () => {
  const tokenizer = new QueryTokenizer(readFileSync(WORD_PIECE));
  // U+1C89, a letter since Unicode 16.
  expect(tokenizer.tokens('the\u{1c89}quick')).toEqual(['the', 'quick']);
});

it.each([
  ['no JSON', 'tokens'],
  ['JSON of something else', '{"a": 1}'],
  ['nothing', ''],
])('refuses %s', (_, content) => {
  const refusal = expect.objectContaining({
    code: 'IMPACTS_INVALID',
    message: expect.stringMatching(/is no tokenizer/),
  });
  expect(() => readQueryTokenizer(writeInput('tokenizer.json', content))).toThrow(refusal);
});

it('says that a file is not there', () => {
  expect(() => readQueryTokenizer('nowhere/tokenizer.json')).toThrow(
    expect.objectContaining({ code: 'INPUT_MISSING' }),
  );
});
