import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Int8,
  List,
  Table,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { int8Length } from '../../../src/encoder/quantise.ts';
import { readTokenFolder, TokenVectors } from '../../../src/encoder/token-vectors.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
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

describe('a folder with tables of Arrow', () => {
  type Rows = readonly (readonly number[])[];

  function writeTable(folder: string, file: string, named: string, texts: ReadonlyMap<string, Rows>, item: DataType) {
    const dimensions = [...texts.values()][0][0].length;
    const type = new List(new Field('item', new FixedSizeList(dimensions, new Field('item', item))));
    const columns = {
      [named]: vectorFromArray([...texts.keys()], new Utf8()),
      vectors: vectorFromArray([...texts.values()], type),
    };
    writeFileSync(join(folder, file), tableToIPC(new Table(columns), 'stream'));
  }

  function arrowFolder(item: DataType = new Int8(), queries: ReadonlyMap<string, Rows> = QUERIES): string {
    const folder = temporaryFolder();
    writeTable(folder, 'passages.arrow', 'id', PASSAGES, item);
    writeTable(folder, 'queries.arrow', 'text', queries, item);
    return folder;
  }

  it.each([
    ['int8', new Int8(), '|i1'],
    ['float32', new Float32(), '<f4'],
  ] as const)('gives the same vectors as files of NumPy: %s', async (_, item, descr) => {
    const [arrow, numpy] = await Promise.all(
      [arrowFolder(item), writeTokenFolder(PASSAGES, QUERIES, descr)].map((folder) => TokenVectors.open(folder)),
    );
    expect(arrow.dimensions).toBe(numpy.dimensions);
    for (const id of [...PASSAGES.keys(), 'absent']) expect(arrow.ofPassage(id)).toEqual(numpy.ofPassage(id));
    for (const text of [...QUERIES.keys(), 'absent']) expect(arrow.ofQuery(text)).toEqual(numpy.ofQuery(text));
    await arrow.close();
    await numpy.close();
  });

  it('may have one side so and the other of NumPy, and not both for one', async () => {
    const folder = writeTokenFolder(PASSAGES, QUERIES);
    const before = readTokenFolder(folder);
    writeTable(folder, 'queries.arrow', 'text', QUERIES, new Int8());
    expect(() => readTokenFolder(folder)).toThrow(/queries.arrow .* is there beside queries.npy/);
    rmSync(join(folder, 'queries.npy'));
    expect(readTokenFolder(folder).fingerprint).not.toBe(before.fingerprint);
    const vectors = await TokenVectors.open(folder);
    expect([...vectors.ofQuery('what is "it"?')!]).toEqual([1, 0, -1, 9, 9, 9, 0, 0, 127]);
    await vectors.close();
  });

  it.each([
    [
      'a text without tokens',
      (folder: string) =>
        writeTable(
          folder,
          'queries.arrow',
          'text',
          new Map([
            ['a', [[1, 1, 1]]],
            ['b', []],
          ]),
          new Int8(),
        ),
      /has 0 vectors for "b"/,
    ],
    [
      'another column of names',
      (folder: string) => writeTable(folder, 'queries.arrow', 'id', QUERIES, new Int8()),
      /has no column "text"/,
    ],
    [
      'other dimensions',
      (folder: string) => writeTable(folder, 'queries.arrow', 'text', new Map([['a', [[1, 1]]]]), new Int8()),
      /queries.arrow .* has other dimensions than passages.arrow/,
    ],
    [
      'what is no table',
      (folder: string) => writeFileSync(join(folder, 'queries.arrow'), 'a text'),
      /queries.arrow is no Arrow/,
    ],
  ])('is refused for %s', async (_, damage, message) => {
    const folder = arrowFolder();
    damage(folder);
    await expect(TokenVectors.open(folder)).rejects.toMatchObject({
      code: 'ENCODER_DAMAGED',
      message: expect.stringMatching(message),
    });
  });
});
