import { describe, expect, it } from 'vitest';
import { GAP_FORMS, type ListForm, PACKED_FORM } from '../../../../src/format/frequent-list.ts';
import type { ShardPostings } from '../../../../src/format/postings.ts';
import { WINDOW_PASSAGES } from '../../../../src/limits.ts';
import { Findings } from '../../../../src/store/invariants/findings.ts';
import { checkPostings } from '../../../../src/store/invariants/postings.ts';
import { makeShard } from '../../../support/make-shard.ts';

/** Five windows, the last of ten passages, so that low numbers are those of two windows. */
const PASSAGES = 4 * WINDOW_PASSAGES + 10;

/** A term in every 300th passage, and from the third window on in the last of each too; none in the second window. */
function makeLists() {
  const numbers = Array.from({ length: Math.floor(PASSAGES / 300) }, (_, i) => i * 300);
  const ends = [3, 4].map((windows) => windows * WINDOW_PASSAGES - 1);
  const passages = [...numbers, ...ends, PASSAGES - 1]
    .sort((a, b) => a - b)
    .filter((passage) => Math.floor(passage / WINDOW_PASSAGES) !== 1);
  const impacts = passages.map((_, i) => 1 + ((i * 7) % 211));
  return [
    { term: 'often', passages, impacts },
    { term: 'rarely', passages: [3, PASSAGES - 1], impacts: [5, 6] },
  ];
}

function findIn(shard: ShardPostings): { kinds: string[]; frequencies: number[] } {
  const findings = new Findings();
  const frequencies = [...checkPostings(shard, 0, findings)];
  return { kinds: [...new Set(findings.finish().map(({ kind }) => kind))], frequencies };
}

const damaged = (form: ListForm, change: (shard: ShardPostings, bytes: Uint8Array) => void) => {
  const { shard } = makeShard(PASSAGES, makeLists(), () => form);
  change(shard, new Uint8Array(shard.lists.buffer, shard.lists.byteOffset, shard.lists.byteLength));
  return findIn(shard).kinds;
};

const THREE_BYTES = GAP_FORMS[0];

describe('the check of the list of a frequent term', () => {
  it.each([PACKED_FORM, ...GAP_FORMS])('finds nothing in a sound one of form %o, and counts its passages', (form) => {
    const { shard } = makeShard(PASSAGES, makeLists(), () => form);
    expect(findIn(shard)).toEqual({ kinds: [], frequencies: [makeLists()[0].passages.length, 2] });
  });

  it('finds an entry that names a passage of another window', () => {
    expect(damaged(PACKED_FORM, (_, bytes) => bytes.set([0, 0x40]))).toContain('posting-order');
    expect(damaged(PACKED_FORM, ({ lists }) => lists.set([lists[0] + WINDOW_PASSAGES]))).toContain('posting-order');
    // An entry of the third window names the last passage of the second: still ascending, so found by the window alone.
    expect(
      damaged(PACKED_FORM, ({ lists, rows }) => {
        const at = rows[0] & 0xffff;
        lists[at] = (lists[at] & 0xffff0000) + 2 * WINDOW_PASSAGES - 1;
      }),
    ).toContain('posting-order');
  });

  it('finds a gap that leads into the next window', () => {
    // The last entry of the third window leaves it by one; the next window begins with passage 49,200.
    const kinds = damaged(THREE_BYTES, (shard, bytes) => {
      const entries = shard.rows.slice(0, 3).reduce((sum, row) => sum + (row & 0xffff), 0);
      bytes[entries * 3 - 3]++;
    });
    expect(kinds).toContain('posting-order');
  });

  it('finds a wrong maximum in each window, the empty one too', () => {
    for (let window = 0; window < 5; window++) {
      expect(damaged(PACKED_FORM, ({ rows }) => rows.set([rows[window] + 0x10000], window))).toEqual([
        'window-maximum',
      ]);
    }
  });

  it('finds each place to skip to that is wrong, and reads none where there is none', () => {
    const passages = Array.from({ length: 193 }, (_, i) => i * 3);
    const lists = [{ term: 'often', passages, impacts: passages.map(() => 4) }];
    for (const form of GAP_FORMS) {
      const codes = form.entryBytes === 2 ? 6 : 0;
      for (const skip of [0, 1, 2]) {
        const { shard } = makeShard(PASSAGES, lists, () => form);
        new Uint8Array(shard.lists.buffer, shard.lists.byteOffset)[codes + 2 * skip]++;
        expect(findIn(shard).kinds).toEqual(['list-skip']);
      }
      const upTo = (count: number) =>
        makeShard(
          PASSAGES,
          [{ ...lists[0], passages: passages.slice(0, count), impacts: Array(count).fill(4) }],
          () => form,
        );
      for (const count of [64, 65, 128, 129, 192]) expect(findIn(upTo(count).shard).kinds).toEqual([]);
    }
  });

  it('finds the last posting outside the shard, of frequent and of rare terms', () => {
    expect(damaged(PACKED_FORM, ({ lists }) => lists.set([lists.at(-1) ?? 0], lists.length - 1))).toEqual([]);
    expect(damaged(PACKED_FORM, ({ lists }) => lists.set([(lists.at(-1) ?? 0) + 1], lists.length - 1))).toEqual([
      'posting-order',
    ]);
    expect(damaged(PACKED_FORM, ({ rare }) => rare.set([10], 5))).toEqual(['posting-order']);
  });

  it('finds a list that ends elsewhere, and reads no further in it', () => {
    for (const more of [1, 0x8000]) {
      const { shard } = makeShard(PASSAGES, makeLists());
      shard.rows[4] += more;
      expect(findIn(shard)).toEqual({ kinds: ['list-place'], frequencies: [0, 2] });
    }
  });
});
