import { beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../../../src/format/manifest.ts';
import { openIndex } from '../../../../src/store/open.ts';
import { buildCheckableIndex, DOCUMENTS } from '../../../support/checkable-index.ts';
import { type Damage, damageIndex, type Sections } from '../../../support/damaged-index.ts';

let sound: string;
beforeAll(async () => {
  sound = await buildCheckableIndex();
});

const codeOf = (damage: Damage): unknown => {
  try {
    openIndex(damageIndex(sound, damage));
  } catch (error) {
    return { code: (error as { code: string }).code, file: (error as { facts: { file: string } }).facts.file };
  }
  return 'opened';
};

const LARGEST = 2 ** 32 - 2;
/** More than there are addresses. */
const LENGTH = 10_000;
type Case = readonly [file: string, what: string, change: (sections: Sections) => void];

// promise: open/verified
describe('an index whose hashes are right and one number of which leads outside', () => {
  it.each<Case>([
    ['passages.bin', 'a run of four thousand million passages', ({ first }) => first.fill(LARGEST, 5, 6)],
    ['passages.bin', 'a run that ends before it begins', ({ first }) => first.fill(0, 9, 10)],
    ['passages.bin', 'a passage of no document', ({ document }) => document.fill(DOCUMENTS, 3, 4)],
    ['ids.bin', 'a slot of no id', (sections) => fillEmptySlot(sections, 'id.slots', DOCUMENTS + 1)],
    ['ids.bin', 'a table without an empty slot', (sections) => sections['id.slots'].fill(1)],
    ['ids.bin', 'ids that overlap', (sections) => sections['id.offsets'].fill(0, 4, 5)],
    ['urls.bin', 'an address of no document', ({ document }) => document.fill(DOCUMENTS, 2, 3)],
    ['urls.bin', 'an alias of no document', (sections) => addAlias(sections, DOCUMENTS)],
    [
      'urls.bin',
      'more aliases than addresses',
      (sections) => Object.assign(sections, { alias: new Uint32Array(LENGTH) }),
    ],
    ['attributes.bin', 'a site that there is not', ({ site }) => site.fill(LARGEST, 0, 1)],
    ['attributes.bin', 'a language that there is not', ({ language }) => language.fill(9, 0, 1)],
    ['links.bin', 'a link to no document', ({ out }) => out.fill(DOCUMENTS, 3, 4)],
    ['links.bin', 'links that run backwards', (sections) => sections['out.start'].fill(LARGEST, 2, 3)],
    ['links.bin', 'a link from no document', (sections) => sections.in.fill(LARGEST, 0, 1)],
    ['blocks.bin', 'a block of four thousand million bytes', ({ body }) => body.fill(LARGEST, 0, 1)],
    ['blocks.bin', 'a block between two bytes', ({ offset }) => offset.fill(8.5, 0, 1)],
    ['blocks.bin', 'a block of no document', ({ first }) => first.fill(0, 1, 2)],
    ['graph-000.bin', 'a link to no passage', ({ links }) => links.fill(LARGEST, 7, 8)],
    ['graph-001.bin', 'a rank of no passage', ({ numbers }) => numbers.fill(LARGEST, 0, 1)],
    ['graph-000.bin', 'a link above to no rank', ({ upper }) => upper.fill(1 << 20, 0, 1)],
    ['postings-000.bin', 'more terms in a block than are rare', (sections) => sections['block.rare'].fill(7, 2, 3)],
    ['postings-000.bin', 'a list that begins in another', (sections) => sections['freq.start'].fill(1, 0, 1)],
    ['postings-000.bin', 'more entries than a list has', ({ row }) => row.fill(0xffff, 0, 1)],
    ['postings-000.bin', 'gaps that leave the window', ({ lists }) => lists.fill(0xffff_ffff)],
    ['postings-001.bin', 'a maximum that an impact exceeds', ({ row }) => row.fill(row[0] & 0xffff, 0, 1)],
    ['postings-000.bin', 'rare postings outside the shard', ({ rare }) => rare.fill(255, 0, 3)],
    ['postings-001.bin', 'rare postings that descend', ({ rare }) => rare.fill(0)],
  ])('is refused when it is opened, naming %s: %s', (file, _what, change) => {
    expect(codeOf({ file, change })).toEqual({ code: 'INDEX_CORRUPT', file });
  });

  it.each<readonly [what: string, manifest: (manifest: Manifest) => object]>([
    ['a shard of more passages than one can have', ({ counts }) => ({ counts: { ...counts, shards: [2 ** 40] } })],
    ['no shard', ({ counts }) => ({ counts: { ...counts, shards: [] } })],
    ['a half document', ({ counts }) => ({ counts: { ...counts, documents: 1.5 } })],
    ['vectors of no dimension', ({ encoder }) => ({ encoder: { ...encoder, dimensions: 0 } })],
    ['vectors of a million million dimensions', ({ encoder }) => ({ encoder: { ...encoder, dimensions: 1e12 } })],
    ['a depth beyond all hits', ({ fusion }) => ({ fusion: { ...fusion, depth: 1e15 } })],
    ['walks that keep more than they can', ({ graph }) => ({ graph: { ...graph, ef: 4_097 } })],
    ['walks that keep nothing', ({ graph }) => ({ graph: { ...graph, ef: 0 } })],
    ['another formula', () => ({ bm25: { k1: 1.2, b: 0.75 } })],
    ['a golden query that is a number', ({ golden }) => ({ golden: [{ ...golden[0], query: 7 }] })],
  ])('is refused where its manifest says so: %s', (_what, manifest) => {
    expect(codeOf({ manifest: manifest as Damage['manifest'] })).toEqual({
      code: 'INDEX_CORRUPT',
      file: 'manifest.json',
    });
  });
});

/** Makes an alias of the last address. */
function addAlias(sections: Sections, document: number): void {
  sections.document = sections.document.slice(0, -1);
  sections.alias = Uint32Array.of(document);
}

function fillEmptySlot(sections: Sections, name: string, ordinal: number): void {
  const slots = sections[name];
  slots[slots.indexOf(0)] = ordinal;
}
