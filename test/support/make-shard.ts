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
import { StringTableBuilder } from '../../src/format/string-table.ts';
import { WINDOW_PASSAGES } from '../../src/limits.ts';
import type { KernelMemory } from '../../src/store/kernel-memory.ts';
import { createPostingsMemory } from '../../src/store/postings-memory.ts';

/** A posting list as a test writes it: passage numbers ascending, one impact each. */
export interface TestList {
  readonly term: string;
  readonly passages: readonly number[];
  readonly impacts: readonly number[];
}

export interface TestShard {
  readonly shard: ShardPostings;
  /** Where its postings are, for a kernel in WebAssembly. */
  readonly memory: KernelMemory;
}

/** Encodes posting lists as `docs/format.md` describes a shard, in memory, independently of the indexer. */
export function makeShard(passages: number, lists: readonly TestList[]): TestShard {
  const windows = windowCount(passages);
  const sorted = [...lists].sort((a, b) => Buffer.compare(Buffer.from(a.term), Buffer.from(b.term)));
  const terms = new StringTableBuilder();
  for (const { term } of sorted) terms.add(term);
  const table = terms.build();
  const df: number[] = [];
  const start: number[] = [];
  const rare: { passage: number[]; impact: number[] } = { passage: [], impact: [] };
  const frequent = { start: [0], max: [] as number[], tenth: [] as number[], hundredth: [] as number[] };
  const packed: number[] = [];
  const rowStart: number[] = [];
  const rowMax: number[] = [];
  for (const { passages: numbers, impacts } of sorted) {
    if (numbers.length < frequentFrom(windows)) {
      df.push(numbers.length);
      start.push(rare.passage.length);
      rare.passage.push(...numbers);
      rare.impact.push(...impacts);
      continue;
    }
    df.push(0);
    start.push(frequent.max.length);
    const descending = [...impacts].sort((a, b) => b - a);
    frequent.max.push(descending[0]);
    frequent.tenth.push(descending[9]);
    frequent.hundredth.push(descending[99] ?? 0);
    for (let window = 0; window < windows; window++) {
      const inWindow = impacts.filter((_, i) => Math.floor(numbers[i] / WINDOW_PASSAGES) === window);
      const before = numbers.filter((number) => number < window * WINDOW_PASSAGES).length;
      rowStart.push(packed.length + before);
      rowMax.push(inWindow.reduce((largest, impact) => Math.max(largest, impact), 0));
    }
    for (const [i, number] of numbers.entries()) packed.push(((number & 0xffff) | (impacts[i] << 16)) >>> 0);
    rowStart.push(packed.length);
    frequent.start.push(packed.length);
  }
  const rareBytes = new Uint8Array(rare.passage.length * RARE_BYTES);
  for (const [i, passage] of rare.passage.entries()) writeRare(rareBytes, i, passage, rare.impact[i]);
  const termFile = encodeSectionFile(TERM_KIND, {
    'term.offsets': table.offsets,
    'term.bytes': table.bytes,
    'term.slots': table.slots,
  });
  const postingsFile = encodeSectionFile(POSTINGS_KIND, {
    df: Uint8Array.from(df),
    start: Uint32Array.from(start),
    rare: rareBytes,
    'freq.start': Uint32Array.from(frequent.start),
    'freq.max': Uint16Array.from(frequent.max),
    'freq.tenth': Uint16Array.from(frequent.tenth),
    'freq.hundredth': Uint16Array.from(frequent.hundredth),
    packed: Uint32Array.from(packed),
    'row.start': Uint32Array.from(rowStart),
    'row.max': Uint16Array.from(rowMax),
  });
  const memory = createPostingsMemory(postingsFile.length) as KernelMemory;
  const bytes = new Uint8Array(memory.memory.buffer);
  bytes.set(postingsFile);
  const shard = new ShardPostings(
    passages,
    { name: 'terms-000.bin', bytes: termFile },
    { name: 'postings-000.bin', bytes },
  );
  return { shard, memory };
}
