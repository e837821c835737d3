import { getBOMEncoding, TextDecoder } from '@exodus/bytes/encoding.js';
import type { CollectionFile } from './collection.ts';

/**
 * The content of a table of text without its byte order mark: as it is stored, or as UTF-8 where the mark says UTF-16, as
 * spreadsheets write it. Half of a surrogate pair becomes U+FFFD.
 */
export async function* asByteText({ content }: CollectionFile): AsyncGenerator<Buffer> {
  let head = Buffer.alloc(0);
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let isBegun = false;
  for await (const chunk of content) {
    let rest = chunk;
    if (!isBegun) {
      head = Buffer.concat([head, chunk]);
      if (head.length < 3) continue;
      isBegun = true;
      const encoding = getBOMEncoding(head);
      if (encoding !== null && encoding !== 'utf-8') decoder = new TextDecoder(encoding);
      rest = encoding === 'utf-8' ? head.subarray(3) : head;
    }
    yield decoder === null ? rest : Buffer.from(decoder.decode(rest, { stream: true }));
  }
  if (!isBegun) yield head;
  else if (decoder !== null) yield Buffer.from(decoder.decode());
}
