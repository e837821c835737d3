import { join } from 'node:path';
import { ByteWriter } from '../../src/bytes/byte-writer.ts';
import { positionsFile, postingsFile, termsFile } from '../../src/format/file-names.ts';
import { POSITIONS_KIND } from '../../src/format/positions.ts';
import {
  frequentFrom,
  MAX_FREQUENT_FROM,
  POSTINGS_KIND,
  RARE_BYTES,
  TERM_KIND,
  windowCount,
  writeRare,
} from '../../src/format/postings.ts';
import { encodeSectionFile } from '../../src/format/section-file.ts';
import { makeSlots } from '../../src/format/string-table.ts';
import { WINDOW_PASSAGES } from '../../src/limits.ts';
import { writeDurably } from '../../src/store/durable.ts';
import { SectionFileWriter, type SectionStream } from '../../src/store/section-file-writer.ts';
import { unitFileName } from '../unit/unit-file.ts';
import { UnitReader } from '../unit/unit-reader.ts';
import { inverseDocumentFrequency, lengthNorms, quantiseImpact } from './impact.ts';
import { LargestValues } from './largest-values.ts';
import { mergeSorted } from './merge.ts';
import { RunCursor } from './run-cursor.ts';

/** One shard: whole units in order, at most 2^20 passages. */
export interface ShardPlan {
  readonly shard: number;
  /** Numbers of its units, ascending. */
  readonly units: readonly number[];
  /** Passages of each unit. */
  readonly unitPassages: readonly number[];
}

/** Figures of the whole collection that impacts depend on. */
export interface CollectionStatistics {
  readonly passages: number;
  readonly tokens: number;
  /** Document frequency of the rarest term: its idf is the largest. */
  readonly smallestFrequency: number;
}

export interface ShardFolders {
  /** Where the unit files are. */
  readonly units: string;
  /** Where the files of the generation go. */
  readonly output: string;
}

/** Memory for the read buffers of all runs of a shard together. */
const MERGE_BUFFER_BYTES = 48 * 1024 * 1024;

function openCursors(plan: ShardPlan, folder: string, contents: 'terms' | 'all'): RunCursor[] {
  const streams = contents === 'all' ? 3 : 1;
  const share = Math.floor(MERGE_BUFFER_BYTES / plan.units.length / streams);
  const bufferBytes = Math.max(2048, Math.min(share, 128 * 1024));
  let firstPassage = 0;
  return plan.units.map((unit, i) => {
    const cursor = new RunCursor(new UnitReader(join(folder, unitFileName(unit))), firstPassage, contents, bufferBytes);
    firstPassage += plan.unitPassages[i];
    return cursor;
  });
}

/**
 * First pass over a shard: its distinct terms and how many passages hold each. Writes `terms-SSS.bin`.
 *
 * @returns document frequency in this shard per term, in term order
 */
export function buildDictionary(plan: ShardPlan, folders: ShardFolders): Uint32Array {
  const bytes = new ByteWriter(1 << 16);
  let offsets: Uint32Array = new Uint32Array(1 << 14);
  let frequencies: Uint32Array = new Uint32Array(1 << 14);
  let terms = 0;
  mergeSorted(openCursors(plan, folders.units, 'terms'), (group) => {
    if (terms + 1 === offsets.length) {
      offsets = doubled(offsets);
      frequencies = doubled(frequencies);
    }
    bytes.append(group[0].key);
    let count = 0;
    for (const cursor of group) count += cursor.count;
    frequencies[terms++] = count;
    offsets[terms] = bytes.length;
  });
  const table = { offsets: offsets.slice(0, terms + 1), bytes: bytes.view() };
  const file = encodeSectionFile(TERM_KIND, {
    'term.offsets': table.offsets,
    'term.bytes': table.bytes,
    'term.slots': makeSlots(table.offsets, table.bytes),
  });
  writeDurably(join(folders.output, termsFile(plan.shard)), file);
  return frequencies.slice(0, terms);
}

/**
 * Second pass over a shard: impacts, windows and positions. Writes `postings-SSS.bin` and `positions-SSS.bin`.
 *
 * @param frequencies document frequency per term in this shard, from the first pass
 * @param collectionFrequencies the same over all shards
 */
export function buildPostings(
  plan: ShardPlan,
  folders: ShardFolders,
  frequencies: Uint32Array,
  collectionFrequencies: Uint32Array,
  statistics: CollectionStatistics,
): void {
  const passages = plan.unitPassages.reduce((sum, count) => sum + count, 0);
  const norms = readNorms(plan, folders.units, passages, statistics);
  const largestIdf = inverseDocumentFrequency(statistics.passages, statistics.smallestFrequency);
  const writer = new PostingsWriter(join(folders.output, postingsFile(plan.shard)), passages, frequencies);
  const cursors = openCursors(plan, folders.units, 'all');
  const positions = new PositionsWriter(
    join(folders.output, positionsFile(plan.shard)),
    plan,
    folders,
    frequencies.length,
  );
  const impacts = new Uint16Array(maximum(frequencies));
  const numbers = new Uint32Array(impacts.length);
  let term = 0;
  mergeSorted(cursors, (group) => {
    const idf = inverseDocumentFrequency(statistics.passages, collectionFrequencies[term]);
    let count = 0;
    for (const cursor of group) {
      const bytes = cursor.readPostings();
      let passage = cursor.firstPassage;
      for (let at = 0; at < bytes.length; count++) {
        // Two varints, decoded in line: this loop sees every posting of the collection.
        let byte = bytes[at++];
        let gap = byte & 127;
        for (let shift = 7; byte > 127; shift += 7) {
          byte = bytes[at++];
          gap |= (byte & 127) << shift;
        }
        byte = bytes[at++];
        let frequency = byte & 127;
        for (let shift = 7; byte > 127; shift += 7) {
          byte = bytes[at++];
          frequency |= (byte & 127) << shift;
        }
        passage += gap;
        numbers[count] = passage;
        impacts[count] = quantiseImpact(idf, frequency, norms[passage], largestIdf);
      }
      positions.append(cursor.readPositions());
    }
    writer.add(numbers, impacts, count);
    positions.endTerm();
    term++;
  });
  writer.finish();
  positions.finish();
}

function readNorms(plan: ShardPlan, folder: string, passages: number, statistics: CollectionStatistics): Float64Array {
  const lengths = new Uint32Array(passages);
  let at = 0;
  for (const unit of plan.units) {
    const part = new UnitReader(join(folder, unitFileName(unit))).u32('length');
    lengths.set(part, at);
    at += part.length;
  }
  // A collection without a single term has no mean; no posting will ask for a norm either.
  const meanLength = statistics.tokens === 0 ? 1 : statistics.tokens / statistics.passages;
  return lengthNorms(lengths, meanLength);
}

/** Lays out `postings-SSS.bin`; the counts of every section follow from the document frequencies. */
class PostingsWriter {
  readonly #file: SectionFileWriter;
  readonly #windows: number;
  readonly #frequentFrom: number;
  readonly #largest = new LargestValues(100);
  readonly #rare = new Uint8Array(MAX_FREQUENT_FROM * RARE_BYTES);
  readonly #packed: SectionStream;
  #packedCount = 0;
  #rareCount = 0;
  #frequentCount = 0;
  #buffer: Uint32Array = new Uint32Array(1024);

  constructor(path: string, passages: number, frequencies: Uint32Array) {
    this.#windows = windowCount(passages);
    this.#frequentFrom = frequentFrom(this.#windows);
    let rare = 0;
    let packed = 0;
    let frequent = 0;
    for (const frequency of frequencies) {
      if (frequency < this.#frequentFrom) rare += frequency;
      else {
        packed += frequency;
        frequent++;
      }
    }
    this.#file = new SectionFileWriter(path, POSTINGS_KIND, [
      { name: 'df', type: 'u8', elements: frequencies.length },
      { name: 'start', type: 'u32', elements: frequencies.length },
      { name: 'rare', type: 'u8', elements: rare * RARE_BYTES },
      { name: 'freq.start', type: 'u32', elements: frequent + 1 },
      { name: 'freq.max', type: 'u16', elements: frequent },
      { name: 'freq.tenth', type: 'u16', elements: frequent },
      { name: 'freq.hundredth', type: 'u16', elements: frequent },
      { name: 'packed', type: 'u32', elements: packed },
      { name: 'row.start', type: 'u32', elements: frequent * (this.#windows + 1) },
      { name: 'row.max', type: 'u16', elements: frequent * this.#windows },
    ]);
    this.#packed = this.#file.section('packed');
    this.#file.section('freq.start').append(Uint32Array.of(0));
  }

  /** Takes the postings of the next term: the first `count` of both arrays, passages ascending. */
  add(passages: Uint32Array, impacts: Uint16Array, count: number): void {
    if (count >= this.#frequentFrom) this.#addFrequent(passages, impacts, count);
    else {
      this.#file.section('df').append(Uint8Array.of(count));
      this.#file.section('start').append(Uint32Array.of(this.#rareCount));
      for (let i = 0; i < count; i++) writeRare(this.#rare, i, passages[i], impacts[i]);
      this.#file.section('rare').append(this.#rare.subarray(0, count * RARE_BYTES));
      this.#rareCount += count;
    }
  }

  #addFrequent(passages: Uint32Array, impacts: Uint16Array, count: number): void {
    if (this.#buffer.length < count) this.#buffer = new Uint32Array(count * 2);
    const rowStarts = new Uint32Array(this.#windows + 1);
    const rowMaxima = new Uint16Array(this.#windows);
    this.#largest.clear();
    let window = 0;
    rowStarts[0] = this.#packedCount;
    for (let i = 0; i < count; i++) {
      const passage = passages[i];
      const impact = impacts[i];
      while (passage >= (window + 1) * WINDOW_PASSAGES) rowStarts[++window] = this.#packedCount + i;
      if (impact > rowMaxima[window]) rowMaxima[window] = impact;
      this.#largest.add(impact);
      this.#buffer[i] = ((passage & 0xffff) | (impact << 16)) >>> 0;
    }
    this.#packedCount += count;
    while (window < this.#windows) rowStarts[++window] = this.#packedCount;
    this.#packed.append(this.#buffer.subarray(0, count));
    this.#file.section('df').append(Uint8Array.of(0));
    this.#file.section('start').append(Uint32Array.of(this.#frequentCount++));
    this.#file.section('freq.start').append(Uint32Array.of(this.#packedCount));
    this.#file.section('freq.max').append(Uint16Array.of(this.#largest.nth(1)));
    this.#file.section('freq.tenth').append(Uint16Array.of(this.#largest.nth(10)));
    this.#file.section('freq.hundredth').append(Uint16Array.of(this.#largest.nth(100)));
    this.#file.section('row.start').append(rowStarts);
    this.#file.section('row.max').append(rowMaxima);
  }

  finish(): void {
    this.#file.finish();
  }
}

/** Lays out `positions-SSS.bin`: the runs' own bytes, term by term. */
class PositionsWriter {
  readonly #file: SectionFileWriter;
  readonly #bytes: SectionStream;
  readonly #offsets: SectionStream;
  #written = 0;

  constructor(path: string, plan: ShardPlan, folders: ShardFolders, terms: number) {
    let bytes = 0;
    for (const unit of plan.units)
      bytes += new UnitReader(join(folders.units, unitFileName(unit))).elements('positions');
    this.#file = new SectionFileWriter(path, POSITIONS_KIND, [
      { name: 'offset', type: 'f64', elements: terms + 1 },
      { name: 'bytes', type: 'u8', elements: bytes },
    ]);
    this.#bytes = this.#file.section('bytes');
    this.#offsets = this.#file.section('offset');
    this.#offsets.append(Float64Array.of(0));
  }

  append(positions: Uint8Array): void {
    this.#bytes.append(positions);
    this.#written += positions.length;
  }

  endTerm(): void {
    this.#offsets.append(Float64Array.of(this.#written));
  }

  finish(): void {
    this.#file.finish();
  }
}

function doubled(array: Uint32Array): Uint32Array {
  const grown = new Uint32Array(array.length * 2);
  grown.set(array);
  return grown;
}

function maximum(values: Uint32Array): number {
  let largest = 0;
  for (const value of values) if (value > largest) largest = value;
  return largest;
}
