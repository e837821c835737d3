import type { ExactNumber } from '../../src/bytes/exact-number.ts';
import { MAX_LINE_BYTES } from '../../src/limits.ts';
import { readCluewebRecord } from './clueweb-record.ts';
import type {
  CollectedDocument,
  CollectionFile,
  CollectionReader,
  FieldMap,
  JsonValue,
  ReadOptions,
  SourceLocation,
} from './collection.ts';
import { readJsonRecord } from './json-record.ts';
import { type Line, LineSplitter } from './line-splitter.ts';
import { recordFault, reportFault } from './record-fault.ts';

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
    for await (const chunk of file.content) yield collectLines(file, splitter.split(chunk), options);
    yield collectLines(file, splitter.finish(), options);
  },
};

/** The first character that is no white space or byte order mark; empty where there is none. */
function firstCharacter(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return text
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .charAt(0);
}

function* collectLines(
  file: CollectionFile,
  lines: Iterable<Line>,
  options: ReadOptions,
): Generator<CollectedDocument> {
  const fields = options.fields ?? {};
  const { path, bytesRead } = file;
  for (const line of lines) {
    const collected = collect(path, line, fields, options, bytesRead);
    if (collected !== null) yield collected;
  }
}

function collect(
  file: string,
  line: Line,
  fields: FieldMap,
  options: ReadOptions,
  bytesRead: number,
): CollectedDocument | null {
  if (line.text !== undefined && isEmptyLine(line.text)) return null;
  const location: SourceLocation = { file, line: line.number };
  try {
    const record = parseLine(line, location);
    const mayHoldEscapes = line.text!.includes('\\u');
    const clueweb = namesField(fields) ? null : readCluewebRecord(record);
    if (clueweb === 'links') {
      options.onPassed?.('record of links of ClueWeb22');
      return null;
    }
    const source = clueweb === null ? line.text : undefined;
    const document = readJsonRecord(clueweb ?? record, fields, location, mayHoldEscapes, source);
    return { document, location, bytesRead };
  } catch (error) {
    reportFault(error, location, options.onProblem);
    return null;
  }
}

function parseLine(line: Line, location: SourceLocation): { [key: string]: JsonValue } {
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

/** Whether a user says which fields are which. */
function namesField(fields: FieldMap): boolean {
  for (const field in fields) if (fields[field as keyof FieldMap] !== undefined) return true;
  return false;
}

/** JSON's white space only. */
function isEmptyLine(text: string): boolean {
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code !== 0x20 && code !== 0x09 && code !== 0x0d) return false;
  }
  return true;
}
