import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadStaticEncoder, readStaticEncoderFiles, StaticEncoder } from '../../../src/encoder/static-encoder.ts';
import { parseStaticTable } from '../../../src/encoder/static-table.ts';

interface GoldenExample {
  readonly text: string;
  readonly ids: number[];
  readonly vector: number[];
}

const golden: GoldenExample[] = JSON.parse(
  readFileSync(new URL('../../golden/static-minilm.json', import.meta.url), 'utf8'),
);
const files = readStaticEncoderFiles();
const encoder = loadStaticEncoder(files);

/** The bytes of a small table. */
function tinyTable(header: object, weights: readonly number[], rows: readonly number[]): Uint8Array {
  const json = JSON.stringify(header);
  const text = json.padEnd(Math.ceil(json.length / 4) * 4);
  const bytes = Buffer.alloc(8 + text.length + 2 * weights.length + rows.length);
  bytes.write('SVEC', 0, 'latin1');
  bytes.writeUInt32LE(text.length, 4);
  bytes.write(text, 8, 'latin1');
  let at = 8 + text.length;
  for (const weight of weights) at = bytes.writeUInt16LE(weight, at);
  for (const value of rows) at = bytes.writeInt8(value, at);
  return bytes;
}

const HEADER = { dims: 4, vocabSize: 4, scale: 400, maxTokens: 6 };
const WEIGHTS = [0, 1, 2, 4095];
const ROWS = [0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, -1, 127, -127, 3, 0];
const VOCABULARY = Buffer.from('[UNK]\na\nb\n##c\n');

// promise: encoder/golden
describe('the static encoder', () => {
  it.each(golden.map((example) => [example.text.slice(0, 60), example] as const))(
    'gives the published ids and vector of %j',
    async (_, { text, ids, vector }) => {
      expect(encoder.tokenIds(text)).toEqual(ids);
      expect(Array.from(await encoder.encode([text], 'passage'))).toEqual(vector);
    },
  );

  it('has 20 published examples to agree with', () => {
    expect(golden).toHaveLength(20);
  });

  it('describes itself by a hash of table, vocabulary and procedure', () => {
    expect(encoder.description).toEqual({
      kind: 'static',
      name: 'static-minilm',
      dimensions: 256,
      fingerprint: createHash('sha256')
        .update(Buffer.from(files.table))
        .update(Buffer.from(files.vocabulary))
        .update('static-minilm procedure 1, Unicode 15.1.0')
        .digest('hex'),
      fusion: { method: 'minmax', denseWeight: 20 },
      fusionByCoverage: { denseWeight: 15, uncoveredWeight: 30 },
    });
    expect(new StaticEncoder({ table: files.table, vocabulary: Buffer.from(files.vocabulary) }).description).toEqual(
      encoder.description,
    );
  });

  it('lies in shared memory, which several instances may read', async () => {
    expect(files.table.buffer).toBeInstanceOf(SharedArrayBuffer);
    const text = ['Read by two'];
    expect(await new StaticEncoder(files).encode(text, 'query')).toEqual(await encoder.encode(text, 'query'));
  });

  it('reads the first 4,096 tokens of a text', async () => {
    const full = 'word '.repeat(4096);
    expect(encoder.tokenIds(`${full}other`)).toHaveLength(4096);
    expect(await encoder.encode([`${full}other`], 'passage')).toEqual(await encoder.encode([full], 'passage'));
  });

  it('sums weighted rows, brings the sum to length 400 and rounds to −127 … 127', async () => {
    const tiny = new StaticEncoder({ table: tinyTable(HEADER, WEIGHTS, ROWS), vocabulary: VOCABULARY });
    const vectors = await tiny.encode(['a', 'a a b', 'zzz', 'bc'], 'query');
    const at = (index: number) => Array.from(vectors.subarray(4 * index, 4 * index + 4));
    expect(at(0)).toEqual([127, 0, 0, 0]); // 400 is cut to 127
    expect(at(1)).toEqual([127, 127, 0, -127]); // sums 2, 2, 0, −2: 231 each
    expect(at(2)).toEqual([0, 0, 0, 0]);
    expect(at(3)).toEqual([127, -127, 7, 0]); // 3 × 4095 × 400 / (127 × 4095 × √2 …) = 6.68
  });

  it('reads the last token before its limit and not the one behind it', () => {
    const tiny = new StaticEncoder({ table: tinyTable(HEADER, WEIGHTS, ROWS), vocabulary: VOCABULARY });
    expect(tiny.encodeNow(['a a a a a b'])).not.toEqual(tiny.encodeNow(['a a a a a a']));
    expect(tiny.encodeNow(['a a a a a a b'])).toEqual(tiny.encodeNow(['a a a a a a']));
  });

  it('cuts a word in the middle where the token limit falls', () => {
    const tiny = new StaticEncoder({ table: tinyTable(HEADER, WEIGHTS, ROWS), vocabulary: VOCABULARY });
    expect(tiny.tokenIds('a a a a a bc')).toEqual([1, 1, 1, 1, 1, 2]);
    expect(tiny.encodeNow(['a a a a a bc'])).toEqual(tiny.encodeNow(['a a a a a b']));
    expect(tiny.encodeNow(['a a a a bc'])).not.toEqual(tiny.encodeNow(['a a a a b']));
  });
});

describe('a title apart from its text', () => {
  it('is a vector of half the length of that of the text', async () => {
    const tiny = new StaticEncoder({ table: tinyTable(HEADER, WEIGHTS, ROWS), vocabulary: VOCABULARY });
    // a is (1, 0, 0, 0) and b (0, 2, 0, −2): (1, ½/√2, 0, −½/√2) at length 400, however often either comes.
    const expected = [127, 126, 0, -126].map((value) => Math.max(-127, Math.min(127, value)));
    const large = 400 / Math.sqrt(1 + 1 / 4);
    expect(Math.floor((large * 0.5) / Math.SQRT2 + 0.5)).toBe(126);
    const vectors = await tiny.encodeTitled([
      { title: 'b', text: 'a' },
      { title: 'b b b', text: 'a a' },
    ]);
    expect([...vectors]).toEqual([...expected, ...expected]);
  });

  it('is the vector of the one that there is, where the other is empty or unknown', async () => {
    const text = 'Karen Spärck Jones introduced inverse document frequency in 1972';
    const alone = await encoder.encode([text], 'passage');
    for (const none of ['', ' ', '\u200b']) {
      expect(await encoder.encodeTitled([{ title: none, text }])).toEqual(alone);
      expect(await encoder.encodeTitled([{ title: text, text: none }])).toEqual(alone);
      expect(await encoder.encodeTitled([{ title: none, text: none }])).toEqual(new Int8Array(256));
    }
  });

  it('is what the rows of the table give, whatever was encoded before', async () => {
    const table = parseStaticTable(files.table);
    const directionOf = (text: string): number[] => {
      const sums = new Array<number>(256).fill(0);
      for (const id of encoder.tokenIds(text)) {
        for (let j = 0; j < 256; j++) sums[j] += table.weights[id] * table.rows[id * 256 + j];
      }
      const norm = Math.hypot(...sums);
      return sums.map((sum) => (norm === 0 ? 0 : sum / norm));
    };
    const titles = ['', 'Spärck Jones', 'Spärck Jones', ...golden.slice(0, 3).map(({ text }) => text)];
    const passages = golden.flatMap(({ text }) => titles.map((title) => ({ title, text })));
    const vectors = await loadStaticEncoder(files).encodeTitled(passages);
    let largestError = 0;
    for (const [i, { title, text }] of passages.entries()) {
      const [ofTitle, ofText] = [directionOf(title), directionOf(text)];
      const joined = ofText.map((value, j) => value + ofTitle[j] / 2);
      const norm = Math.hypot(...joined);
      for (const [j, value] of joined.entries()) {
        const exact = norm === 0 ? 0 : Math.max(-127, Math.min(127, (value * 400) / norm));
        largestError = Math.max(largestError, Math.abs(vectors[i * 256 + j] - exact));
      }
    }
    expect(largestError).toBeLessThan(0.5 + 1e-6);
    expect(await encoder.encodeTitled(passages)).toEqual(vectors);
  });
});

describe('a damaged file of the static encoder', () => {
  const table = tinyTable(HEADER, WEIGHTS, ROWS);
  it.each<[string, Uint8Array, Uint8Array]>([
    ['an empty table', new Uint8Array(0), VOCABULARY],
    ['another kind of file', Buffer.from('not a table of vectors'), VOCABULARY],
    ['a table that ends early', table.subarray(0, table.length - 1), VOCABULARY],
    ['a table that runs on', Buffer.concat([table, Buffer.alloc(1)]), VOCABULARY],
    ['a header that is no JSON', Buffer.from('SVEC\x04\0\0\0{"a"', 'latin1'), VOCABULARY],
    ['a header without a field', tinyTable({ ...HEADER, scale: undefined }, WEIGHTS, ROWS), VOCABULARY],
    [
      'dimensions that are no multiple of four',
      tinyTable({ ...HEADER, dims: 2, vocabSize: 8 }, [...WEIGHTS, ...WEIGHTS], ROWS),
      VOCABULARY,
    ],
    ['a vocabulary of another size', table, Buffer.from('[UNK]\na\nb\n')],
  ])('is refused with ENCODER_DAMAGED: %s', (_, bytes, vocabulary) => {
    expect(() => new StaticEncoder({ table: bytes, vocabulary })).toThrow(
      expect.objectContaining({ code: 'ENCODER_DAMAGED' }),
    );
  });
});
