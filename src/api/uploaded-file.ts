/** The file in a body: of a form that a browser sends, or a body that is nothing else. */
import { StillwebError } from '../errors.ts';

/** Name, media type and the like of a part. */
const MAX_HEAD_BYTES = 8192;
/** As browsers send a form in which no file was chosen. */
const NO_FILE = /;\s*filename=""/i;
const HEAD_END = '\r\n\r\n';

/**
 * The bytes of the file, as they arrive. Of `multipart/form-data` those of the first part, of another media type all. The body is read
 * to its end.
 *
 * @throws StillwebError INVALID_REQUEST for a form that is none, in which no file was chosen, or that ends inside its file
 * @see RFC 7578; RFC 2046, section 5.1.1
 */
export async function* readUploadedFile(body: AsyncIterable<Buffer>, contentType = ''): AsyncGenerator<Buffer> {
  const boundary = boundaryOf(contentType);
  if (boundary === null) {
    yield* body;
    return;
  }
  const delimiter = `\r\n--${boundary}`;
  let held: Buffer = Buffer.alloc(0);
  let place: 'head' | 'file' | 'behind' = 'head';
  for await (const chunk of body) {
    if (place === 'behind') continue;
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    if (place === 'head') {
      const end = held.indexOf(HEAD_END);
      if (end === -1 && held.length <= MAX_HEAD_BYTES) continue;
      if (end === -1 || !held.toString('latin1').startsWith(`--${boundary}\r\n`)) throw noForm();
      if (NO_FILE.test(held.toString('latin1', 0, end))) throw noForm();
      held = held.subarray(end + HEAD_END.length);
      place = 'file';
    }
    const end = held.indexOf(delimiter);
    if (end !== -1) place = 'behind';
    // Its end may stand in two chunks.
    const ready = end === -1 ? held.length - delimiter.length : end;
    if (ready > 0) yield held.subarray(0, ready);
    if (ready > 0) held = held.subarray(ready);
  }
  if (place !== 'behind') throw noForm();
}

function noForm(): StillwebError {
  return new StillwebError('INVALID_REQUEST', 'the form has no file, or ends inside it', { field: 'trace' });
}

/** Null for what is no form. @throws StillwebError INVALID_REQUEST for a form without one */
function boundaryOf(contentType: string): string | null {
  if (!/^\s*multipart\/form-data\s*(?:;|$)/i.test(contentType)) return null;
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  if ((quoted ?? plain) === undefined) throw noForm();
  return quoted ?? plain;
}
