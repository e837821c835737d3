import { type ListForm, PACKED_FORM } from '../../src/format/frequent-list.ts';
import {
  frequentFrom,
  POSTINGS_KIND,
  RARE_BYTES,
  ShardPostings,
  TERM_KIND,
  windowCount,
  writeRare,
} from '../../src/format/postings.ts';
import { encodeSectionFile } from '../../src/format/section-file.ts';
import { encodeTerms } from '../../src/format/term-table.ts';
import { WINDOW_PASSAGES } from '../../src/limits.ts';
import { createPostingsMemory, type PostingsMemory } from '../../src/wasm/postings-memory.ts';
import { encodeList } from './encode-list.ts';

/** A posting list as a test writes it: passage numbers ascending, one impact each. */
export interface TestList {
  readonly term: string;
  readonly passages: readonly number[];
  readonly impacts: readonly number[];
}

export interface TestShard {
  readonly shard: ShardPostings;
  /** Where its postings are, for a kernel in WebAssembly. */
  readonly memory: PostingsMemory;
}

/** The form of a list by its place among the lists given. */
export type FormChoice = (list: number) => ListForm;

/** Encodes posting lists as `docs/format.md` describes a shard, in memory, independently of the indexer. @param positions of its file, to lie behind the postings. Default: none */
export function makeShard(
  passages: number,
  lists: readonly TestList[],
  formOf: FormChoice = () => PACKED_FORM,
  positions: Uint8Array | null = null,
): TestShard {
  const windows = windowCount(passages);
  const sorted = [...lists].sort((a, b) => Buffer.compare(Buffer.from(a.term), Buffer.from(b.term)));
  const df: number[] = [];
  const block: { rare: number[]; frequent: number[] } = { rare: [], frequent: [] };
  const rare: { passage: number[]; impact: number[] } = { passage: [], impact: [] };
  const frequent = {
    start: [0],
    form: [] as number[],
    max: [] as number[],
    tenth: [] as number[],
    hundredth: [] as number[],
  };
  const listBytes: number[][] = [];
  const rows: number[] = [];
  for (const [i, list] of sorted.entries()) {
    const { passages: numbers, impacts } = list;
    if (i % 16 === 0) {
      block.rare.push(rare.passage.length);
      block.frequent.push(frequent.max.length);
    }
    if (numbers.length < frequentFrom(windows)) {
      df.push(numbers.length);
      rare.passage.push(...numbers);
      rare.impact.push(...impacts);
      continue;
    }
    df.push(0);
    const descending = [...impacts].sort((a, b) => b - a);
    frequent.max.push(descending[0]);
    frequent.tenth.push(descending[9]);
    frequent.hundredth.push(descending[99] ?? 0);
    const form = formOf(lists.indexOf(list));
    const { bytes, entries } = encodeList(form, numbers, impacts, windows);
    for (let window = 0; window < windows; window++) {
      const inWindow = impacts.filter((_, at) => Math.floor(numbers[at] / WINDOW_PASSAGES) === window);
      rows.push(entries[window] + inWindow.reduce((largest, impact) => Math.max(largest, impact), 0) * 65_536);
    }
    listBytes.push(bytes);
    frequent.start.push((frequent.start.at(-1) as number) + bytes.length / 4);
    frequent.form.push(form.entryBytes * 16 + form.gapBits);
  }
  const rareBytes = new Uint8Array(rare.passage.length * RARE_BYTES);
  for (const [i, passage] of rare.passage.entries()) writeRare(rareBytes, i, passage, rare.impact[i]);
  const termFile = encodeSectionFile(TERM_KIND, encodeTerms(sorted.map(({ term }) => Buffer.from(term))));
  const postingsFile = encodeSectionFile(POSTINGS_KIND, {
    df: Uint8Array.from(df),
    'block.rare': Uint32Array.from(block.rare),
    'block.freq': Uint32Array.from(block.frequent),
    rare: rareBytes,
    'freq.start': Uint32Array.from(frequent.start),
    'freq.form': Uint8Array.from(frequent.form),
    'freq.max': Uint16Array.from(frequent.max),
    'freq.tenth': Uint16Array.from(frequent.tenth),
    'freq.hundredth': Uint16Array.from(frequent.hundredth),
    row: Uint32Array.from(rows),
    lists: new Uint32Array(Uint8Array.from(listBytes.flat()).buffer),
  });
  const memory = createPostingsMemory(postingsFile.length, positions?.length) as PostingsMemory;
  const bytes = new Uint8Array(memory.memory.buffer);
  bytes.set(postingsFile);
  if (positions !== null) bytes.set(positions, memory.positionsAt ?? 0);
  const shard = new ShardPostings(
    passages,
    { name: 'terms-000.bin', bytes: termFile },
    { name: 'postings-000.bin', bytes: bytes.subarray(0, postingsFile.length) },
  );
  return { shard, memory };
}
