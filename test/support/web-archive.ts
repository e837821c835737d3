/** Records of web archives as programs write them. */

export interface RecordParts {
  readonly type?: string;
  readonly url?: string;
  readonly date?: string;
  readonly contentType?: string;
  /** What Content-Length says; the length of the block unless given. */
  readonly length?: number | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One record of WARC 1.0, with the two line ends behind it. */
export function warcRecord(block: string | Buffer, parts: RecordParts = {}): Buffer {
  const { type = 'response', url = 'http://example.org/', date = '2024-05-18T01:58:10Z', headers = {} } = parts;
  const contentType = parts.contentType ?? (type === 'response' ? 'application/http; msgtype=response' : 'text/plain');
  const body = Buffer.from(block as string);
  const lines = [
    'WARC/1.0',
    `WARC-Type: ${type}`,
    ...(url === '' ? [] : [`WARC-Target-URI: ${url}`]),
    `WARC-Date: ${date}`,
    `Content-Type: ${contentType}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${parts.length ?? body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body, Buffer.from('\r\n\r\n')]);
}

/** An HTTP response of status 200 as the block of a record. */
export function httpResponse(
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = { 'Content-Type': 'text/html; charset=utf-8' },
  status = '200 OK',
): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`), Buffer.from(body as string)]);
}

/** A body in chunks of so many bytes. */
export function chunked(body: Buffer, bytes: number): Buffer {
  const parts: Buffer[] = [];
  for (let start = 0; start < body.length; start += bytes) {
    const part = body.subarray(start, start + bytes);
    parts.push(Buffer.from(`${part.length.toString(16)};x=y\r\n`), part, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}
