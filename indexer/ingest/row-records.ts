import { TableFault } from '../../src/format/table-fault.ts';
import { MAX_LINE_BYTES } from '../../src/limits.ts';
import { CLUEWEB_ID } from './clueweb-record.ts';
import type { CollectedDocument, ReadOptions } from './collection.ts';
import { readLine } from './json-lines-reader.ts';
import { describeNoText } from './json-record.ts';
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

/**
 * Refuses a table that can hold no document, so that millions of measurements are one fault and not one each.
 * @param names of its columns
 * @throws TableFault FIELD_MISSING
 */
export function refuseColumns(names: readonly string[], { fields = {} }: ReadOptions): void {
  const fault = describeNoText(names, fields);
  // A record may have its text below `metadata`, and one of ClueWeb22 names it in another way.
  if (fault === null || names.includes('metadata') || names.includes(CLUEWEB_ID)) return;
  throw new TableFault('FIELD_MISSING', fault.what, { field: fault.field });
}
