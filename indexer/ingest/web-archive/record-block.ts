import { MAX_PAGE_BYTES } from '../../../src/limits.ts';
import type { SourceLocation } from '../collection.ts';
import { PageFault } from '../page-fault.ts';
import { recordFault } from '../record-fault.ts';
import type { WarcRecord } from './record-stream.ts';

/** What readers of archives ask of each record: all of it, and where it is when something is wrong. */

/** @throws PageFault DOCUMENT_TOO_LARGE where its block was not held */
export function wholeRecord(record: WarcRecord): WarcRecord & { readonly block: Buffer } {
  const { block } = record;
  if (block !== null) return { ...record, block };
  const facts = { bytes: record.blockBytes, limit: MAX_PAGE_BYTES };
  throw new PageFault('DOCUMENT_TOO_LARGE', `has ${record.blockBytes} bytes, over ${MAX_PAGE_BYTES}`, undefined, {
    facts,
  });
}

/** What is wrong with a page, as an error with its place. */
export function placeFault(error: unknown, { byteOffset }: WarcRecord, location: SourceLocation): unknown {
  if (!(error instanceof PageFault)) return error;
  return recordFault(error.code, location, error.message, { ...error.facts, byteOffset }, { cause: error });
}
