import { lowerAscii } from '../../../src/bytes/lower-ascii.ts';
import { trimWhiteSpace } from '../../../src/bytes/white-space.ts';

/** The headers of a record or of an HTTP message, by their names in lower case. Of several with one name the first counts. */
export interface NamedHeaders {
  /** The first line, such as `WARC/1.0` or `HTTP/1.1 200 OK`. */
  readonly firstLine: string;
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Reads a block of lines `Name: value`. A line that begins with white space goes on with the value before it. What is no
 * such line is passed over, as archives hold what servers sent.
 * @see ISO 28500:2017, section 4; RFC 9112, section 5
 */
export function parseHeaders(block: Uint8Array): NamedHeaders {
  const text = Buffer.from(block.buffer, block.byteOffset, block.length).toString();
  const [firstLine = '', ...lines] = text.replace(/\r?\n[ \t]+/g, ' ').split('\n');
  const values = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = lowerAscii(trimWhiteSpace(line.slice(0, colon)));
    if (!values.has(name)) values.set(name, trimWhiteSpace(line.slice(colon + 1)));
  }
  return { firstLine: trimWhiteSpace(firstLine), values };
}

/** A media type in lower case, without its parameters: `text/html`; empty where there is none. */
export function readMediaType(contentType: string | undefined): string {
  return lowerAscii(trimWhiteSpace((contentType ?? '').split(/[;,]/, 1)[0]));
}

/** The label of the encoding that a content type names: `utf-8` of `text/html; charset="utf-8"`. */
export function readCharset(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*["']?([^\s"';,]+)/i.exec(contentType ?? '')?.[1];
}
