import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { isGzip } from '../bytes/gzip.ts';
import { type ErrorCode, StillwebError } from '../errors.ts';
import { MAX_EVALUATION_BYTES } from '../limits.ts';

/** One line of a file without its end (LF or CRLF). `number` counts from 1. */
export interface TextLine {
  readonly number: number;
  readonly text: string;
  /** The file ends with it, without the end of a line: whoever wrote it may not have come to its end. */
  readonly isOpen?: true;
}

/**
 * The lines of a text file, plain or gzip (told by its first two bytes, not by its name). Blank lines are left out.
 * A byte order mark is dropped. Lines are decoded one at a time, so the file may be longer than a string can be.
 *
 * @param invalid the code for a file that is damaged, too large or not UTF-8
 * @throws StillwebError INPUT_MISSING for a file that cannot be read, or `invalid`; the latter also while iterating
 */
export async function readLines(
  path: string,
  invalid: ErrorCode,
  maxBytes = MAX_EVALUATION_BYTES,
): Promise<Iterable<TextLine>> {
  return splitLines(await readUnpacked(path, invalid, maxBytes), path, invalid);
}

/** The words of a line between blanks and tabs, by C's idea of white space: an id may hold a no-break space. */
export function splitColumns(text: string): string[] {
  return text.match(/[^\t-\r ]+/g) ?? [];
}

/** The refusal of one line: every reader of this folder reports file and line alike. */
export function refuseLine(code: ErrorCode, file: string, line: number, what: string): StillwebError {
  return new StillwebError(code, `${file}:${line}: ${what}`, { file, line });
}

async function readUnpacked(path: string, invalid: ErrorCode, maxBytes: number): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new StillwebError('INPUT_MISSING', `${path} cannot be read (${code})`, { file: path }, { cause });
  }
  if (isGzip(bytes)) {
    try {
      // One byte more than is allowed, so that a file of exactly maxBytes passes and a longer one is told from damage.
      bytes = await promisify(gunzip)(bytes, { maxOutputLength: maxBytes + 1 });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(path, invalid, maxBytes);
      throw new StillwebError(invalid, `${path} is a damaged gzip file`, { file: path }, { cause });
    }
  }
  if (bytes.length > maxBytes) throw tooLarge(path, invalid, maxBytes);
  return bytes;
}

function tooLarge(path: string, invalid: ErrorCode, maxBytes: number): StillwebError {
  return new StillwebError(invalid, `${path} holds more than ${maxBytes} bytes`, { file: path, maxBytes });
}

function* splitLines(bytes: Buffer, path: string, invalid: ErrorCode): Generator<TextLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let start = hasMark ? 3 : 0;
  for (let number = 1; start < bytes.length; number++) {
    const newline = bytes.indexOf(10, start);
    const end = newline === -1 ? bytes.length : newline;
    let text: string;
    try {
      text = decoder.decode(bytes.subarray(start, end));
    } catch {
      throw refuseLine(invalid, path, number, 'the line is not UTF-8');
    }
    if (text.endsWith('\r')) text = text.slice(0, -1);
    if (text.trim() !== '') yield { number, text, ...(newline === -1 && { isOpen: true as const }) };
    start = end + 1;
  }
}
