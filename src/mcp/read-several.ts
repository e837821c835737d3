import { StillwebError } from '../errors.ts';
import { type AskedRange, type FoundDocument, readDocument } from './documents.ts';
import type { SnapshotAsker } from './snapshot-asker.ts';

/** Addresses that one call may name. */
export const MAX_ADDRESSES = 20;

/** What became of one address. */
export interface ReadAddress {
  readonly asked: string;
  /** Null for one that the collection does not hold: nothing is fetched from a network. */
  readonly document: FoundDocument | null;
}

/** Reads documents for tools that name pages by their addresses, one that is not there among others that are. */
export async function readSeveral(
  asker: SnapshotAsker,
  addresses: readonly string[],
  range: AskedRange = {},
): Promise<ReadAddress[]> {
  const read: ReadAddress[] = [];
  for (const asked of addresses) {
    try {
      read.push({ asked, document: await readDocument(asker, asked, range) });
    } catch (error) {
      if (!(error instanceof StillwebError) || error.entry.http !== 404) throw error;
      read.push({ asked, document: null });
    }
  }
  return read;
}
