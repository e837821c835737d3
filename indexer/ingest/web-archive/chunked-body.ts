/** A size in hexadecimal, perhaps with an extension, at the beginning of a chunk. */
const SIZE_LINE = /^([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n/;
/** Bytes that such a line may have. */
const SIZE_LINE_BYTES = 256;

/**
 * Joins the chunks of a body.
 * @returns null for a body that is not in chunks: many archives keep it joined beside the header that speaks of chunks;
 *   `isWhole` false where it ends, or is no chunk any more, before the last
 * @see RFC 9112, section 7.1
 */
export function joinChunks(body: Buffer): { bytes: Buffer; isWhole: boolean } | null {
  const parts: Buffer[] = [];
  let isWhole = false;
  for (let place = 0; place < body.length && !isWhole; ) {
    const line = SIZE_LINE.exec(body.toString('latin1', place, place + SIZE_LINE_BYTES));
    if (line === null) break;
    const start = place + line[0].length;
    const end = start + Number.parseInt(line[1], 16);
    const lineEnd = body[end] === 0x0d ? 2 : 1;
    if (end === start) isWhole = true;
    // The last but one may be cut, or its line end.
    else if (end + lineEnd <= body.length && body[end + lineEnd - 1] !== 0x0a) break;
    parts.push(body.subarray(start, end));
    place = end + lineEnd;
  }
  return parts.length === 0 ? null : { bytes: Buffer.concat(parts), isWhole };
}
