import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanGapBytes } from '../../../../scripts/bench/reorder/gap-bytes.ts';
import { bisectDocuments, type ForwardIndex } from '../../../../scripts/bench/reorder/graph-bisection.ts';

function forwardIndex(documents: readonly (readonly number[])[]): ForwardIndex {
  const start = new Uint32Array(documents.length + 1);
  for (const [i, terms] of documents.entries()) start[i + 1] = start[i] + terms.length;
  const terms = Uint32Array.from(documents.flat());
  return { documents: documents.length, termCount: Math.max(0, ...terms) + 1, start, terms };
}

const bisect = (documents: readonly (readonly number[])[], leaf = 2) =>
  bisectDocuments(forwardIndex(documents), { iterations: 20, leaf });

/** Bits of the gaps of all lists, the measure that the method lowers. */
function gapBits(documents: readonly (readonly number[])[], order: ArrayLike<number>): number {
  const last = new Map<number, number>();
  let bits = 0;
  for (let place = 0; place < order.length; place++) {
    for (const term of documents[order[place]]) {
      bits += Math.log2(place + 1 - (last.get(term) ?? 0));
      last.set(term, place + 1);
    }
  }
  return bits;
}

describe('graph bisection', () => {
  it('is an order of all documents, the same each time', () => {
    const collection = fc.array(fc.uniqueArray(fc.nat(30), { maxLength: 8 }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(collection, (documents) => {
        const order = bisect(documents);
        expect([...order].sort((a, b) => a - b)).toEqual(documents.map((_, i) => i));
        expect(bisect(documents)).toEqual(order);
      }),
      { numRuns: 200 },
    );
  });

  it('brings together the topics that a collection has mixed', () => {
    // Not one document in four: a cut that holds half of each topic on both sides has nothing to begin with.
    const topicOf = (i: number) => (Math.imul(i + 1, 0x9e3779b1) >>> 29) % 4;
    const documents = Array.from({ length: 256 }, (_, i) =>
      [0, 1, 2, 3].map((term) => 1 + topicOf(i) * 8 + ((term * 3 + i) % 8)),
    );
    const order = bisect(documents);
    const natural = documents.map((_, i) => i);
    const changes = (places: readonly number[]) =>
      places.filter((document, i) => i > 0 && topicOf(document) !== topicOf(places[i - 1])).length;
    expect(changes([...order])).toBeLessThan(0.2 * changes(natural));
    expect(gapBits(documents, order)).toBeLessThan(0.8 * gapBits(documents, natural));
  });

  it('cuts what is larger than a leaf, and nothing else', () => {
    const documents = [[1], [2], [1], [2], [1], [2]];
    expect([...bisect(documents, 6)]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...bisect(documents, 3)]).toEqual([0, 2, 4, 1, 3, 5]);
  });
});

it('counts a byte for each seven bits of a gap', () => {
  // One term in the documents 0, 128 and 257: gaps coded as 0, 127 and 128.
  const documents = Array.from({ length: 258 }, (_, i) => (i === 0 || i === 128 || i === 257 ? [0] : []));
  const natural = Uint32Array.from(documents, (_, i) => i);
  expect(meanGapBytes(forwardIndex(documents), natural)).toBeCloseTo(4 / 3);
  expect(meanGapBytes(forwardIndex([[], []]), Uint32Array.of(0, 1))).toBe(0);
});
