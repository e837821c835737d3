import { beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/format/manifest.ts';
import { checkIndex } from '../../../src/retrieval/check-index.ts';
import { openIndex } from '../../../src/store/open.ts';
import { type Damage, damageIndex, type Sections } from '../../support/damaged-index.ts';
import { buildGeneratedIndex } from '../../support/generated-index.ts';

/** Documents 0, 2 and 4 are one text, 1 and 5 another; 3 has a text of its own, 6 and 7 have none. */
const TEXTS = [
  'acid rain fell',
  'coal smoke rose',
  'acid rain fell',
  'a river ran',
  'acid rain fell',
  'coal smoke rose',
  '',
  '',
];

let sound: string;
beforeAll(async () => {
  const lines = TEXTS.map((text, i) => `${JSON.stringify({ _id: `d${i}`, title: `title ${i}`, text })}\n`);
  sound = await buildGeneratedIndex('stillweb', lines.join(''));
});

async function findKinds(damage: Damage): Promise<string[]> {
  const { findings } = await checkIndex(openIndex(damageIndex(sound, damage), { checksBounds: false }));
  return [...new Set(findings.map(({ kind }) => kind))];
}

const codeOf = (damage: Damage): unknown => {
  try {
    openIndex(damageIndex(sound, damage));
  } catch (error) {
    return [(error as { code: string }).code, (error as { facts: { file: string } }).facts.file];
  }
  return 'opened';
};

type Case = readonly [what: string, change: (sections: Sections) => void];

const ALONE = new Uint32Array(0);
const replaced = (items: number[], firsts: number[], next: number[]) => (sections: Sections) => {
  sections.document = Uint32Array.from(items);
  sections['document.first'] = Uint32Array.from(firsts);
  sections['document.next'] = Uint32Array.from(next);
};

describe('the table of identical texts', () => {
  it('names those of each text, whatever their titles, and no empty one', async () => {
    const { counts } = openIndex(sound).manifest;
    expect([counts.repeatedDocuments, counts.repeatedPassages]).toEqual([3, 3]);
    expect(
      codeOf({ file: 'duplicates.bin', change: replaced([0, 1, 2, 4, 5], [0, 1, 0, 0, 1], [2, 4, 3, 3, 4]) }),
    ).toBe('opened');
    expect(await findKinds({})).toEqual([]);
  });

  it.each<Case>([
    ['none', replaced([], [], [])],
    ['one too few', replaced([0, 1, 2, 5], [0, 1, 0, 1], [2, 3, 2, 3])],
    ['one too many', replaced([0, 1, 2, 3, 4, 5], [0, 1, 0, 0, 0, 1], [2, 5, 3, 4, 4, 5])],
    ['the empty texts', replaced([0, 1, 2, 4, 5, 6, 7], [0, 1, 0, 0, 1, 6, 6], [2, 4, 3, 3, 4, 6, 6])],
    ['a text in two', replaced([0, 2, 4], [0, 0, 0], [1, 2, 2])],
    ['a way that leaves one out', replaced([0, 1, 2, 4, 5], [0, 1, 0, 0, 1], [3, 4, 3, 3, 4])],
    [
      'passages alone',
      (sections) => {
        for (const name of ['passage', 'passage.first', 'passage.next']) sections[name] = ALONE;
      },
    ],
  ])('is found to be wrong where it holds %s', async (_what, change) => {
    expect(await findKinds({ file: 'duplicates.bin', change })).toEqual(['duplicate']);
  });

  it.each(['repeatedDocuments', 'repeatedPassages'] as const)('is found to be counted wrong: %s', async (count) => {
    const manifest = ({ counts }: Manifest) => ({ counts: { ...counts, [count]: 4 } });
    expect(await findKinds({ manifest })).toEqual(['duplicate']);
  });

  // promise: open/verified
  it.each<Case>([
    ['a document that there is not', replaced([0, 8], [0, 0], [1, 1])],
    ['documents that descend', replaced([2, 0], [0, 0], [1, 1])],
    ['a document twice', replaced([0, 0], [0, 0], [1, 1])],
    ['a first one that is not named', replaced([1, 2], [0, 0], [1, 1])],
    ['a first one behind it', replaced([0, 1], [1, 1], [1, 1])],
    ['a first one that has another first', replaced([0, 1, 2], [0, 0, 1], [1, 1, 2])],
    ['a next one before it', replaced([0, 1], [0, 0], [1, 0])],
    ['a next one behind all', replaced([0, 1], [0, 0], [1, 2])],
    ['a next one of another text', replaced([0, 1, 2, 4], [0, 1, 0, 1], [1, 3, 2, 3])],
  ])('is refused when it is opened where it leads outside: %s', (_what, change) => {
    expect(codeOf({ file: 'duplicates.bin', change })).toEqual(['INDEX_CORRUPT', 'duplicates.bin']);
  });
});

/** Documents 0 and 1 are one text, 2 is a near copy of it, 3 and 4 are near copies, 5 stands alone. */
const NEAR_TEXTS = [
  ...[0, 0, 1].map((changed) =>
    Array.from({ length: 90 }, (_, i) => (i === 7 && changed ? 'other' : `w${i}`)).join(' '),
  ),
  ...[0, 1].map((changed) => Array.from({ length: 90 }, (_, i) => (i === 7 && changed ? 'other' : `v${i}`)).join(' ')),
  'a river ran',
];

describe('the table of near copies', () => {
  let near: string;
  beforeAll(async () => {
    const lines = NEAR_TEXTS.map((text, i) => `${JSON.stringify({ _id: `d${i}`, text })}\n`);
    near = await buildGeneratedIndex('stillweb', lines.join(''), 'none', { duplicates: 'group-near' });
  });
  const changed = (items: number[], firsts: number[], next: number[]) => (sections: Sections) => {
    sections.near = Uint32Array.from(items);
    sections['near.first'] = Uint32Array.from(firsts);
    sections['near.next'] = Uint32Array.from(next);
  };
  const kindsOf = async (damage: Damage): Promise<string[]> => {
    const { findings } = await checkIndex(openIndex(damageIndex(near, damage), { checksBounds: false }));
    return [...new Set(findings.map(({ kind }) => kind))];
  };

  it('has those of one text in one group with those of nearly the same', async () => {
    const change = changed([0, 1, 2, 3, 4], [0, 0, 0, 3, 3], [1, 2, 2, 4, 4]);
    expect(await kindsOf({ file: 'duplicates.bin', change })).toEqual([]);
    expect(openIndex(near).manifest).toMatchObject({ nearDuplicates: { percent: 80, documents: 2 } });
  });

  it.each([
    ['one too few', changed([0, 1, 2], [0, 0, 0], [1, 2, 2])],
    ['one text in two groups', changed([0, 1, 2, 3, 4], [0, 1, 0, 3, 1], [2, 4, 2, 3, 4])],
  ] satisfies Case[])('is found to be wrong where it holds %s', async (_what, change) => {
    expect(await kindsOf({ file: 'duplicates.bin', change })).toEqual(['duplicate']);
  });

  it('is found to be counted wrong', async () => {
    const manifest = ({ nearDuplicates }: Manifest) => ({
      nearDuplicates: { ...(nearDuplicates as NonNullable<typeof nearDuplicates>), documents: 3 },
    });
    expect(await kindsOf({ manifest })).toEqual(['duplicate']);
  });

  // promise: open/verified
  it('is refused when it is opened where it leads outside', () => {
    const open = () =>
      openIndex(damageIndex(near, { file: 'duplicates.bin', change: changed([0, 6], [0, 0], [1, 1]) }));
    expect(open).toThrow(expect.objectContaining({ code: 'INDEX_CORRUPT' }));
  });
});
