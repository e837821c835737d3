import { beforeAll, describe, expect, it } from 'vitest';
import { RARE_BYTES } from '../../../src/format/postings.ts';
import { encodeTerms } from '../../../src/format/term-table.ts';
import { checkIndex } from '../../../src/retrieval/check-index.ts';
import { Searcher } from '../../../src/retrieval/searcher.ts';
import { viewIndex } from '../../../src/store/index-view.ts';
import { openIndex } from '../../../src/store/open.ts';
import { buildCheckableIndex } from '../../support/checkable-index.ts';
import { damageIndex, type Sections } from '../../support/damaged-index.ts';

let sound: string;
beforeAll(async () => {
  sound = await buildCheckableIndex();
});

type Case = readonly [what: string, change: (sections: Sections) => void];

function describeDamage(file: string, kind: string, cases: readonly Case[]): void {
  it.each(cases)(`finds ${kind} alone in ${file}: %s`, async (_what, change) => {
    const { findings } = await checkIndex(openIndex(damageIndex(sound, { file, change }), { checksBounds: false }));
    expect([...new Set(findings.map((finding) => finding.kind))]).toEqual([kind]);
  });
}

const refuse = (file: string, what: string, change: (sections: Sections) => void) =>
  it(`is refused: ${what}`, async () => {
    const index = openIndex(damageIndex(sound, { file, change }));
    await expect(checkIndex(index)).rejects.toMatchObject({ code: 'INDEX_CORRUPT', facts: { file } });
  });

function raise(array: { [at: number]: number }, at: number): void {
  array[at]++;
}

/** Where the positions of a term begin in `bytes`. */
function placeOf({ base, start }: Sections, term: number): number {
  return base[Math.floor(term / 16)] + Math.floor(start[term] / 4) * 2;
}

/** The first term of the second shard for whose first block something holds, of those in bytes. */
function findTerm(sections: Sections, holds: (counts: Uint8Array) => boolean) {
  const [, postings] = viewIndex(openIndex(sound)).postings;
  const { bytes } = sections;
  for (let term = 0; term < postings.terms.size; term++) {
    const entries = postings.entries(term);
    const first = placeOf(sections, term);
    const word = bytes[first] + bytes[first + 1] * 256 + bytes[first + 2] * 65_536;
    const start = entries > 64 ? word : sections.start[term] % 4;
    const at = first + Math.floor(start / 4) * 2;
    const counts = bytes.slice(at, at + Math.min(64, entries)) as Uint8Array;
    if (start % 4 === 0 && holds(counts)) return { at, counts, term };
  }
  throw new Error('no term is like that');
}

/** Replaces the positions of a term that has one, and moves those behind. */
function replacePositions(sections: Sections, bytes: readonly number[]): void {
  const { at, term } = findTerm(sections, (counts) => counts.length === 1 && counts[0] === 1);
  const all = [...sections.bytes];
  all.splice(at, 2, ...bytes);
  sections.bytes = Uint8Array.from(all);
  const more = bytes.length - 2;
  for (let later = term + 1; later % 16 !== 0 && later < sections.start.length; later++)
    sections.start[later] += more * 2;
  for (let block = Math.floor(term / 16) + 1; block < sections.base.length; block++) sections.base[block] += more;
}

/** A term that stands once in one passage stands there twice. */
function repeatTerm(sections: Sections): void {
  const { at } = findTerm(sections, (counts) => counts.length === 1 && counts[0] === 1);
  const place = sections.bytes[at + 1];
  replacePositions(sections, [2, place, place + 1, 0]);
}

/** The position of a term that has one takes two bytes. */
function widen(sections: Sections): void {
  const { at, term } = findTerm(sections, (counts) => counts.length === 1 && counts[0] === 1);
  replacePositions(sections, [1, sections.bytes[at + 1], 0, 0]);
  sections.start[term]++;
}

/** The second of the first two positions of one entry becomes the first. */
function repeatPlace(sections: Sections): void {
  const { at, counts } = findTerm(sections, (each) => each.some((count) => count > 1));
  const entry = counts.findIndex((count) => count > 1);
  const place = at + counts.length + counts.subarray(0, entry).reduce((sum, count) => sum + count, 0);
  sections.bytes[place + 1] = sections.bytes[place];
}

describe('the check of postings', () => {
  describeDamage('postings-000.bin', 'posting-place', [
    ['postings before a block', (sections) => raise(sections['block.rare'], 2)],
    ['frequent terms before a block', (sections) => raise(sections['block.freq'], 1)],
    ['a posting more than the terms have', (sections) => lengthen(sections, 'rare', RARE_BYTES)],
    [
      'a frequent term more than there are',
      (sections) => {
        for (const name of ['freq.form', 'freq.start', 'freq.max', 'freq.tenth', 'freq.hundredth', 'row'])
          lengthen(sections, name, 1);
        sections['freq.form'].fill(40, 2);
        sections['freq.start'].fill(sections['freq.start'][2], 3);
      },
    ],
  ]);
  describeDamage('postings-000.bin', 'posting-order', [
    [
      'two postings are exchanged',
      (sections) => {
        const at = placeOfPair(sections);
        const pair = sections.rare.slice(at, at + 2 * RARE_BYTES);
        sections.rare.set([...pair.subarray(RARE_BYTES), ...pair.subarray(0, RARE_BYTES)], at);
      },
    ],
    [
      'a passage stands twice',
      (sections) => {
        const at = placeOfPair(sections);
        sections.rare.copyWithin(at + RARE_BYTES, at, at + 3);
      },
    ],
    ['a passage outside the shard', ({ rare }) => rare.set([192, 0, 0], rare.length - RARE_BYTES)],
    ['a frequent term in a passage twice', (sections) => repeatEntry(sections)],
  ]);
  describeDamage('postings-000.bin', 'list-place', [
    ['a list begins later', (sections) => raise(sections['freq.start'], 1)],
    ['a list has more entries', (sections) => sections.row.set([sections.row[0] + 9])],
    ['a list has fewer entries', (sections) => sections.row.set([sections.row[0] - 9])],
    ['a list has another form', (sections) => sections['freq.form'].fill(58, 0, 1)],
  ]);
  describeDamage('postings-000.bin', 'list-skip', [
    ['a place to skip to', (sections) => raise(new Uint8Array(sections.lists.buffer), skipPlace(sections))],
  ]);
  describeDamage('postings-001.bin', 'window-maximum', [
    ['the maximum is higher', ({ row }) => row.set([row[1] + 0x10000], 1)],
    ['the maximum is lower', ({ row }) => row.set([row[0] - 0x10000])],
  ]);
  describeDamage('postings-001.bin', 'largest-impact', [
    ['the largest', (sections) => raise(sections['freq.max'], 1)],
    ['the 10th', (sections) => raise(sections['freq.tenth'], 0)],
    ['the 100th', (sections) => raise(sections['freq.hundredth'], 1)],
  ]);
  describeDamage('postings-001.bin', 'impact', [
    ['one of a rare term', ({ rare }) => raise(rare, 3)],
    ['all of a rare term', ({ rare }) => rare.set([0, 0], 3)],
  ]);
  describeDamage('terms-001.bin', 'term-lookup', [
    ['the first bytes of a block', (sections) => raise(sections['term.keys'], 3)],
    ['where a block begins', (sections) => raise(sections['term.blocks'], 2)],
    ['the order of two terms', exchangeTerms],
  ]);
  refuse('terms-001.bin', 'a term that shares more than the one before it has', ({ 'term.bytes': bytes }) => {
    bytes[0] |= 14;
  });
  refuse('terms-001.bin', 'a term that is longer than all of them', ({ 'term.bytes': bytes }) => {
    bytes.set([0xf0, 0xff, 0xff, 0x7f]);
  });
});

function lengthen(sections: Sections, name: string, elements: number): void {
  const array = sections[name];
  const longer = new (array.constructor as Uint32ArrayConstructor)(array.length + elements);
  longer.set(array as Uint32Array);
  sections[name] = longer;
}

/** Where the postings of the first rare term are that has two and more. */
function placeOfPair({ df }: Sections): number {
  const frequencies = [...df];
  const term = frequencies.findIndex((passages) => passages > 1);
  return frequencies.slice(0, term).reduce((sum, passages) => sum + passages, 0) * RARE_BYTES;
}

/** Where the first place to skip to is in the first list, which has two bytes an entry. */
function skipPlace({ lists }: Sections): number {
  return 2 + 2 * new Uint16Array(lists.buffer)[0];
}

/** The gap of the second posting becomes 0 and that of the third longer, so that all behind them stay. */
function repeatEntry(sections: Sections): void {
  const bytes = new Uint8Array(sections.lists.buffer);
  const first = skipPlace(sections) + 2;
  bytes[first + 4] += bytes[first + 2];
  bytes[first + 2] = 0;
}

/** The fifth and the sixth term, as strings of which each shares nothing with the one before. */
function exchangeTerms(sections: Sections): void {
  const { postings } = viewIndex(openIndex(sound));
  const terms = [...postings[1].terms.all()].map((text) => Buffer.from(text));
  [terms[4], terms[5]] = [terms[5], terms[4]];
  Object.assign(sections, encodeTerms(terms));
}

describe('the check of positions', () => {
  describeDamage('positions-001.bin', 'position', [
    ['a place twice', repeatPlace],
    [
      'a place more than the postings have',
      (sections) => {
        sections.bytes = Uint8Array.from([...sections.bytes, 1, 1]);
      },
    ],
    ['wider numbers than are needed', (sections) => widen(sections)],
  ]);
  describeDamage('positions-001.bin', 'passage-length', [
    ['a passage holds a term once more', (sections) => repeatTerm(sections)],
  ]);
  refuse('positions-001.bin', 'no place', (sections) => replacePositions(sections, [0, 0]));
  refuse('positions-001.bin', 'positions that begin between two bytes', ({ base }) => base.fill(2.5, 1, 2));
  refuse('positions-001.bin', 'positions that begin outside', ({ base }) => base.fill(2 ** 40, 1, 2));
  refuse('positions-001.bin', 'positions that begin behind their end', ({ start }) => start.fill(2 ** 20, 3, 4));
  refuse('positions-001.bin', 'positions that begin nowhere', ({ base }) => base.fill(Number.NaN, 1, 2));
  refuse('positions-001.bin', 'a count that its bytes have no room for', ({ bytes }) => bytes.fill(255));

  it('ends a phrase over positions that go on for ever with a refusal', async () => {
    const change = ({ bytes }: Sections) => bytes.fill(255, bytes.length / 2);
    const file = 'positions-000.bin';
    const searcher = await Searcher.open(openIndex(damageIndex(sound, { file, change })));
    const phrases = ['"w1 w2"', '"w90 w3"', '"w5 w77"', '"common beta"', '"beta common"', '"common common"'];
    const outcomes = await Promise.all(
      phrases.map((phrase) => searcher.rank(phrase, { mode: 'bm25', k: 5 }).catch((error) => error.code)),
    );
    searcher.close();
    expect(outcomes).toContain('INDEX_CORRUPT');
  });
});
