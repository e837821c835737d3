import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ProvenBlocks } from '../../src/store/invariants/proven-blocks.ts';
import { SOFTWARE_VERSION } from '../../src/version.ts';
import { RecordReader, RecordWriter } from './record-file.ts';
import { BLOCK_RECORD, blockRecordFile } from './record-names.ts';

/**
 * Which blocks of `documents.arrow` the proof of a generation has encoded anew and found equal, for the proof of the next one
 * (decision 046). The lines of the record:
 *
 *   {"version": 1, "software": "…"}     of the program that proved it
 *   "1:9f86d0…"                         for each block its documents, and the SHA-256 of its bytes
 */

export const BLOCK_RECORD_VERSION = 1;
/** What is remembered: some 70 bytes each in the record, 200 in memory. A larger collection is proved whole each time. */
export const MOST_PROVEN_BLOCKS = 1 << 17;

export class BlockProofs implements ProvenBlocks {
  readonly #known: ReadonlySet<string>;
  readonly #held = new Set<string>();

  /** @param known blocks of which it was proved before */
  constructor(known: ReadonlySet<string> = new Set()) {
    this.#known = known;
  }

  hold(message: Uint8Array, documents: number, prove: () => boolean): boolean {
    const key = `${documents}:${createHash('sha256').update(message).digest('hex')}`;
    if (!this.#known.has(key) && !prove()) return false;
    if (this.#held.size <= MOST_PROVEN_BLOCKS) this.#held.add(key);
    return true;
  }

  /** Writes those that were met. */
  write(building: string): void {
    if (this.#held.size > MOST_PROVEN_BLOCKS) return;
    const record = new RecordWriter(join(building, BLOCK_RECORD));
    try {
      record.add({ version: BLOCK_RECORD_VERSION, software: SOFTWARE_VERSION });
      for (const key of this.#held) record.add(key);
    } catch (error) {
      record.abandon();
      throw error;
    }
    record.finish();
  }
}

/** What the proof of a generation has left; nothing where there is no record, or it is damaged, or another program's. */
export function readBlockProofs(directory: string, generation: string): BlockProofs {
  const known = new Set<string>();
  let isOurs: boolean | null = null;
  try {
    const path = blockRecordFile(directory, generation);
    new RecordReader(path, path, (value) => {
      if (isOurs === null) {
        const { version, software } = value as { readonly version?: unknown; readonly software?: unknown };
        isOurs = version === BLOCK_RECORD_VERSION && software === SOFTWARE_VERSION;
      } else if (isOurs && known.size < MOST_PROVEN_BLOCKS) known.add(String(value));
    }).close();
  } catch {
    return new BlockProofs();
  }
  return new BlockProofs(known);
}
