import type { ExactNumber } from '../../src/bytes/exact-number.ts';
import { MAX_LINE_BYTES } from '../../src/limits.ts';
import type { CollectedDocument, CollectionReader, JsonValue, SourceLocation } from './collection.ts';
import { type Line, LineSplitter } from './line-splitter.ts';
import { recordFault } from './record-fault.ts';
import { type RawRecord, RecordTaker } from './record-taker.ts';

/** JSON Lines: one document a line. Empty lines are passed over. */
export const jsonLinesReader: CollectionReader = {
  name: 'jsonl',
  endings: ['.jsonl', '.ndjson'],

  /** One brace is little to go by, but a record of any other kind of JSON Lines is no document. */
  detect(_name, firstBytes) {
    return firstCharacter(firstBytes) === '{';
  },

  /** The documents of each chunk of the file. */
  async *read(file, options) {
    const splitter = new LineSplitter(MAX_LINE_BYTES);
    const taker = new RecordTaker(file, options);
    for await (const chunk of file.content) yield takeLines(taker, splitter.split(chunk));
    yield takeLines(taker, splitter.finish());
  },
};

/** The first character that is no white space or byte order mark; empty where there is none. */
export function firstCharacter(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return text
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .charAt(0);
}

/** The documents of lines, or of other stretches of text that hold one JSON object each. */
export function* takeLines(taker: RecordTaker, lines: Iterable<Line>): Generator<CollectedDocument> {
  for (const line of lines) {
    if (line.text !== undefined && isEmptyLine(line.text)) continue;
    const collected = taker.take({ line: line.number }, (location) => readLine(line, location));
    if (collected !== null) yield collected;
  }
}

/** What a line or another stretch of JSON holds. @throws StillwebError LINE_* and INVALID_UTF8 */
export function readLine(line: Omit<Line, 'number'>, location: SourceLocation): RawRecord {
  const values = parseLine(line, location);
  return { values, mayHoldEscapes: line.text!.includes('\\u'), source: line.text };
}

function parseLine(line: Omit<Line, 'number'>, location: SourceLocation): { [key: string]: JsonValue } {
  if (line.fault === 'too-long') {
    const what = `has ${line.bytes} bytes, over ${MAX_LINE_BYTES}`;
    throw recordFault('LINE_TOO_LONG', location, what, { bytes: line.bytes, limit: MAX_LINE_BYTES });
  }
  if (line.fault === 'utf-8') {
    const byteOffset = line.offset + (line.faultOffset ?? 0);
    const what = `is not UTF-8: byte ${line.faultOffset} of the line, byte ${byteOffset} of the file's content`;
    throw recordFault('INVALID_UTF8', location, what, { byteOffset, lineByteOffset: line.faultOffset ?? 0 });
  }
  // As `JSON.parse` gives it: numbers that it changes are looked at with the record.
  let value: Exclude<JsonValue, ExactNumber>;
  try {
    value = JSON.parse(line.text!) as typeof value;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw recordFault('LINE_NOT_JSON', location, 'is not JSON', {}, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const kind = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
    throw recordFault('LINE_NOT_OBJECT', location, `is ${kind}, not a JSON object`, { kind });
  }
  return value;
}

/** JSON's white space only. */
function isEmptyLine(text: string): boolean {
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code !== 0x20 && code !== 0x09 && code !== 0x0d) return false;
  }
  return true;
}
