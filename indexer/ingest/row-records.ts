import { MAX_LINE_BYTES } from '../../src/limits.ts';
import type { CollectedDocument } from './collection.ts';
import { readLine } from './json-lines-reader.ts';
import type { RecordTaker } from './record-taker.ts';

/** The documents of the rows of a typed table, each given as the JSON that a line of JSON Lines would be. */
export function* takeRows(taker: RecordTaker, rows: Iterable<string>): Generator<CollectedDocument> {
  for (const text of rows) {
    // Three bytes a code unit at most.
    const bytes = text.length * 3 > MAX_LINE_BYTES ? Buffer.byteLength(text) : text.length;
    const line = bytes > MAX_LINE_BYTES ? ({ bytes, fault: 'too-long' } as const) : { bytes, text };
    const collected = taker.take({ record: taker.nextNumber }, (location) =>
      readLine({ offset: 0, ...line }, location),
    );
    if (collected !== null) yield collected;
  }
}
