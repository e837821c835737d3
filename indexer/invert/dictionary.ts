import { join } from 'node:path';
import { ByteWriter } from '../../src/bytes/byte-writer.ts';
import { termsFile } from '../../src/format/file-names.ts';
import { TERM_KIND } from '../../src/format/postings.ts';
import { encodeSectionFile } from '../../src/format/section-file.ts';
import { StringTableBuilder } from '../../src/format/string-table.ts';
import { encodeTerms } from '../../src/format/term-table.ts';
import { writeDurably, writeFully } from '../../src/store/durable.ts';
import { closeSync, openSync } from '../../src/store/file-system.ts';
import { unitFileName } from '../unit/unit-file.ts';
import { UnitReader } from '../unit/unit-reader.ts';
import { orderByBytes } from './byte-order.ts';
import { EntryCursor } from './entry-cursor.ts';
import { placesFile, type ShardFolders, type ShardPlan, type ShardTerms } from './shard-plan.ts';

/**
 * First pass over a shard: its distinct terms and how many passages hold each. Writes `terms-SSS.bin`, and the places of
 * every unit's terms in it: per unit, a varint gap for each of its terms (the first one absolute), so that the second
 * pass compares no term.
 */
export function buildDictionary(plan: ShardPlan, folders: ShardFolders): ShardTerms {
  const union = new StringTableBuilder();
  let frequencies: Uint32Array = new Uint32Array(1 << 14);
  let positionBytes: Float64Array = new Float64Array(1 << 14);
  const unitTerms = plan.units.map((unit) => {
    const entries = new UnitReader(join(folders.units, unitFileName(unit))).u8('entries');
    // An entry has five bytes and more, so this is room enough.
    const numbers = new Uint32Array(Math.ceil(entries.length / 5));
    let count = 0;
    for (const cursor = new EntryCursor(entries); cursor.advance(); ) {
      const number = union.addBytes(entries, cursor.keyStart, cursor.keyEnd);
      if (number >= frequencies.length) {
        frequencies = doubled(frequencies, new Uint32Array(frequencies.length * 2));
        positionBytes = doubled(positionBytes, new Float64Array(positionBytes.length * 2));
      }
      frequencies[number] += cursor.postings;
      positionBytes[number] += cursor.positionBytes;
      numbers[count++] = number;
    }
    return numbers.slice(0, count);
  });
  const found = union.view();
  const order = orderByBytes(found.offsets, found.bytes);
  writeDictionary(join(folders.output, termsFile(plan.shard)), order, found.offsets, found.bytes);
  writePlaces(placesFile(plan, folders), order, unitTerms);
  return {
    frequencies: order.map((number) => frequencies[number]),
    positionBytes: Float64Array.from(order, (number) => positionBytes[number]),
  };
}

function writeDictionary(path: string, order: Uint32Array, offsets: Uint32Array, bytes: Uint8Array): void {
  writeDurably(path, encodeSectionFile(TERM_KIND, encodeTerms(inOrder(order, offsets, bytes))));
}

function* inOrder(order: Uint32Array, offsets: Uint32Array, bytes: Uint8Array): Generator<Uint8Array> {
  for (const number of order) yield bytes.subarray(offsets[number], offsets[number + 1]);
}

function writePlaces(path: string, order: Uint32Array, unitTerms: readonly Uint32Array[]): void {
  const places = new Uint32Array(order.length);
  for (let place = 0; place < order.length; place++) places[order[place]] = place;
  const gaps = new ByteWriter(1 << 18);
  // Only for the second pass of this build: neither synced nor kept.
  const file = openSync(path, 'w');
  try {
    for (const numbers of unitTerms) {
      gaps.clear();
      let previous = 0;
      for (const number of numbers) {
        gaps.varint(places[number] - previous);
        previous = places[number];
      }
      const head = Uint32Array.of(gaps.length);
      writeFully(file, new Uint8Array(head.buffer));
      writeFully(file, gaps.view());
    }
  } finally {
    closeSync(file);
  }
}

function doubled<T extends Uint32Array | Float64Array>(array: T, larger: T): T {
  larger.set(array);
  return larger;
}
