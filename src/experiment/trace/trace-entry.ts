/** One line of a trace, checked: the only way in which a line comes into this program. */
import { StillwebError } from '../../errors.ts';
import { kindOfLine, type TraceAnswer, type TraceCall, type TraceHead, type TraceIndex } from './trace-line.ts';
import type { LinePlace } from './trace-lines.ts';
import { checkShape, invalidLine, type StoredBody } from './trace-shape.ts';

export type TraceEntry =
  | { readonly kind: 'head'; readonly head: TraceHead }
  | { readonly kind: 'index'; readonly index: TraceIndex }
  | ({ readonly kind: 'answer'; readonly place: LinePlace } & ReadAnswer)
  | { readonly kind: 'call'; readonly call: TraceCall };

export interface ReadAnswer {
  readonly answer: TraceAnswer;
  /** Byte for byte as it was sent; null for a refusal. */
  readonly body: Uint8Array | null;
  /** The body where it is JSON; undefined where it is not. */
  readonly json: unknown;
}

/**
 * @param number of the line, from 1
 * @param start of the line in the file, unpacked, in bytes
 * @param line without its line feed
 * @throws StillwebError TRACE_INVALID with path, line and, where one is wrong, member
 */
export function readEntry(path: string, number: number, start: number, line: Buffer): TraceEntry {
  try {
    return entryOf(start, line);
  } catch (error) {
    throw located(path, number, error);
  }
}

/** A fault of a line with where it is. */
export function located(path: string, line: number, error: unknown): unknown {
  if (error instanceof SyntaxError) return located(path, line, invalidLine('the line is no JSON'));
  if (!(error instanceof StillwebError) || error.code !== 'TRACE_INVALID') return error;
  const message = `${path}, line ${line}: ${error.message}`;
  return new StillwebError('TRACE_INVALID', message, { path, line, ...error.facts });
}

function entryOf(start: number, line: Buffer): TraceEntry {
  const kind = kindOfLine(line);
  switch (kind) {
    case null:
      throw invalidLine('the line is none that a server writes');
    case 'head':
      return { kind, head: checkShape(kind, parse(line)) };
    case 'index':
      return { kind, index: checkShape(kind, parse(line)) };
    case 'call':
      return { kind, call: checkShape(kind, parse(line)) };
    case 'answer':
      return { kind, place: { start, length: line.length }, ...readAnswer(line) };
  }
}

const BODY = ',"body":';

/**
 * What a line tells of an answer, and its body.
 *
 * @param line of `writeAnswerLine`, without its line feed
 * @throws SyntaxError, StillwebError TRACE_INVALID
 */
export function readAnswer(line: Buffer): ReadAnswer {
  return readApart(line) ?? readWhole(line);
}

/** A body that stands last, as it was sent; null where it does not. What stands before it is parsed by itself, so that nothing stands behind it. */
function readApart(line: Buffer): ReadAnswer | null {
  // Inside a text its quotes would be escaped.
  const at = line.indexOf(BODY);
  if (at < 0) return null;
  const body = line.subarray(at + BODY.length, -1);
  let told: unknown;
  let json: unknown;
  try {
    told = JSON.parse(`${line.toString('utf8', 0, at)}}`);
    json = parse(body);
  } catch {
    return null;
  }
  const answer = checkShape('answer', told);
  const { error, text, base64, bytes } = answer;
  const isLast = error === undefined && text === undefined && base64 === undefined && bytes === body.length;
  return isLast && line.at(-1) === CLOSING ? { answer, body, json } : null;
}

const CLOSING = 0x7d;

/** Another program may have written the line anew, with blanks or escapes: the JSON of a body is what was sent where it is as long. */
function readWhole(line: Buffer): ReadAnswer {
  const { body: json, text, base64, ...answer } = checkShape('answer', parse(line));
  if (answer.error !== undefined) return { answer, body: null, json: undefined };
  const body = storedBytes({ body: json, text, base64 });
  if (body === null) throw invalidLine('it has neither a body nor an error', { member: 'body' });
  if (body.length === answer.bytes) return { answer, body, json };
  const what = `bytes says ${answer.bytes}, and its body has ${body.length}: it does not stand there as it was sent`;
  throw invalidLine(what, { member: 'bytes' });
}

function storedBytes({ body, text, base64 }: StoredBody): Buffer | null {
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  if (text !== undefined) return Buffer.from(text);
  if (body === undefined) return null;
  try {
    return Buffer.from(JSON.stringify(body));
  } catch {
    throw invalidLine('its body is nested too deep', { member: 'body' });
  }
}

function parse(bytes: Buffer): unknown {
  return JSON.parse(bytes.toString('utf8'));
}
