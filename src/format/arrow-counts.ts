import { TableFault } from './table-fault.ts';

/** Fields in each other. A field in itself has no end. */
const MAX_FIELD_DEPTH = 64;
/** Bytes that a field takes at the least. */
const FIELD_BYTES = 8;

/** Kinds of messages, and places in their tables, in the schema of the format. */
const SCHEMA = 1;
const DICTIONARY_BATCH = 2;
const RECORD_BATCH = 3;
const MESSAGE = { headerType: 1, header: 2, customMetadata: 4 };
const SCHEMA_TABLE = { fields: 1, customMetadata: 2 };
const FIELD = { children: 5, customMetadata: 6 };
const BATCH = { nodes: 1, buffers: 2, variadicCounts: 4 };

/**
 * Refuses lists in the metadata of a message that say that they are longer than the message: the parser believes them, and four
 * bytes would be a loop of 2^32 steps.
 *
 * @throws TableFault; RangeError for an offset that leads out of the message
 * @see https://flatbuffers.dev/internals/
 * @see https://github.com/apache/arrow/tree/main/format
 */
export function checkCounts(metadata: Buffer): void {
  const message = metadata.readUInt32LE(0);
  const kindPlace = slotOf(metadata, message, MESSAGE.headerType);
  const header = tableAt(metadata, message, MESSAGE.header);
  listAt(metadata, message, MESSAGE.customMetadata, 4);
  if (kindPlace === 0 || header === 0) return;
  const kind = metadata.readUInt8(kindPlace);
  if (kind === SCHEMA) {
    listAt(metadata, header, SCHEMA_TABLE.customMetadata, 4);
    const room = { fields: metadata.length / FIELD_BYTES };
    checkFields(metadata, header, SCHEMA_TABLE.fields, room, 0);
  }
  const batch = kind === DICTIONARY_BATCH ? tableAt(metadata, header, 1) : header;
  if ((kind !== RECORD_BATCH && kind !== DICTIONARY_BATCH) || batch === 0) return;
  listAt(metadata, batch, BATCH.nodes, 16);
  listAt(metadata, batch, BATCH.buffers, 16);
  listAt(metadata, batch, BATCH.variadicCounts, 8);
}

function checkFields(bytes: Buffer, table: number, slot: number, room: { fields: number }, depth: number): void {
  const { start, count } = listAt(bytes, table, slot, 4);
  room.fields -= count;
  if (room.fields < 0 || depth > MAX_FIELD_DEPTH) throw tooMany();
  for (let place = start; place < start + 4 * count; place += 4) {
    const field = place + bytes.readUInt32LE(place);
    listAt(bytes, field, FIELD.customMetadata, 4);
    checkFields(bytes, field, FIELD.children, room, depth + 1);
  }
}

/** Where a list begins, and how many items it has, all of them inside the message. */
function listAt(bytes: Buffer, table: number, slot: number, itemBytes: number): { start: number; count: number } {
  const list = tableAt(bytes, table, slot);
  if (list === 0) return { start: 0, count: 0 };
  const count = bytes.readUInt32LE(list);
  if (list + 4 + count * itemBytes > bytes.length) throw tooMany();
  return { start: list + 4, count };
}

/** What an offset in a table leads to; 0 where it is absent. */
function tableAt(bytes: Buffer, table: number, slot: number): number {
  const place = slotOf(bytes, table, slot);
  return place === 0 ? 0 : place + bytes.readUInt32LE(place);
}

function slotOf(bytes: Buffer, table: number, slot: number): number {
  const slots = table - bytes.readInt32LE(table);
  const at = 4 + 2 * slot;
  const offset = at < bytes.readUInt16LE(slots) ? bytes.readUInt16LE(slots + at) : 0;
  return offset === 0 ? 0 : table + offset;
}

function tooMany(): TableFault {
  return new TableFault('TABLE_INVALID', 'has a list that is longer than its message');
}
