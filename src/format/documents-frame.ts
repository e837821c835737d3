import { MetadataVersion } from 'apache-arrow/enum';
import { FileBlock, Footer } from 'apache-arrow/ipc/metadata/file';
import { Message } from 'apache-arrow/ipc/metadata/message';
import { Field, Schema } from 'apache-arrow/schema';
import { List, Utf8 } from 'apache-arrow/type';
import type { BlockTable } from './documents.ts';
import { encapsulate } from './record-batch.ts';

/**
 * Writes what stands around the blocks of `documents.arrow`. Apart from what writes the blocks: apache-arrow, which knows schemas, takes longer to
 * load than all that a thread needs to make a unit.
 */

const MAGIC_BYTES = new TextEncoder().encode('ARROW1');
const END_OF_STREAM = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

const SCHEMA = new Schema([
  new Field('id', new Utf8(), false),
  new Field('title', new Utf8(), false),
  new Field('text', new Utf8(), false),
  new Field('url', new Utf8(), true),
  new Field('date', new Utf8(), true),
  new Field('language', new Utf8(), true),
  new Field('links', new List(new Field('item', new Utf8(), false)), true),
  new Field('metadata', new Utf8(), true),
]);

/** What stands before the first block: the magic bytes and the schema's message. */
export function documentsHeader(): Uint8Array {
  const header = new Uint8Array(8 + schemaMessage().length);
  header.set(MAGIC_BYTES);
  header.set(schemaMessage(), 8);
  return header;
}

/** What stands after the last block: the end-of-stream mark and the footer that lists the blocks. */
export function documentsFooter(table: BlockTable): Uint8Array {
  const blocks = Array.from(table.offset, (offset, i) => new FileBlock(table.metadata[i], table.body[i], offset));
  const footer = Footer.encode(new Footer(SCHEMA, MetadataVersion.V5, blocks, []));
  const bytes = new Uint8Array(END_OF_STREAM.length + footer.length + 4 + MAGIC_BYTES.length);
  bytes.set(END_OF_STREAM);
  bytes.set(footer, END_OF_STREAM.length);
  new DataView(bytes.buffer).setInt32(END_OF_STREAM.length + footer.length, footer.length, true);
  bytes.set(MAGIC_BYTES, END_OF_STREAM.length + footer.length + 4);
  return bytes;
}

let schemaBytes: Uint8Array | null = null;

/** The encapsulated message of the schema, with which every Arrow stream begins. */
function schemaMessage(): Uint8Array {
  schemaBytes ??= encapsulate(Message.encode(Message.from(SCHEMA)));
  return schemaBytes;
}
