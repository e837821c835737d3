import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import {
  Field,
  FixedSizeList,
  Float32,
  Int8,
  makeData,
  makeVector,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  Uint32,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { Message } from 'apache-arrow/ipc/metadata/message';
import { npyHeader } from '../encoder/recorded/npy-file.ts';
import { StillwebError } from '../errors.ts';
import { writeFully } from '../store/durable.ts';
import { openFloatRows } from '../store/float-rows.ts';
import { viewIndex } from '../store/index-view.ts';
import type { OpenIndex } from '../store/open.ts';
import { claimExport, escapeField, markExport } from './export-place.ts';

/**
 * The vectors of an index, in files that other programs read, and `recorded:` too. Float32 where the index has them, else int8:
 *
 *   vectors.npy    a row a passage, in the order of the collection
 *   vectors.ids    a line a row: id of the document, a tab, number of the passage in it
 *
 * or `vectors.arrow`, with the columns `id`, `passage` and `vector`. Equal indexes give equal bytes.
 */

export type VectorForm = 'npy' | 'arrow';

/** Rows that are in hand at a time. */
const BATCH_ROWS = 4096;

interface Batch {
  readonly ids: readonly string[];
  readonly numbers: Uint32Array;
  /** Row after row. */
  readonly values: Int8Array | Float32Array;
}

/**
 * @param folder absent, empty, or of an earlier export, which it replaces
 * @returns how many vectors there are
 * @throws StillwebError UNSUPPORTED where the index has none; EXPORT_NOT_OURS; INDEX_CORRUPT
 */
export async function exportVectors(
  index: OpenIndex,
  folder: string,
  form: VectorForm,
  tell: (done: number, total: number) => void = () => {},
): Promise<number> {
  const { encoder, counts } = index.manifest;
  if (encoder === null) {
    const facts = { index: index.name, encoder: 'none' };
    throw new StillwebError('UNSUPPORTED', `the index ${index.name} has no vectors: encoder none made none`, facts);
  }
  claimExport(folder);
  markExport(folder, index);
  const isFloat = encoder.precision !== undefined;
  const write = form === 'npy' ? writeNpy : writeArrow;
  await write(folder, readBatches(index, encoder.dimensions, tell), {
    rows: counts.passages,
    dimensions: encoder.dimensions,
    isFloat,
  });
  return counts.passages;
}

function* readBatches(
  index: OpenIndex,
  dimensions: number,
  tell: (done: number, total: number) => void,
): Generator<Batch> {
  const { passages, ids, vectors, firstPassages } = viewIndex(index);
  const floats = openFloatRows(index.folder, index.manifest);
  try {
    for (let at = 0; at < passages.passages; at += BATCH_ROWS) {
      tell(at, passages.passages);
      const rows = Uint32Array.from({ length: Math.min(BATCH_ROWS, passages.passages - at) }, (_, i) => at + i);
      const documents = Array.from(rows, (row) => passages.document[row]);
      const values = floats?.read(rows) ?? new Int8Array(rows.length * dimensions);
      if (values instanceof Int8Array) {
        for (const [i, row] of rows.entries()) {
          const shard = firstPassages.findLastIndex((first) => first <= row);
          const from = (row - firstPassages[shard]) * dimensions;
          values.set(vectors[shard].subarray(from, from + dimensions), i * dimensions);
        }
      }
      const numbers = rows.map((row, i) => row - passages.first[documents[i]]);
      yield { ids: documents.map((document) => ids.get(document)), numbers, values };
    }
  } finally {
    floats?.close();
  }
}

interface Extent {
  readonly rows: number;
  readonly dimensions: number;
  readonly isFloat: boolean;
}

async function writeNpy(
  folder: string,
  batches: Iterable<Batch>,
  { rows, dimensions, isFloat }: Extent,
): Promise<void> {
  // `wx`: nothing that stands there already is written to, nor what it links to.
  const files = ['vectors.npy', 'vectors.ids'].map((name) => openSync(join(folder, name), 'wx'));
  try {
    writeFully(files[0], npyHeader(isFloat ? '<f4' : '|i1', rows, dimensions));
    for (const { ids, numbers, values } of batches) {
      writeFully(files[0], littleEndian(values));
      writeFully(files[1], Buffer.from(ids.map((id, i) => `${escapeField(id)}\t${numbers[i]}\n`).join('')));
    }
  } finally {
    for (const file of files) closeSync(file);
  }
}

function littleEndian(values: Int8Array | Float32Array): Uint8Array {
  if (values instanceof Int8Array) return new Uint8Array(values.buffer, values.byteOffset, values.length);
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeFloatLE(value, i * 4);
  return bytes;
}

/** Begins with its schema, as the format has it, so that the file can be read as a stream; apache-arrow writes that into the footer alone. */
class StreamableFileWriter extends RecordBatchFileWriter {
  protected override _writeSchema(schema: Schema): this {
    super._writeSchema(schema);
    return this._writeMessage(Message.from(schema));
  }
}

async function writeArrow(folder: string, batches: Iterable<Batch>, { dimensions, isFloat }: Extent): Promise<void> {
  const component = new Field('item', isFloat ? new Float32() : new Int8(), false);
  const list = new FixedSizeList<Int8 | Float32>(dimensions, component);
  const schema = new Schema([
    new Field('id', new Utf8(), false),
    new Field('passage', new Uint32(), false),
    new Field('vector', list, false),
  ]);
  const writer = new StreamableFileWriter();
  const file = openSync(join(folder, 'vectors.arrow'), 'wx');
  try {
    writer.reset(undefined, schema);
    const writing = (async () => {
      for await (const chunk of writer) writeFully(file, chunk as Uint8Array);
    })();
    for (const { ids, numbers, values } of batches) {
      const length = ids.length;
      const child = isFloat
        ? makeData({ type: new Float32(), length: values.length, data: values as Float32Array })
        : makeData({ type: new Int8(), length: values.length, data: values as Int8Array });
      const children = [
        vectorFromArray(ids, new Utf8()).data[0],
        makeVector(numbers).data[0],
        makeData({ type: list, length, child: child as never }),
      ];
      const data = makeData({ type: new Struct(schema.fields), length, children });
      writer.write(new RecordBatch(schema, data));
    }
    writer.finish();
    await writing;
  } finally {
    closeSync(file);
  }
}
