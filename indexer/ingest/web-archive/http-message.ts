import { MAX_RECORD_HEADER_BYTES } from '../../../src/limits.ts';
import { findBlankLine } from './byte-reader.ts';
import { type NamedHeaders, parseHeaders } from './named-headers.ts';

/** The beginning of an HTTP response as an archive holds it. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: NamedHeaders;
  /** Bytes before its body. */
  readonly bytes: number;
}

/**
 * Reads the status and the headers of a response; nothing is read behind the record that holds it.
 * @param head the beginning of the record's block
 * @param isAll whether that is the whole block, so that headers may end with it
 * @returns null for what is no HTTP response, and for headers that do not end within the limit
 * @see RFC 9112, section 4
 */
export function readResponseHead(head: Buffer, isAll: boolean): ResponseHead | null {
  const end = findBlankLine(head.subarray(0, MAX_RECORD_HEADER_BYTES)) ?? (isAll ? head.length : null);
  if (end === null) return null;
  const headers = parseHeaders(head.subarray(0, end));
  const status = /^HTTP\/[0-9](?:\.[0-9])?[ \t]+([0-9]{3})(?:[ \t]|$)/i.exec(headers.firstLine)?.[1];
  return status === undefined ? null : { status: Number(status), headers, bytes: end };
}
