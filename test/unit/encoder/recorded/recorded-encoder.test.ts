import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Encoder, PlacedPassage } from '../../../../src/encoder/encoder.ts';
import { describeEncoder, resolveEncoder } from '../../../../src/encoder/encoders.ts';
import { quantiseAll } from '../../../../src/encoder/quantise.ts';
import { openRecordedEncoder } from '../../../../src/encoder/recorded/recorded-encoder.ts';
import { RECORDED } from '../../../../src/encoder/recorded/recorded-kind.ts';
import { toUnitLength } from '../../../../src/encoder/unit-length.ts';
import { encoderContract } from '../../../contract/encoder.ts';
import { trigramVector } from '../../../support/embedding-server.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import {
  floatBytes,
  npyBytes,
  writeArrow,
  writeForms,
  writeFvecs,
  writeNames,
  writeNpy,
} from '../../../support/vector-files.ts';

/** All that the contract asks for. */
const CONTRACT_TEXTS = [
  ...['The quick brown fox', 'quick fox, the brown!', '東京都 Ibadan ọ́dún naïve 😀', 'a\0b \ud800 \udc00 \ufffd'],
  ...['Dense passage retrieval for open-domain question answering', 'word '.repeat(3_000), 'some words', 'more words'],
  ...['dogs and puppies', 'a puppy is a young dog', 'interest rates of central banks'],
];
let made: string | undefined;
encoderContract(RECORDED, {
  isSymmetric: true,
  source: () => {
    const rows = CONTRACT_TEXTS.map((text) => trigramVector(text.toWellFormed()));
    made ??= writeForms(temporaryFolder(), CONTRACT_TEXTS, rows)[0];
    return made;
  },
});

const ROWS = [
  [3, 4, 0],
  [0, 0, 2],
  [1, 1, 1],
];
const unit = (row: readonly number[]) => toUnitLength(Float64Array.from(row));
const placed = (id: string, number = 0, of = 1, text = 'some words'): PlacedPassage => ({
  id,
  number,
  of,
  title: '',
  text,
});

/** `v.npy` with these names in `v.ids`. */
function npyOf(names: readonly (string | readonly [string, number])[], rows: readonly number[][] = ROWS): string {
  const path = join(temporaryFolder(), 'v.npy');
  writeNpy(path, rows);
  writeNames(path.replace('npy', 'ids'), names);
  return path;
}

describe('recorded vectors', () => {
  it('are equal whichever form of file has them, brought to unit length', async () => {
    const component = fc.float({ noNaN: true, min: -2, max: 2 });
    const table = fc.array(
      fc.tuple(fc.string({ unit: 'grapheme' }), fc.array(component, { minLength: 5, maxLength: 5 })),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    const folder = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(table, async (given) => {
        const rows = [...new Map(given)].filter(([text]) => text.trim() !== '');
        if (rows.length === 0) return;
        const texts = rows.map(([text]) => text);
        const expected = rows.map(([, row]) => {
          const square = row.reduce((sum, value) => sum + value * value, 0);
          return Math.abs(square - 1) <= 1e-5 ? Float32Array.from(row) : unit(row);
        });
        for (const path of writeForms(
          folder,
          texts,
          rows.map(([, row]) => row),
        )) {
          const encoder = await openRecordedEncoder(path);
          expect(encoder.knownQueries).toEqual(texts);
          expect(await encoder.encodeUnits!(texts, 'query')).toEqual(expected);
          expect(await encoder.encode(texts, 'passage')).toEqual(quantiseAll(expected, 5));
          await encoder.close();
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are read of float64, of int8 as they are, and of the second form of header', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'v.npy');
    writeNames(join(folder, 'v.ids'), ['a', 'b', 'c']);
    const read = async () => (await openRecordedEncoder(path)).encodePlaced!([placed('a'), placed('c')]);
    writeFileSync(path, npyBytes('<f8', 3, 3, floatBytes(ROWS, 8), 2));
    expect(await read()).toEqual([unit(ROWS[0]), unit(ROWS[2])]);
    writeFileSync(
      path,
      npyBytes(
        '|i1',
        3,
        3,
        Uint8Array.from(ROWS.flat(), (value) => -value & 255),
      ),
    );
    expect(await read()).toEqual([Int8Array.of(-3, -4, 0), Int8Array.of(-1, -1, -1)]);
  });

  it('are found by id where documents are whole, by id and number where they are not, and by text', async () => {
    const whole = await openRecordedEncoder(npyOf(['a', 'b', 'c']));
    expect(await whole.encodePlaced!([placed('c'), placed('a')])).toEqual([unit(ROWS[2]), unit(ROWS[0])]);
    const parts = await openRecordedEncoder(
      npyOf([
        ['a', 1],
        ['a', 0],
        ['b 0', 0],
      ]),
    );
    expect(await parts.encodePlaced!([placed('a', 0, 2), placed('a', 1, 2), placed('b 0')])).toEqual([
      unit(ROWS[1]),
      unit(ROWS[0]),
      unit(ROWS[2]),
    ]);
    const texts = await openRecordedEncoder(writeForms(temporaryFolder(), ['x', 'y', 'z'], ROWS)[2]);
    expect(await texts.encodePlaced!([placed('a', 0, 1, 'y')])).toEqual([unit(ROWS[1])]);
    const table = join(temporaryFolder(), 'v.arrow');
    writeArrow(table, 'id', ['a', 'b', 'c'], ROWS);
    expect(await (await openRecordedEncoder(table)).encodePlaced!([placed('b')])).toEqual([unit(ROWS[1])]);
  });

  it('keep ids with signs, as they are escaped', async () => {
    const ids = ['a\tb\\n', 'line\nbreak', 'r\r'];
    const encoder = await openRecordedEncoder(npyOf(ids));
    expect(await encoder.encodePlaced!(ids.map((id) => placed(id)))).toEqual(ROWS.map(unit));
  });

  it('that are not there are counted in the error, or zeros where that is asked for', async () => {
    const path = npyOf(['a', 'b', 'c']);
    const passages = [placed('a'), placed('x'), placed('b', 1, 2), placed('y', 0, 1, ' ')];
    const strict = await openRecordedEncoder(path);
    await expect(strict.encodePlaced!(passages)).rejects.toMatchObject({
      code: 'VECTOR_MISSING',
      message: expect.stringContaining('no vector for 2 of 4 passages, such as passage 0 of "x"'),
      facts: { file: 'v.npy', missing: 2, of: 4, id: 'x', passage: 0 },
    });
    const lenient = await openRecordedEncoder(`${path}?missing=zeros`);
    const zeros = new Float32Array(3);
    expect(await lenient.encodePlaced!(passages)).toEqual([unit(ROWS[0]), zeros, zeros, zeros]);
    expect(lenient.description.fingerprint).not.toBe(strict.description.fingerprint);
  });

  it('of queries are in a file beside, and no other query has one', async () => {
    const path = npyOf(['a', 'b', 'c']);
    writeFvecs(path.replace('v.npy', 'q.fvecs'), [[0, 1, 0]]);
    writeNames(path.replace('v.npy', 'q.texts'), ['what is a tide']);
    const encoder = await openRecordedEncoder(`${path}?queries=q.fvecs`);
    expect(encoder.knownQueries).toEqual(['what is a tide']);
    expect(await encoder.encodeUnits!(['what is a tide', ''], 'query')).toEqual([unit([0, 1, 0]), new Float32Array(3)]);
    await expect(encoder.encode(['what is a moon'], 'query')).rejects.toMatchObject({
      code: 'VECTOR_MISSING',
      facts: { file: 'q.fvecs', query: 'what is a moon' },
    });
    expect((await openRecordedEncoder(path)).knownQueries).toEqual([]);
  });

  it('are another encoder when any byte of a file is another, and the same one elsewhere', async () => {
    const path = npyOf(['a', 'b', 'c']);
    const { description } = (await describeEncoder(`recorded:${path}?precision=float32`))!;
    expect(description).toMatchObject({ source: 'v.npy?precision=float32', name: 'v.npy', precision: 'float32' });
    const elsewhere = npyOf(['a', 'b', 'c']);
    const found = await resolveEncoder(description, { path: elsewhere });
    expect(found.description).toEqual(description);
    await found.close();
    writeNames(elsewhere.replace('npy', 'ids'), ['a', 'c', 'b']);
    await expect(resolveEncoder(description, { path: elsewhere })).rejects.toMatchObject({ code: 'ENCODER_DIFFERS' });
  });

  it.each<[string, (path: string) => void, string, string]>([
    ['an empty file', (path) => writeFileSync(path, ''), 'ENCODER_DAMAGED', 'no array of NumPy'],
    ['another file', (path) => writeFileSync(path, 'x'.repeat(99)), 'ENCODER_DAMAGED', 'no array of NumPy'],
    ['a short file', (path) => writeFileSync(path, readFileSync(path).subarray(0, -1)), 'ENCODER_DAMAGED', 'bytes'],
    [
      'a long file',
      (path) => writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.of(0)])),
      'ENCODER_DAMAGED',
      'bytes',
    ],
    [
      'float16',
      (path) => writeFileSync(path, npyBytes('<f2', 3, 1, Buffer.alloc(6))),
      'ENCODER_DAMAGED',
      'float32, float64 and int8',
    ],
    ['big-endian', (path) => writeFileSync(path, npyBytes('>f4', 3, 1, Buffer.alloc(12))), 'ENCODER_DAMAGED', '">f4"'],
    [
      'a name of all objects',
      (path) => writeFileSync(path, npyBytes('toString', 3, 1, Buffer.alloc(3))),
      'ENCODER_DAMAGED',
      'toString',
    ],
    ['no row', (path) => writeFileSync(path, npyBytes('<f4', 0, 3, Buffer.alloc(0))), 'ENCODER_DAMAGED', 'no vector'],
    ['no names', (path) => writeFileSync(path.replace('npy', 'ids'), ''), 'ENCODER_DAMAGED', '1 lines for 3 vectors'],
    [
      'too many names',
      (path) => writeNames(path.replace('npy', 'ids'), ['a', 'b', 'c', 'd']),
      'ENCODER_DAMAGED',
      '4 lines for 3 vectors',
    ],
    [
      'one name twice',
      (path) => writeNames(path.replace('npy', 'ids'), ['a', 'b', 'a']),
      'ENCODER_DAMAGED',
      '"a" twice, in rows 0 and 2',
    ],
    [
      'numbers for some',
      (path) => writeNames(path.replace('npy', 'ids'), ['a', ['b', 0], 'c']),
      'ENCODER_DAMAGED',
      'some ids only',
    ],
    [
      'a number that is none',
      (path) => writeFileSync(path.replace('npy', 'ids'), 'a\t-1\nb\t0\nc\t0\n'),
      'ENCODER_DAMAGED',
      'line 1',
    ],
    [
      'an escape that is none',
      (path) => writeFileSync(path.replace('npy', 'ids'), 'a\nb\\x\nc\n'),
      'ENCODER_DAMAGED',
      'line 2',
    ],
  ])('%s is refused', async (_, damage, code, words) => {
    const path = npyOf(['a', 'b', 'c']);
    damage(path);
    const refused = openRecordedEncoder(path);
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it.each([
    ['NaN', [Number.NaN, 1, 1]],
    ['infinity', [Number.POSITIVE_INFINITY, 1, 1]],
  ])('a vector with %s is refused when it is read', async (_, row) => {
    const encoder = await openRecordedEncoder(npyOf(['a', 'b', 'c'], [ROWS[0], row, ROWS[2]]));
    expect(await encoder.encodePlaced!([placed('a')])).toEqual([unit(ROWS[0])]);
    await expect(encoder.encodePlaced!([placed('b')])).rejects.toMatchObject({
      code: 'ENCODER_DAMAGED',
      message: expect.stringContaining('row 1'),
    });
  });

  it('an int8 vector with -128 is refused, and a list of vectors of uneven length', async () => {
    const path = npyOf(['a', 'b', 'c']);
    writeFileSync(path, npyBytes('|i1', 3, 1, Buffer.of(1, 128, 3)));
    await expect((await openRecordedEncoder(path)).encodePlaced!([placed('b')])).rejects.toMatchObject({
      code: 'ENCODER_DAMAGED',
    });
    const list = join(temporaryFolder(), 'v.fvecs');
    writeNames(list.replace('fvecs', 'ids'), ['a', 'b']);
    writeFvecs(list, [
      [1, 2],
      [1, 2],
    ]);
    const bytes = readFileSync(list);
    bytes[12] = 1;
    writeFileSync(list, bytes);
    await expect((await openRecordedEncoder(list)).encodePlaced!([placed('b')])).rejects.toMatchObject({
      code: 'ENCODER_DAMAGED',
    });
    writeFileSync(list, Buffer.concat([bytes, Buffer.of(0)]));
    await expect(openRecordedEncoder(list)).rejects.toMatchObject({ code: 'ENCODER_DAMAGED' });
  });

  it('one text may stand there twice with one vector, and not with two', async () => {
    const folder = temporaryFolder();
    const [path] = writeForms(folder, ['x', 'y', 'x'], [ROWS[0], ROWS[1], ROWS[0]]);
    expect((await openRecordedEncoder(path)).knownQueries).toEqual(['x', 'y']);
    for (const each of writeForms(folder, ['x', 'y', 'x'], ROWS)) {
      await expect(openRecordedEncoder(each)).rejects.toMatchObject({
        code: 'ENCODER_DAMAGED',
        message: expect.stringContaining('two vectors for one text, in rows 0 and 2'),
      });
    }
  });

  it.each([
    ['recorded', 'UNSUPPORTED', 'takes a file'],
    ['recorded:absent.npy', 'ENCODER_MISSING', 'ENOENT'],
    ['recorded:absent.arrow', 'ENCODER_MISSING', 'ENOENT'],
    ['recorded:package.json', 'UNSUPPORTED', 'known by its ending'],
    ['recorded:v.npy?queries=../q.npy', 'SETTING_INVALID', 'a file beside'],
    ['recorded:v.npy?queries=', 'SETTING_INVALID', 'a file beside'],
    ['recorded:v.npy?precision=half', 'SETTING_INVALID', 'int8 or float32'],
    ['recorded:v.npy?missing=skip', 'SETTING_INVALID', 'error or zeros'],
    ['recorded:v.npy?size=1', 'SETTING_INVALID', 'queries, precision, missing'],
  ])('%s is refused by %s', async (spec, code, words) => {
    await expect(describeEncoder(spec)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it('bytes that are no table of Arrow are refused, whichever', async () => {
    const path = join(temporaryFolder(), 'v.arrow');
    writeArrow(path, 'id', ['a', 'b', 'c'], ROWS);
    const whole = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        writeFileSync(
          path,
          whole.map((byte, i) => (i === at ? byte ^ change : byte)),
        );
        const found: Encoder | { code: string } = await openRecordedEncoder(path).catch((error) => error);
        if ('encodePlaced' in found) return;
        expect((found as { code: string }).code).toMatch(/^(ENCODER_DAMAGED|ENCODER_MISSING)$/);
      }),
      { numRuns: 100 },
    );
  });
});
