import { BodyCompression } from 'apache-arrow/fb/body-compression';
import { BodyCompressionMethod } from 'apache-arrow/fb/body-compression-method';
import { Buffer as BufferRegion } from 'apache-arrow/fb/buffer';
import { CompressionType } from 'apache-arrow/fb/compression-type';
import { FieldNode } from 'apache-arrow/fb/field-node';
import { RecordBatch } from 'apache-arrow/fb/record-batch';
import { Builder } from 'flatbuffers';
import { LENGTH_PREFIX_BYTES } from './documents.ts';

/**
 * Writes Arrow record batches of text columns as encapsulated messages, by hand rather than with apache-arrow's writer,
 * which takes several times as long. Of apache-arrow it needs the tables of the metadata alone, which take a tenth of its time to load.
 *
 * A compressed batch has an int64 before each buffer that is not empty: the length of the buffer before compression, or −1
 * where it is stored as it was.
 *
 * @see https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format and #compression
 */

const ALIGNMENT = 8;
/** Before the metadata: the continuation mark −1 and the length of what follows, both int32. */
const MESSAGE_HEAD_BYTES = 8;

const ENCODER = new TextEncoder();

/** Of one column: how many rows it has, and how many of them hold nothing. */
interface Node {
  readonly rows: number;
  readonly nulls: number;
}

/** A place in the body. */
interface Region {
  readonly offset: number;
  readonly bytes: number;
}

/** Collects the columns of one batch, in the order of the schema, then gives its message. Used again and again. */
export class RecordBatchEncoder {
  readonly #compress: ((bytes: Uint8Array) => Uint8Array | null) | null;
  #nodes: Node[] = [];
  #regions: Region[] = [];
  #body = new Uint8Array(1 << 16);
  #bodyLength = 0;
  #scratch = new Uint8Array(1 << 16);

  /** @param compress for compressed batches: gives shorter bytes, or null where there are none; null for plain batches */
  constructor(compress: ((bytes: Uint8Array) => Uint8Array | null) | null) {
    this.#compress = compress;
  }

  get #isCompressed(): boolean {
    return this.#compress !== null;
  }

  /**
   * A column of UTF-8.
   *
   * @param compresses whether its bytes are compressed, in a compressed batch and where that makes them fewer
   */
  addTexts(values: readonly (string | null)[], compresses = false): void {
    this.#addValidity(values);
    const offsets = new Int32Array(values.length + 1);
    let codeUnits = 0;
    for (const value of values) if (value !== null) codeUnits += value.length;
    if (this.#scratch.length < codeUnits * 3) this.#scratch = new Uint8Array(codeUnits * 6);
    const scratch = this.#scratch;
    let length = 0;
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      if (value !== null && value !== '') length += ENCODER.encodeInto(value, scratch.subarray(length)).written;
      offsets[row + 1] = length;
    }
    this.#addBuffer(new Uint8Array(offsets.buffer));
    const bytes = scratch.subarray(0, length);
    const frame = compresses && length > 0 ? (this.#compress?.(bytes) ?? null) : null;
    if (frame === null) this.#addBuffer(bytes);
    else this.#addBuffer(frame, length);
  }

  /** A column of lists of UTF-8 without nulls inside. */
  addTextLists(values: readonly (readonly string[] | null)[]): void {
    this.#addValidity(values);
    const offsets = new Int32Array(values.length + 1);
    for (let row = 0; row < values.length; row++) offsets[row + 1] = offsets[row] + (values[row]?.length ?? 0);
    this.#addBuffer(new Uint8Array(offsets.buffer));
    this.addTexts(values.flatMap((value) => value ?? []));
  }

  /** The message of the columns added so far: head, metadata and body. The encoder is then empty. */
  finish(rows: number): { message: Uint8Array; metadataBytes: number } {
    const bodyBytes = align(this.#bodyLength);
    const metadata = encodeMetadata(rows, this.#nodes, this.#regions, this.#isCompressed, bodyBytes);
    const message = encapsulate(metadata, bodyBytes);
    const metadataBytes = message.length - bodyBytes;
    message.set(this.#body.subarray(0, this.#bodyLength), metadataBytes);
    this.#nodes = [];
    this.#regions = [];
    this.#bodyLength = 0;
    return { message, metadataBytes };
  }

  /** The node of a column and its validity bits, one bit a row; a column without nulls has none. */
  #addValidity(values: readonly unknown[]): void {
    let nulls = 0;
    for (const value of values) if (value === null) nulls++;
    this.#nodes.push({ rows: values.length, nulls });
    if (nulls === 0) {
      this.#addBuffer(new Uint8Array(0));
      return;
    }
    const bits = new Uint8Array(Math.ceil(values.length / 64) * 8);
    for (let row = 0; row < values.length; row++) if (values[row] !== null) bits[row >> 3] |= 1 << (row & 7);
    this.#addBuffer(bits);
  }

  /** @param prefix in a compressed batch: the length before compression, or −1 */
  #addBuffer(bytes: Uint8Array, prefix = -1): void {
    if (bytes.length === 0) {
      this.#regions.push({ offset: this.#bodyLength, bytes: 0 });
      return;
    }
    const start = align(this.#bodyLength);
    const data = this.#isCompressed ? start + LENGTH_PREFIX_BYTES : start;
    const end = data + bytes.length;
    this.#reserve(end);
    this.#body.fill(0, this.#bodyLength, start);
    if (this.#isCompressed) new DataView(this.#body.buffer).setBigInt64(start, BigInt(prefix), true);
    this.#body.set(bytes, data);
    this.#regions.push({ offset: start, bytes: end - start });
    this.#bodyLength = end;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#body.length) return;
    const grown = new Uint8Array(bytes * 2);
    grown.set(this.#body.subarray(0, this.#bodyLength));
    this.#body = grown;
  }
}

/**
 * The table `Message` of Arrow's `Message.fbs`: version, type and place of the header, length of the body, metadata of its own. It is written here,
 * since that of apache-arrow brings all types that a schema may have.
 */
const MESSAGE_FIELDS = 5;
const METADATA_V5 = 4;
const RECORD_BATCH = 3;

/** The metadata of a message, as the writer of apache-arrow orders it: an index is compared byte for byte. */
function encodeMetadata(
  rows: number,
  nodes: readonly Node[],
  regions: readonly Region[],
  isCompressed: boolean,
  bodyBytes: number,
): Uint8Array {
  const builder = new Builder();
  RecordBatch.startNodesVector(builder, nodes.length);
  for (const node of nodes.toReversed()) FieldNode.createFieldNode(builder, BigInt(node.rows), BigInt(node.nulls));
  const nodesAt = builder.endVector();
  RecordBatch.startBuffersVector(builder, regions.length);
  for (const { offset, bytes } of regions.toReversed())
    BufferRegion.createBuffer(builder, BigInt(offset), BigInt(bytes));
  const regionsAt = builder.endVector();
  const compressionAt = isCompressed
    ? BodyCompression.createBodyCompression(builder, CompressionType.ZSTD, BodyCompressionMethod.BUFFER)
    : null;
  RecordBatch.startRecordBatch(builder);
  RecordBatch.addLength(builder, BigInt(rows));
  RecordBatch.addNodes(builder, nodesAt);
  RecordBatch.addBuffers(builder, regionsAt);
  if (compressionAt !== null) RecordBatch.addCompression(builder, compressionAt);
  const batchAt = RecordBatch.endRecordBatch(builder);
  builder.startObject(MESSAGE_FIELDS);
  builder.addFieldInt16(0, METADATA_V5, 0);
  builder.addFieldOffset(2, batchAt, 0);
  builder.addFieldInt8(1, RECORD_BATCH, 0);
  builder.addFieldInt64(3, BigInt(bodyBytes), BigInt(0));
  builder.finish(builder.endObject());
  return builder.asUint8Array();
}

/** A message: its head, its metadata to a multiple of 8 bytes, and room for a body behind them. */
export function encapsulate(metadata: Uint8Array, bodyBytes = 0): Uint8Array {
  const metadataBytes = align(MESSAGE_HEAD_BYTES + metadata.length);
  const message = new Uint8Array(metadataBytes + bodyBytes);
  const view = new DataView(message.buffer);
  view.setInt32(0, -1, true);
  view.setInt32(4, metadataBytes - MESSAGE_HEAD_BYTES, true);
  message.set(metadata, MESSAGE_HEAD_BYTES);
  return message;
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
