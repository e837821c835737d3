import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PositionsWriter } from '../../indexer/invert/positions-writer.ts';
import { positionsFile, postingsFile } from '../../src/format/file-names.ts';
import { GAP_FORMS, PACKED_FORM, readForm } from '../../src/format/frequent-list.ts';
import { firstPassagesOf } from '../../src/format/manifest.ts';
import type { IndexView } from '../../src/store/index-view.ts';
import { fits } from './encode-list.ts';
import { makeShard, type TestList } from './make-shard.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Where each word of a passage stands, ascending. */
export type Standing = ReadonlyMap<string, readonly number[]>;

export interface PositionedCollection {
  /** Passages of each shard. */
  readonly shards: readonly (readonly Standing[])[];
  /** Document of each passage, and where its title ends. */
  readonly documents: readonly number[];
  readonly titles: readonly number[];
}

/** Whose the positions are: in memory behind the postings; on disk, with a kernel that joins the lists; and without a kernel. */
export const HOLDINGS = ['memory', 'disk', 'scalar'] as const;
export type Holding = (typeof HOLDINGS)[number];

/** Of a term in a passage of a shard. */
export function impactIn(term: string, passage: number): number {
  return 1 + ((passage + term.charCodeAt(0)) % 7);
}

/** Writes a collection as an index has it, and shows it as each of the holdings does. */
export function viewPositioned({ shards, documents, titles }: PositionedCollection): Record<Holding, IndexView> {
  const folder = temporaryFolder();
  const made = shards.map((passages, shard) => makePositioned(folder, shard, passages));
  const first = new Uint32Array(titles.length + 1).fill(documents.length);
  for (let passage = documents.length - 1; passage >= 0; passage--) first[documents[passage]] = passage;
  const viewOf = (holding: Holding): IndexView => {
    const memories = made.map(({ held, bare }) => (holding === 'memory' ? held : bare));
    const postingsMemory =
      holding === 'scalar' ? {} : Object.fromEntries(memories.map((memory, shard) => [postingsFile(shard), memory]));
    const files = made.map(({ positionBytes }, shard) => ({ name: positionsFile(shard), bytes: positionBytes }));
    // All that joins and conditions on words read of an index.
    return {
      index: { folder, manifest: { files }, postingsMemory },
      // The memories begin with the same bytes, so that places are the same in each.
      postings: made.map(({ shards: each }) => (holding === 'memory' ? each.held : each.bare)),
      firstPassages: firstPassagesOf(shards.map((passages) => passages.length)),
      passages: {
        passages: documents.length,
        documents: titles.length,
        document: Uint32Array.from(documents),
        title: Uint16Array.from(titles),
        first,
      },
    } as unknown as IndexView;
  };
  return { memory: viewOf('memory'), disk: viewOf('disk'), scalar: viewOf('scalar') };
}

function makePositioned(folder: string, shard: number, passages: readonly Standing[]) {
  const lists = new Map<string, { passages: number[]; varints: number[] }>();
  for (const [passage, standing] of passages.entries()) {
    for (const [term, positions] of standing) {
      const list = lists.get(term) ?? { passages: [], varints: [] };
      list.passages.push(passage);
      list.varints.push(...varint(positions.length));
      for (const [i, position] of positions.entries()) list.varints.push(...varint(position - (positions[i - 1] ?? 0)));
      lists.set(term, list);
    }
  }
  const given = [...lists].map(
    ([term, { passages: held }]): TestList => ({
      term,
      passages: held,
      impacts: held.map((passage) => impactIn(term, passage)),
    }),
  );
  const formOf = (list: number) => {
    const form = [...GAP_FORMS, PACKED_FORM][list % (GAP_FORMS.length + 1)];
    return fits(form, given[list].impacts) ? form : PACKED_FORM;
  };
  const bare = makeShard(passages.length, given, formOf);
  const terms = [...bare.shard.terms.all()];
  const listOf = (term: string) => lists.get(term) as { passages: number[]; varints: number[] };
  const path = join(folder, positionsFile(shard));
  const frequencies = Uint32Array.from(terms, (term) => listOf(term).passages.length);
  const writer = new PositionsWriter(
    path,
    frequencies,
    Float64Array.from(terms, (term) => listOf(term).varints.length),
  );
  for (const [ordinal, term] of terms.entries()) {
    const { start, rareCount } = bare.shard.locate(ordinal);
    const gapBits = rareCount > 0 ? 0 : readForm(bare.shard.frequentForms[start]).gapBits;
    const list = listOf(term);
    writer.add(Uint32Array.from(list.passages), gapBits, Uint8Array.from(list.varints), 0);
  }
  writer.finish();
  const positions = new Uint8Array(readFileSync(path));
  const held = makeShard(passages.length, given, formOf, positions);
  return {
    positionBytes: positions.length,
    held: held.memory,
    bare: bare.memory,
    shards: { held: held.shard, bare: bare.shard },
  };
}

/** Unsigned LEB128. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
