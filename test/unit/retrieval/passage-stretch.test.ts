import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PassageTable } from '../../../src/format/passages.ts';
import { neighboursOf, stretchOf } from '../../../src/retrieval/passage-stretch.ts';

const DOCUMENT = { id: 'd', url: null, title: '', date: null };

/** Passages of two documents, in a text where every character takes two code units. */
const collections = fc.record({
  lengths: fc.tuple(
    fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 8 }),
    fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 8 }),
  ),
  passage: fc.nat(),
  expand: fc.integer({ min: 0, max: 10 }),
  maxChars: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
});

function makeTable(lengths: readonly (readonly number[])[]): PassageTable {
  const places = lengths.flatMap((document, number) => {
    let at = 0;
    return document.map((length) => {
      at += 2;
      const place = { number, start: at, end: at + length * 2 };
      at = place.end;
      return place;
    });
  });
  const first = Uint32Array.from([0, lengths[0].length, places.length]);
  return {
    documents: 2,
    passages: places.length,
    first,
    document: Uint32Array.from(places, ({ number }) => number),
    start: Uint32Array.from(places, ({ start }) => start),
    end: Uint32Array.from(places, ({ end }) => end),
    length: new Uint32Array(places.length),
    title: new Uint16Array(2),
    titleTerms: new Uint32Array(2),
  };
}

it('a stretch holds its passage, whole neighbours of the same document, and no more than was asked for', () => {
  fc.assert(
    fc.property(collections, ({ lengths, passage: chosen, expand, maxChars }) => {
      const table = makeTable(lengths);
      const passage = chosen % table.passages;
      const document = table.document[passage];
      const last = table.end[table.first[document + 1] - 1];
      const text = '🙂'.repeat(last / 2);
      const shown = {
        document: { ...DOCUMENT, text },
        number: passage - table.first[document],
        start: table.start[passage],
        end: table.end[passage],
        neighbours: neighboursOf(table, passage, expand),
      };
      const stretch = stretchOf(shown, maxChars);
      const limit = maxChars ?? Number.POSITIVE_INFINITY;
      // The longest that fits of those that grow by one neighbour at a time, the one before first.
      const ways = [...grow(table, passage, expand)];
      const own = { start: shown.start, end: shown.end };
      if (own.end - own.start > limit) {
        expect(stretch).toEqual({ start: own.start, end: own.start + (limit - (limit % 2)) });
        return;
      }
      expect(ways).toContainEqual(stretch);
      expect(stretch.end - stretch.start).toBeLessThanOrEqual(limit);
      expect([stretch.start <= own.start, stretch.end >= own.end]).toEqual([true, true]);
      if (maxChars === undefined) expect(stretch).toEqual(ways.at(-1));
    }),
    { numRuns: 2_000 },
  );
});

/** Every stretch of so many neighbours before and so many behind, the longest last. */
function* grow({ document, start, end }: PassageTable, passage: number, expand: number) {
  for (let before = 0; before <= expand && document[passage - before] === document[passage]; before++) {
    for (let behind = 0; behind <= expand && document[passage + behind] === document[passage]; behind++) {
      yield { start: start[passage - before], end: end[passage + behind] };
    }
  }
}
