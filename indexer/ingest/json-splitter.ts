import { isUtf8 } from 'node:buffer';
import type { SourceLocation } from './collection.ts';
import { findInvalidUtf8, type Line } from './line-splitter.ts';
import { recordFault } from './record-fault.ts';

const NEWLINE = 0x0a;
const [SPACE, TAB, RETURN] = [0x20, 0x09, 0x0d];
const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const MARK = [0xef, 0xbb, 0xbf];

/** What the next byte that is no white space may be. */
type Wanted = 'start' | 'record' | 'comma' | 'nothing';

/**
 * Cuts a stream of JSON into records: the members of one array, or values that follow one another. What a record holds is
 * not looked at, but for strings and brackets, which say where it ends. Keeps one unfinished record, of `maxBytes` at most.
 */
export class JsonSplitter {
  readonly #maxBytes: number;
  readonly #file: string;
  #wanted: Wanted = 'start';
  /** Bytes of a byte order mark that the content begins with. */
  #marked = 0;
  #isList = false;
  #line = 1;
  #offset = 0;
  /** Open brackets of the record; 0 outside of one and inside a number or a word. */
  #depth = 0;
  #isInside = false;
  #isString = false;
  #isEscaped = false;
  #parts: Buffer[] = [];
  #bytes = 0;
  #startLine = 1;
  #startOffset = 0;

  /** @param file for messages */
  constructor(maxBytes: number, file: string) {
    this.#maxBytes = maxBytes;
    this.#file = file;
  }

  /** @throws StillwebError LINE_NOT_JSON for what stands between records and is no JSON */
  *split(chunk: Buffer): Generator<Line> {
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (!this.#isInside) {
        if (this.#passBetween(byte)) continue;
        this.#begin(at);
        start = at;
      }
      const end = this.#findEnd(byte, at);
      if (end >= 0) {
        yield this.#finish(chunk.subarray(start, end));
        // A comma, a bracket or white space behind a number is not part of it.
        if (end === at) this.#passBetween(byte);
      }
      if (byte === NEWLINE) this.#line += 1;
    }
    if (this.#isInside) this.#keep(chunk.subarray(start));
    this.#offset += chunk.length;
  }

  /** The last record, if it is a number or a word. @throws StillwebError LINE_NOT_JSON for content that ends early */
  *finish(): Generator<Line> {
    if (this.#isInside && this.#depth === 0 && !this.#isString) yield this.#finish(Buffer.alloc(0));
    const isOpen = this.#isInside || (this.#isList && this.#wanted !== 'nothing');
    if (isOpen) throw this.#fault(this.#isInside ? this.#startLine : this.#line, 'is JSON that ends too early');
  }

  /** Takes a byte outside of records; false for the first of a record. */
  #passBetween(byte: number): boolean {
    if (byte === SPACE || byte === TAB || byte === RETURN) return true;
    if (byte === NEWLINE) {
      this.#line += 1;
      return true;
    }
    if (this.#wanted === 'start' && byte === MARK[this.#marked]) {
      this.#marked += 1;
      return true;
    }
    if (this.#wanted === 'start' && byte === OPEN_LIST) {
      this.#isList = true;
      this.#wanted = 'record';
      return true;
    }
    if (this.#isList && byte === CLOSE_LIST && this.#wanted !== 'nothing') {
      this.#wanted = 'nothing';
      return true;
    }
    if (this.#wanted === 'comma' && byte === COMMA) {
      this.#wanted = 'record';
      return true;
    }
    const isValue = byte !== COMMA && byte !== CLOSE_LIST && byte !== CLOSE_OBJECT;
    if (isValue && (this.#wanted === 'start' || this.#wanted === 'record')) return false;
    throw this.#fault(this.#line, 'is no JSON: something else stands between two records, or behind the last');
  }

  #begin(at: number): void {
    this.#isInside = true;
    this.#depth = 0;
    this.#startLine = this.#line;
    this.#startOffset = this.#offset + at;
  }

  /** Where the record ends with this byte: behind it, before it, or not yet (-1). */
  #findEnd(byte: number, at: number): number {
    if (this.#isString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) {
        this.#isString = false;
        return this.#depth === 0 ? at + 1 : -1;
      }
      return -1;
    }
    if (byte === QUOTE) this.#isString = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (this.#depth === 0) return at;
      this.#depth -= 1;
      return this.#depth === 0 ? at + 1 : -1;
    } else if (this.#depth === 0 && (byte === COMMA || byte <= SPACE)) return at;
    return -1;
  }

  #keep(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#maxBytes) this.#parts = [];
    else this.#parts.push(part);
  }

  #finish(last: Buffer): Line {
    this.#keep(last);
    const bytes = this.#bytes;
    const record = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
    this.#isInside = false;
    this.#wanted = this.#isList ? 'comma' : 'record';
    this.#parts = [];
    this.#bytes = 0;
    const place = { number: this.#startLine, offset: this.#startOffset, bytes };
    if (bytes > this.#maxBytes) return { ...place, fault: 'too-long' };
    if (!isUtf8(record)) return { ...place, fault: 'utf-8', faultOffset: findInvalidUtf8(record) };
    return { ...place, text: record.toString('utf8') };
  }

  #fault(line: number, what: string): Error {
    const location: SourceLocation = { file: this.#file, line };
    return recordFault('LINE_NOT_JSON', location, what);
  }
}
