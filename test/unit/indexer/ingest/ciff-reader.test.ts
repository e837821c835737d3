import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCiffReader } from '../../../../indexer/ingest/ciff-reader.ts';
import type { CollectedDocument } from '../../../../indexer/ingest/collection.ts';
import { StillwebError } from '../../../../src/errors.ts';
import { encodeHeader, encodeList, encodeRecord } from '../../../../src/format/ciff.ts';
import { readCollection, writeInput } from '../../../support/read-collection.ts';

type Vector = Readonly<Record<string, number>>;

/** As an engine writes it: terms in order, documents by number. */
function encode(vectors: readonly Vector[], change: { lists?: number; documents?: number } = {}): Buffer {
  const terms = [...new Set(vectors.flatMap((vector) => Object.keys(vector)))].sort();
  const parts = [
    encodeHeader({ lists: terms.length, documents: vectors.length, totalTerms: 1, description: 'a test', ...change }),
  ];
  for (const term of terms) {
    const holding = vectors.flatMap((vector, i) => (Object.hasOwn(vector, term) ? [i] : []));
    const counts = holding.map((i) => vectors[i][term]);
    parts.push(encodeList(term, holding, counts));
  }
  for (const i of vectors.keys()) parts.push(encodeRecord(i, `d${i}`, 0));
  return Buffer.concat(parts);
}

const THREE: readonly Vector[] = [{ a: 3, b: 1 }, { b: 16_383, été: 2 }, { a: 2_000_000_000 }];

function read(content: Uint8Array, name = 'postings.ciff') {
  return readCollection([writeInput(name, content)], { takesImpacts: true });
}

function vectorsOf(documents: readonly { readonly impacts?: string }[]): Vector[] {
  return documents.map(({ impacts = '[]' }) => {
    const pairs = JSON.parse(impacts) as (string | number)[];
    const terms = pairs.filter((_, i) => i % 2 === 0);
    return Object.fromEntries(terms.map((term, i) => [term, Number(pairs[2 * i + 1])]));
  });
}

async function faultOf(content: Uint8Array): Promise<StillwebError> {
  const fault = await read(content).then(
    () => null,
    (error: unknown) => error,
  );
  if (fault instanceof StillwebError) return fault;
  throw fault ?? new Error('was read');
}

/** A message behind its length; fields of one byte each. */
function message(...bytes: number[]): number[] {
  return [bytes.length, ...bytes];
}

const HEADER_OF_ONE = message(0x08, 1, 0x10, 1, 0x18, 2);
const RECORDS_OF_TWO = [...message(0x12, 1, 0x61), ...message(0x08, 1, 0x12, 1, 0x62)];
const withList = (...list: number[]) =>
  Uint8Array.from([...HEADER_OF_ONE, ...list, ...RECORDS_OF_TWO, ...Array(16).fill(0)]);

describe('a CIFF file', () => {
  it('gives a document for each record, with the terms of the lists that name it', async () => {
    const { documents, collected } = await read(encode(THREE));
    expect(documents.map(({ id, title, text }) => [id, title, text])).toEqual([
      ['d0', '', ''],
      ['d1', '', ''],
      ['d2', '', ''],
    ]);
    expect(vectorsOf(documents)).toEqual(THREE);
    expect(collected[2].location).toEqual({ file: expect.stringContaining('postings.ciff'), record: 3 });
  });

  it('is read compressed too', async () => {
    const { documents } = await read(gzipSync(encode(THREE)), 'postings.ciff.gz');
    expect(vectorsOf(documents)).toEqual(THREE);
  });

  it('leaves out counts of 0, and a document without any other', async () => {
    const { documents, problems } = await read(encode([{ a: 0, b: 4 }, { a: 0 }]));
    expect(vectorsOf(documents)).toEqual([{ b: 4 }]);
    expect(problems.map(({ code }) => code)).toEqual(['DOCUMENT_EMPTY']);
  });

  it('is the same whatever fits into memory at once', async () => {
    const vectors = fc.array(
      fc.dictionary(fc.constantFrom('a', 'b', 'c', 'dd', 'é'), fc.integer({ min: 1, max: 300 }), { minKeys: 1 }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    await fc.assert(
      fc.asyncProperty(vectors, fc.integer({ min: 1, max: 9 }), async (given, rangePostings) => {
        const content = encode(given);
        const ranges = {
          size: content.length,
          read: (start: number, bytes: number) => Buffer.from(content.subarray(start, start + bytes)),
          reach() {},
          close() {},
        };
        const file = {
          path: 'f.ciff',
          name: 'f.ciff',
          content: (async function* () {})(),
          bytesRead: 0,
          openRanges: () => ranges,
        };
        const found: CollectedDocument[] = [];
        const options = { takesImpacts: true, onProblem: ({ error }: { error: Error }) => expect.fail(error.message) };
        for await (const batch of makeCiffReader(rangePostings).read(file, options)) found.push(...batch);
        expect(vectorsOf(found.map(({ document }) => document))).toEqual(given.map((vector) => ({ ...vector })));
      }),
      { numRuns: 40 },
    );
  });

  it('is refused cut off at any byte, and with a byte behind it', async () => {
    const whole = encode(THREE);
    for (let end = 1; end < whole.length; end++)
      expect((await faultOf(whole.subarray(0, end))).code).toBe('CIFF_INVALID');
    expect((await faultOf(Buffer.concat([whole, Buffer.from([0])]))).message).toContain(
      'goes on behind its last document',
    );
  });

  it('gives documents or a fault of the catalogue, whichever byte is another', async () => {
    const whole = encode(THREE);
    for (let at = 0; at < whole.length; at++) {
      for (const byte of [0, 0x7f, 0xff]) {
        const changed = Buffer.from(whole);
        changed[at] = byte;
        await read(changed).catch((error: unknown) => {
          if (!(error instanceof StillwebError)) throw error;
        });
      }
    }
  });

  it.each([
    ['fewer lists than its header counts', encode(THREE, { lists: 2 }), 'document'],
    ['more lists than its header counts', encode(THREE, { lists: 4 }), ''],
    ['more documents than its header counts', encode(THREE, { documents: 2 }), 'posting of document 2, of 2'],
    ['a count that the file has no room for', encode(THREE, { documents: 2 ** 31 - 1 }), 'no room for'],
    ['another version', Buffer.from(message(0x08, 2)), 'version 1'],
    [
      'documents that do not ascend',
      withList(...message(0x0a, 1, 0x61, 0x10, 2, 0x22, 2, 0x10, 5, 0x22, 2, 0x10, 5)),
      'do not ascend',
    ],
    [
      'another number of postings than the list says',
      withList(...message(0x0a, 1, 0x61, 0x10, 2, 0x22, 2, 0x10, 5)),
      'of 1 postings',
    ],
    ['a list without a term', withList(...message(0x10, 1)), 'without a term'],
    ['postings before their term', withList(...message(0x22, 2, 0x10, 5, 0x0a, 1, 0x61)), 'does not come first'],
    ['a term that is not UTF-8', withList(...message(0x0a, 1, 0xff)), 'not UTF-8'],
    [
      'a negative count',
      withList(...message(0x0a, 1, 0x61, 0x10, 1, 0x22, 11, 0x10, ...Array(9).fill(0xff), 1)),
      'negative',
    ],
    ['a term of 256 characters', encode([{ ['x'.repeat(256)]: 1 }]), 'term of 256 bytes'],
  ])('is refused with %s', async (_, content, words) => {
    const { code, message, facts } = await faultOf(content);
    expect(code).toBe('CIFF_INVALID');
    expect(message).toContain(words);
    expect(facts.byteOffset).toBeTypeOf('number');
  });

  it('is refused with the same term twice', async () => {
    const parts = [encodeHeader({ lists: 2, documents: 1, totalTerms: 1, description: '' })];
    parts.push(encodeList('a', [0], [1]), encodeList('a', [0], [1]), encodeRecord(0, 'd', 1));
    expect((await faultOf(Buffer.concat(parts))).message).toContain('the term "a" a second time');
  });

  it('is refused where documents are to have texts', async () => {
    const path = writeInput('postings.ciff', encode(THREE));
    await expect(readCollection([path])).rejects.toMatchObject({ code: 'UNSUPPORTED', facts: { format: 'ciff' } });
    expect(readFileSync(path)).toEqual(encode(THREE));
  });
});
