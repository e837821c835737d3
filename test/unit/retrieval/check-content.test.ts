import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/format/manifest.ts';
import { encodeSectionFile, type SectionArray } from '../../../src/format/section-file.ts';
import { checkIndex } from '../../../src/retrieval/check-index.ts';
import { openIndex, readManifest } from '../../../src/store/open.ts';
import { damageIndex, type Sections } from '../../support/damaged-index.ts';
import { buildFuzzed } from '../../support/fuzz/collection.ts';
import { FuzzedIndex } from '../../support/fuzz/fuzzed-index.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** One index with copies in its graph, and plain texts. */
let sound: string;
beforeAll(async () => {
  sound = await buildFuzzed(temporaryFolder(), 'sound', { graph: 'on' });
});

async function kindsOf(directory: string): Promise<string[]> {
  const { findings } = await checkIndex(openIndex(directory, { checksBounds: false }));
  return [...new Set(findings.map(({ kind }) => kind))];
}

type Case = readonly [what: string, file: string, change: (sections: Sections) => void];
const finds = (kind: string, cases: readonly Case[]) =>
  it.each(cases)(`finds ${kind} alone: %s`, async (_what, file, change) => {
    expect(await kindsOf(damageIndex(sound, { file, change }))).toEqual([kind]);
  });

/** The same bytes but for some, at a place that a text in the file names. */
function rewritten(file: string, change: (bytes: Buffer) => void): string {
  const copy = damageIndex(sound, {});
  const { folder } = readManifest(copy);
  const bytes = readFileSync(join(folder, file));
  change(bytes);
  new FuzzedIndex(copy).replace(file, bytes);
  return copy;
}

describe('the check of what an index holds against its texts', () => {
  it('finds nothing in a sound one', async () => {
    expect(readManifest(sound).manifest.graph?.reached).toBe(readManifest(sound).manifest.counts.passages);
    expect(await kindsOf(sound)).toEqual([]);
  });

  finds('text', [
    ['a term one place further', 'positions-000.bin', ({ bytes }) => bytes.fill((bytes.at(-1) ?? 0) + 1, -1)],
    ['a passage that begins in its second word', 'passages.bin', ({ start }) => start.fill(start[1] + 7, 1, 2)],
    ['a passage that lacks its last word', 'passages.bin', ({ end }) => end.fill(end[0] - 3, 0, 1)],
  ]);

  it.each([
    ['bm25', 'text'],
    // Who scores titles apart counts their terms before any text is read.
    ['standard', 'title-length'],
  ] as const)('finds a title that ends later, in ranking %s', async (ranking, kind) => {
    const index = await buildFuzzed(temporaryFolder(), ranking, { ranking });
    const change = ({ title }: Sections) => title.fill(5, 0, 1);
    expect(await kindsOf(damageIndex(index, { file: 'passages.bin', change }))).toEqual([kind]);
  });

  it.each([
    ['another word', 'gamma', 'gamna'],
    ['a word less', 'beta gamma', 'beta     m'],
    ['a word that no passage holds', 'delta', 'dxlta'],
  ])('finds text alone where the stored text has %s', async (_what, from, to) => {
    const copy = rewritten('documents.arrow', (bytes) => bytes.write(to, bytes.indexOf(from)));
    const kinds = await kindsOf(copy);
    expect(kinds).toContain('text');
    expect(kinds.filter((kind) => kind !== 'golden-moved')).toEqual(['text']);
  });
});

describe('the check of bytes that no answer depends on', () => {
  finds('layout', [
    ['slots in another order', 'ids.bin', (sections) => exchangeSlots(sections['id.slots'])],
    ['a key of a block of terms', 'terms-000.bin', (sections) => sections['term.keys'].fill(0, 0, 1)],
  ]);

  it.each([
    ['padding of a section file', 'links.bin', (bytes: Buffer) => bytes.fill(1, bytes.length - 1)],
    ['the reserved field of a section', 'passages.bin', (bytes: Buffer) => bytes.fill(1, 36, 37)],
    ['padding of the positions', 'positions-000.bin', (bytes: Buffer) => bytes.fill(9, 150, 151)],
    ['the number of rows that other readers of Arrow see', 'documents.arrow', countRows],
    [
      'the footer of the documents',
      'documents.arrow',
      (bytes: Buffer) => bytes.fill(7, bytes.length - 40, bytes.length - 36),
    ],
  ] as const)('finds layout alone in %s', async (_what, file, change) => {
    expect(await kindsOf(rewritten(file, change))).toEqual(['layout']);
  });
});

describe('the check of what a graph says of its vectors', () => {
  finds('graph-copy', [
    ['a copy of another vector', 'graph-000.bin', (sections) => sections['copy.of'].fill(0, 0, 1)],
    ['a copy that is named twice', 'graph-000.bin', ({ copies }) => copies.fill(copies[0], 1, 2)],
    ['a link to a copy', 'graph-000.bin', ({ links, copies }) => links.fill(copies[0], 0, 1)],
  ]);
  finds('graph-number', [
    ['two ranks exchanged', 'graph-000.bin', ({ numbers }) => numbers.set([numbers[1], numbers[0]])],
  ]);
  finds('graph-reach', [['no links', 'graph-000.bin', ({ links }) => links.fill(0xffff_ffff)]]);

  it('finds graph-reach alone where the manifest says otherwise', async () => {
    const manifest = ({ graph }: Manifest) => ({ graph: { ...(graph as NonNullable<Manifest['graph']>), reached: 3 } });
    expect(await kindsOf(damageIndex(sound, { manifest }))).toEqual(['graph-reach']);
  });
});

it('finds analyzer-differs alone where another release has analysed the texts', async () => {
  const manifest = ({ analyzer }: Manifest) => ({ analyzer: { ...analyzer, version: 99 } });
  expect(await kindsOf(damageIndex(sound, { manifest }))).toEqual(['analyzer-differs']);
});

it.each([
  ['no JSON', '"number":0', '"number"x0'],
  ['a text', '{"list":[1,{"deep":"x"}],"number":4}', `"${'x'.repeat(34)}"`],
  ['a list', '{"list":[1,{"deep":"x"}],"number":4}', `[${' '.repeat(34)}]`],
])('finds document-metadata alone where it is %s', async (_what, from, to) => {
  const copy = rewritten('documents.arrow', (bytes) => bytes.write(to, bytes.indexOf(from)));
  expect(await kindsOf(copy)).toEqual(['document-metadata']);
});

it('refuses sections that are elsewhere than they should be, or named twice', () => {
  const arrays: Record<string, SectionArray> = { out: Uint32Array.of(1), in: Uint32Array.of(2) };
  const twice = Buffer.from(encodeSectionFile('LINK', arrays));
  twice.copy(twice, 16 + 40, 16, 16 + 4);
  const copy = damageIndex(sound, {});
  new FuzzedIndex(copy).replace('links.bin', twice);
  expect(() => openIndex(copy)).toThrow(expect.objectContaining({ code: 'INDEX_CORRUPT' }));
});

/** Two that a search meets in either order. */
function exchangeSlots(slots: SectionArray): void {
  const used = [...slots.keys()].filter((slot) => slots[slot] !== 0 && slots[(slot + 1) % slots.length] !== 0);
  const [one] = used;
  const other = (one + 1) % slots.length;
  [slots[one], slots[other]] = [slots[other], slots[one]];
}

/** The rows of the first column, in the header of the first block: our own reader does not ask for them. */
function countRows(bytes: Buffer): void {
  const nodes = Buffer.alloc(16);
  nodes.writeBigInt64LE(6n);
  const at = bytes.indexOf(nodes, 8);
  bytes.writeBigInt64LE(5n, at);
}
