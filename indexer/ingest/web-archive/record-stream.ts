import { MAX_PAGE_BYTES, MAX_RECORD_HEADER_BYTES } from '../../../src/limits.ts';
import { type ByteReader, findLine, isMarked } from './byte-reader.ts';
import { type NamedHeaders, parseHeaders } from './named-headers.ts';

/** What every record begins with, and behind it a digit: `WARC/1.0`. */
const MARK = 'WARC/';
/** A block of so many bytes is held even where nobody wants it, so that the next record can be looked for in it. */
const HELD_BYTES = 1024 * 1024;
/** What is looked at behind a record: line ends, and the beginning of the next. */
const LOOK_AHEAD_BYTES = 32;
const NOTHING: Buffer = Buffer.alloc(0);
const MAX_BLOCK_BYTES = MAX_PAGE_BYTES + MAX_RECORD_HEADER_BYTES;

/** One record of a web archive. */
export interface WarcRecord {
  /** From 1. */
  readonly number: number;
  /** Where it begins in the file, after decompression. */
  readonly byteOffset: number;
  readonly headers: NamedHeaders;
  /** The beginning of its block, all of it where it is short. */
  readonly head: Buffer;
  /** The block; null where it was not wanted, or is larger than a page may be. */
  readonly block: Buffer | null;
  readonly blockBytes: number;
  /** Why it cannot be trusted: what follows does not begin where this one ought to end. */
  readonly fault?: string;
}

/** The address of the page of a record; empty where it has none. Old versions of wget put it between angle brackets. */
export function addressOf({ headers }: WarcRecord): string {
  return (headers.values.get('warc-target-uri') ?? '').replace(/^<(.*)>$/, '$1');
}

/**
 * The records of a web archive, broken ones with their fault. Behind a broken one it goes on at the next line that begins as
 * a record does, and looks for it in the broken one too where that was held. Nothing larger than a page is held.
 *
 * @param isWanted whether the block of a record will be used
 * @throws what the chunks throw
 * @see ISO 28500:2017 (WARC 1.1); drafts from 0.17 on have the same frame
 */
export async function* readRecords(
  bytes: ByteReader,
  isWanted: (headers: NamedHeaders, head: Buffer) => boolean,
): AsyncGenerator<WarcRecord> {
  for (let number = 1; await bytes.skipLineEnds(); number += 1) {
    yield await readRecord(bytes, number, isWanted);
  }
}

async function readRecord(
  bytes: ByteReader,
  number: number,
  isWanted: (headers: NamedHeaders, head: Buffer) => boolean,
): Promise<WarcRecord> {
  const byteOffset = bytes.offset;
  const broken = (fault: string, header = NOTHING): WarcRecord => {
    return { number, byteOffset, headers: parseHeaders(header), head: NOTHING, block: null, blockBytes: 0, fault };
  };
  const lost = async (fault: string, header?: Buffer): Promise<WarcRecord> => {
    await bytes.seekLine(MARK);
    return broken(fault, header);
  };
  if (!isMark(await bytes.peek(MARK.length + 1))) return await lost('begins with something that is no record');
  const taken = await bytes.takeHeader(MAX_RECORD_HEADER_BYTES, MARK);
  if (taken === null) return await lost(`has a header that does not end within ${MAX_RECORD_HEADER_BYTES} bytes`);
  const { bytes: header, isWhole } = taken;
  if (!isWhole) return broken('ends inside its header', header);
  const headers = parseHeaders(header);
  const length = headers.values.get('content-length') ?? '';
  if (!/^[0-9]{1,15}$/.test(length)) return await lost('has no Content-Length', header);
  const blockBytes = Number(length);
  const { head, block, missing } = await takeContent(bytes, blockBytes, (head) => isWanted(headers, head));
  const record = { number, byteOffset, headers, head, block, blockBytes };
  const fault = missing > 0 ? `ends ${missing} bytes early` : await findEndFault(bytes);
  if (fault === null) return record;
  const inside = block === null ? -1 : findLine(block, MARK);
  if (inside < 0 || !bytes.giveBack(block!.subarray(inside))) await bytes.seekLine(MARK);
  return { ...record, fault };
}

/** @returns how many bytes were missing at the end of the file as well */
async function takeContent(
  bytes: ByteReader,
  blockBytes: number,
  isWanted: (head: Buffer) => boolean,
): Promise<Pick<WarcRecord, 'head' | 'block'> & { missing: number }> {
  const head = await bytes.take(Math.min(blockBytes, MAX_RECORD_HEADER_BYTES));
  const rest = blockBytes - head.length;
  if (rest === 0) return { head, block: head, missing: 0 };
  const isHeld = blockBytes <= HELD_BYTES || (blockBytes <= MAX_BLOCK_BYTES && isWanted(head));
  if (!isHeld) return { head, block: null, missing: rest - (await bytes.skip(rest)) };
  const tail = await bytes.take(rest);
  return { head, block: Buffer.concat([head, tail]), missing: rest - tail.length };
}

/** Two line ends are what the standard wants behind a record. Fewer and more are let pass where another record follows. */
async function findEndFault(bytes: ByteReader): Promise<string | null> {
  const next = (await bytes.peek(LOOK_AHEAD_BYTES)).toString('latin1').replace(/^[\r\n]+/, '');
  return next === '' || isMark(Buffer.from(next, 'latin1')) ? null : 'does not end where its Content-Length says';
}

/** Whether bytes are those with which a record begins. */
export function isMark(bytes: Uint8Array): boolean {
  return isMarked(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), 0, MARK);
}
