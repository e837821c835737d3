import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeSorted, type SortedCursor } from '../../../../indexer/invert/merge.ts';
import { keyPrefix } from '../../../../src/bytes/key-prefix.ts';

class ListCursor implements SortedCursor {
  key: Uint8Array = new Uint8Array(0);
  prefix = 0;
  readonly name: number;
  readonly #keys: readonly Uint8Array[];
  #at = 0;

  constructor(name: number, keys: readonly Uint8Array[]) {
    this.name = name;
    this.#keys = keys;
  }

  advance(): boolean {
    if (this.#at === this.#keys.length) return false;
    this.key = this.#keys[this.#at++];
    this.prefix = keyPrefix(this.key);
    return true;
  }
}

const keys = fc.uniqueArray(fc.uint8Array({ maxLength: 9 }), { selector: (key) => key.join() });

describe('merging sorted cursors', () => {
  it('visits every key once, in byte order, with the cursors that hold it in their order', () => {
    fc.assert(
      fc.property(fc.array(keys, { maxLength: 6 }), (lists) => {
        const sorted = lists.map((list) => [...list].sort(Buffer.compare));
        const visits: [string, number[]][] = [];
        mergeSorted(
          sorted.map((list, i) => new ListCursor(i, list)),
          (group) => visits.push([group[0].key.join(), group.map((cursor) => cursor.name)]),
        );
        const distinct = [...new Map(sorted.flat().map((key) => [key.join(), key])).values()].sort(Buffer.compare);
        const expected = distinct.map((key) => [
          key.join(),
          sorted.flatMap((list, i) => (list.some((other) => other.join() === key.join()) ? [i] : [])),
        ]);
        expect(visits).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
