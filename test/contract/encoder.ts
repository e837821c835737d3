import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Encoder, EncoderKind } from '../../src/encoder/encoder.ts';

export interface EncoderContractOptions {
  /** True for an encoder that reads queries and passages alike. */
  readonly isSymmetric: boolean;
  /** What a setting names behind the colon. Called when the tests run. */
  readonly source?: () => string;
  /** Makes one that shares nothing with others, for a kind that opens one for all of a thread. */
  readonly makeEncoder?: () => Encoder | Promise<Encoder>;
}

const TEXTS = [
  'The quick brown fox',
  'quick fox, the brown!',
  'Dense passage retrieval for open-domain question answering',
  '東京都 Ibadan ọ́dún naïve 😀',
  'a\0b \ud800 \udc00 \ufffd',
  'word '.repeat(3_000),
];

/** What every encoder promises, whatever it computes. */
export function encoderContract(
  kind: EncoderKind,
  { isSymmetric, source, makeEncoder = () => kind.open(source?.()) }: EncoderContractOptions,
): void {
  describe(`the encoder ${kind.name}`, () => {
    let encoder: Encoder;
    let dimensions: number;
    beforeAll(async () => {
      encoder = await makeEncoder();
      dimensions = encoder.description.dimensions;
    });
    afterAll(() => encoder.close());

    const vectorOf = (vectors: Int8Array, index: number) =>
      Array.from(vectors.subarray(index * dimensions, (index + 1) * dimensions));

    it('describes itself', () => {
      const { description } = encoder;
      expect(description.kind).not.toBe('');
      expect(description.name).not.toBe('');
      expect(Number.isInteger(dimensions) && dimensions > 0).toBe(true);
      expect(description.fingerprint).toMatch(/^[0-9a-f]{64}$/);
      expect(['minmax', 'rrf']).toContain(description.fusion.method);
      expect(description.fusion.denseWeight).toBeGreaterThanOrEqual(0);
      expect(description.fusion.denseWeight).toBeLessThanOrEqual(100);
    });

    it('is described before it is opened as after, by its kind and by a source that is no path', async () => {
      expect(await kind.describe(source?.())).toEqual(encoder.description);
      expect(encoder.description.kind).toBe(kind.name);
      expect(encoder.description.source ?? '').not.toMatch(/[/\\]/);
      expect(encoder.description.source).not.toBe('');
    });

    it('says what it takes of the memory of a thread', () => {
      const bytes = kind.memoryBytes(encoder.description);
      expect(Number.isSafeInteger(bytes) && bytes > 0).toBe(true);
    });

    it('gives one vector a text, in order, and none for none', async () => {
      expect(await encoder.encode([], 'query')).toHaveLength(0);
      const vectors = await encoder.encode(TEXTS, 'passage');
      expect(vectors).toBeInstanceOf(Int8Array);
      expect(vectors).toHaveLength(TEXTS.length * dimensions);
      const rows = new Set(TEXTS.map((_, index) => vectorOf(vectors, index).join()));
      expect(rows.size).toBeGreaterThan(TEXTS.length / 2);
    });

    it('gives zeros for empty text, also between others, and values of −127 … 127 for the rest', async () => {
      const vectors = await encoder.encode(['', 'some words', ' \n\t', 'more words'], 'passage');
      const zeros = new Array(dimensions).fill(0);
      expect(vectorOf(vectors, 0)).toEqual(zeros);
      expect(vectorOf(vectors, 2)).toEqual(zeros);
      expect(vectorOf(vectors, 1)).not.toEqual(zeros);
      expect(vectors.includes(-128)).toBe(false);
    });

    it.each(['query', 'passage'] as const)('encodes a %s alone as among any neighbours', async (part) => {
      const together = await encoder.encode(TEXTS, part);
      for (let index = 0; index < TEXTS.length; index++) {
        expect(Array.from(await encoder.encode([TEXTS[index]], part))).toEqual(vectorOf(together, index));
      }
      await fc.assert(
        fc.asyncProperty(fc.array(fc.constantFrom('', ...TEXTS.slice(0, 5)), { maxLength: 5 }), async (neighbours) => {
          const vectors = await encoder.encode([...neighbours, TEXTS[0], ...neighbours], part);
          expect(vectorOf(vectors, neighbours.length)).toEqual(vectorOf(together, 0));
        }),
        { numRuns: 20 },
      );
    });

    it('gives the same bytes again, from calls that overlap, and from another instance', async () => {
      const first = await encoder.encode(TEXTS, 'query');
      const [second, third] = await Promise.all([encoder.encode(TEXTS, 'query'), encoder.encode(TEXTS, 'query')]);
      const other = await makeEncoder();
      expect(second).toEqual(first);
      expect(third).toEqual(first);
      expect(await other.encode(TEXTS, 'query')).toEqual(first);
      expect(other.description).toEqual(encoder.description);
    });

    it('goes on encoding when another instance is closed', async () => {
      const before = await encoder.encode(TEXTS, 'query');
      await (await makeEncoder()).close();
      expect(await encoder.encode(TEXTS, 'query')).toEqual(before);
    });

    it('finds a text closer to its own words than to others', async () => {
      const vectors = await encoder.encode(
        ['dogs and puppies', 'a puppy is a young dog', 'interest rates of central banks'],
        'passage',
      );
      const dot = (left: number, right: number) =>
        vectorOf(vectors, left).reduce((sum, value, j) => sum + value * vectors[right * dimensions + j], 0);
      expect(dot(0, 1)).toBeGreaterThan(dot(0, 2));
    });

    it('encodes a passage with its title apart, if it can, alone as among any neighbours', async () => {
      const passages = TEXTS.flatMap((text, i) => ['', TEXTS[(i + 1) % 3]].map((title) => ({ title, text })));
      const together = await encoder.encodeTitled?.(passages);
      if (together === undefined) return;
      expect(together).toHaveLength(passages.length * dimensions);
      expect(await encoder.encodeTitled?.([])).toHaveLength(0);
      const texts = await encoder.encode(TEXTS, 'passage');
      for (const [index, passage] of passages.entries()) {
        expect(await encoder.encodeTitled?.([passage])).toEqual(Int8Array.from(vectorOf(together, index)));
        if (passage.title === '') expect(vectorOf(together, index)).toEqual(vectorOf(texts, index / 2));
      }
    });

    it.runIf(isSymmetric)('encodes a query as it encodes a passage', async () => {
      expect(await encoder.encode(TEXTS, 'query')).toEqual(await encoder.encode(TEXTS, 'passage'));
    });
  });
}
