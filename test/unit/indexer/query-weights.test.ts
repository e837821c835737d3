import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readQueryTable, writeQueryWeights } from '../../../indexer/query-weights.ts';
import { QUERY_WEIGHTS_FILE } from '../../../src/format/file-names.ts';
import { readQueryWeights } from '../../../src/format/query-weights.ts';
import { MAX_QUERY_TABLE_BYTES, MAX_QUERY_TABLE_TOKENS } from '../../../src/limits.ts';
import { writeInput } from '../../support/read-collection.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const read = (content: string) => readQueryTable(writeInput('weights', content));

it('reads lines of a token, a tab and a weight, or a JSON object of them', () => {
  const expected = [
    ['a', 1.5],
    ['##b', 20],
  ];
  expect([...read('a\t1.5\r\n##b\t2e1\n\nnone\t0\n')]).toEqual(expected);
  expect([...read('\n {"a": 1.5, "##b": 20, "none": 0}')]).toEqual(expected);
});

it('keeps whole weights of 255 or less, and scales others to that', () => {
  const store = (weights: Record<string, number>) => {
    const folder = temporaryFolder();
    const told = writeQueryWeights(folder, new Map(Object.entries(weights)));
    const table = readQueryWeights('f', readFileSync(join(folder, QUERY_WEIGHTS_FILE)), told.tokens);
    return { ...told, weights: Object.keys(weights).map((token) => table.weights[table.tokens.find(token)]) };
  };
  expect(store({ a: 1, b: 255, c: 7 })).toEqual({ scale: 1, tokens: 3, weights: [1, 255, 7] });
  expect(store({ a: 0.5, b: 2, c: 0.0001 })).toEqual({ scale: 127.5, tokens: 3, weights: [64, 255, 1] });
  expect(store({ a: 510, b: 1 })).toEqual({ scale: 0.5, tokens: 2, weights: [255, 1] });
});

it.each([
  ['a line without a weight', 'a\t1\nb', { line: 2 }],
  ['a weight below 0', 'a\t-1', { line: 1 }],
  ['a weight that is no number', 'a\tmuch', { line: 1 }],
  ['an infinite weight', 'a\t1e999', { line: 1 }],
  ['an empty token', '\t1', { line: 1 }],
  ['a token of 256 characters', `${'x'.repeat(256)}\t1`, { line: 1 }],
  ['a token twice', 'a\t1\nb\t1\na\t0', { line: 3 }],
  ['no weight at all', 'a\t0\n', {}],
  ['JSON that is cut off', '{"a": 1', {}],
  ['a weight in JSON that is no number', '{"a": "1"}', {}],
])('refuses %s', (_, content, facts) => {
  expect(() => read(content)).toThrow(
    expect.objectContaining({ code: 'IMPACTS_INVALID', facts: expect.objectContaining(facts) }),
  );
});

it('refuses more tokens than MAX_QUERY_TABLE_TOKENS, and more bytes than MAX_QUERY_TABLE_BYTES', () => {
  const lines = Array.from({ length: MAX_QUERY_TABLE_TOKENS + 1 }, (_, i) => `${i}\t1\n`);
  expect(() => read(lines.join(''))).toThrow(/has over 1048576 tokens/);
  const large = writeInput('weights', 'a\t1\n');
  truncateSync(large, MAX_QUERY_TABLE_BYTES + 1);
  expect(() => readQueryTable(large)).toThrow(/has over 67108864 bytes/);
  expect(() => readQueryTable(`${large}-that-is-not-there`)).toThrow(
    expect.objectContaining({ code: 'INPUT_MISSING' }),
  );
});
