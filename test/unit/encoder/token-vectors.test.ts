import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { int8Length } from '../../../src/encoder/quantise.ts';
import { readTokenFolder, TokenVectors } from '../../../src/encoder/token-vectors.ts';
import { npyOf, writeTokenFolder } from '../../support/token-folder.ts';

const PASSAGES = new Map([
  [
    'a#0',
    [
      [1, 2, 3],
      [-4, 5, -127],
    ],
  ],
  ['b', [[7, 0, 0]]],
]);
const QUERIES = new Map([
  [
    'what is "it"?',
    [
      [1, 0, -1],
      [9, 9, 9],
      [0, 0, 127],
    ],
  ],
]);

describe('a folder of token vectors', () => {
  it('gives the rows of each text by its name, as they were recorded', async () => {
    const vectors = await TokenVectors.open(writeTokenFolder(PASSAGES, QUERIES));
    expect(vectors.dimensions).toBe(3);
    expect([...vectors.ofPassage('a#0')!]).toEqual([1, 2, 3, -4, 5, -127]);
    expect([...vectors.ofPassage('b#4', 'b')!]).toEqual([7, 0, 0]);
    expect([...vectors.ofQuery('what is "it"?')!]).toEqual([1, 0, -1, 9, 9, 9, 0, 0, 127]);
    expect([vectors.ofPassage('c', 'd'), vectors.ofQuery('what is it')]).toEqual([null, null]);
    await vectors.close();
  });

  it('rounds float32 as all vectors are: unit length first, and nothing for what has none', async () => {
    const rows = [
      [3, 4, 0],
      [0, 0, 0],
      [Number.NaN, 1, 1],
    ];
    const vectors = await TokenVectors.open(writeTokenFolder(new Map([['x', rows]]), QUERIES, '<f4'));
    const length = int8Length(3);
    const cut = (value: number) => Math.min(127, Math.floor(value * length + 0.5));
    expect([...vectors.ofPassage('x')!]).toEqual([cut(Math.fround(0.6)), cut(Math.fround(0.8)), 0, 0, 0, 0, 0, 0, 0]);
    await vectors.close();
  });

  it('has another fingerprint when a byte of it is another, and no other for its place', () => {
    const [one, same, other] = [PASSAGES, PASSAGES, new Map([['a', [[1, 2, 3]]]])].map((texts) =>
      readTokenFolder(writeTokenFolder(texts, QUERIES)),
    );
    expect(same.fingerprint).toBe(one.fingerprint);
    expect(other.fingerprint).not.toBe(one.fingerprint);
  });

  it('is refused without one of its files', () => {
    const folder = writeTokenFolder(PASSAGES, QUERIES);
    rmSync(join(folder, 'queries.jsonl'));
    expect(() => readTokenFolder(folder)).toThrow(
      expect.objectContaining({
        code: 'ENCODER_MISSING',
        facts: expect.objectContaining({ files: ['queries.jsonl'] }),
      }),
    );
  });

  const lines = (text: string) => ['passages.jsonl', text] as const;
  const table = (bytes: Buffer) => ['passages.npy', bytes] as const;
  const rows = [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ];
  it.each([
    ['too few tokens', ...lines('{"id":"a","tokens":2}\n'), 'tells of 2 tokens, and there are 3 rows'],
    ['a name twice', ...lines('{"id":"a","tokens":1}\n{"id":"a","tokens":2}\n'), '"a" twice, in line 2'],
    ['no tokens', ...lines('{"id":"a","tokens":0}\n'), 'in line 1'],
    ['no name', ...lines('{"tokens":3}\n'), 'in line 1'],
    ['no JSON', ...lines('\n[1\n'), 'in line 2'],
    ['a value that is none', ...lines('null\n'), 'in line 1'],
    ['another order', ...table(npyOf(rows, '|i1', 'True')), 'in the order of its rows'],
    ['other numbers', ...table(npyOf(rows, '<f2')), 'numbers of kind <f2'],
    ['a name of all objects', ...table(npyOf(rows, 'toString')), 'numbers of kind toString'],
    ['less than it says', ...table(npyOf(rows, '|i1').subarray(0, -1)), 'has not the bytes of 3 rows of 3'],
    ['more than it says', ...table(Buffer.concat([npyOf(rows, '|i1'), Buffer.alloc(3)])), 'has not the bytes'],
    ['nothing', ...table(Buffer.alloc(0)), 'is no .npy file'],
    [
      'other dimensions',
      ...table(
        npyOf(
          [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
          '|i1',
        ),
      ),
      'has other dimensions',
    ],
    ['a header without end', ...table(Buffer.from('\x93NUMPY\x02\0\xff\xff\xff\xff{}', 'latin1')), 'holds no table'],
  ])('is refused with %s', async (_, file, content, words) => {
    const folder = writeTokenFolder(PASSAGES, QUERIES);
    writeFileSync(join(folder, file), content);
    await expect(TokenVectors.open(folder)).rejects.toMatchObject({
      code: 'ENCODER_DAMAGED',
      message: expect.stringContaining(words),
    });
    expect(readFileSync(join(folder, file))).toEqual(Buffer.from(content as Buffer));
  });
});
