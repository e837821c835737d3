import { countQuads, INTERLEAVED_ROWS, WORKGROUP_ROWS } from './scan-shader.ts';

/**
 * int8 vectors in the memory of a GPU: as many buffers as its largest binding asks for, each a run of rows.
 *
 *   buffer      blocks of 32 rows, the last filled up with zeros
 *   block       for each quad (16 values, the last filled up with zeros): the quads of the 32 rows, one after the other
 */

/** Vectors as an index holds them: shards of rows × dimensions values. Rows are numbered through all shards. */
export interface VectorRows {
  readonly dimensions: number;
  readonly shards: readonly Int8Array[];
}

export interface VectorBuffer {
  readonly buffer: GPUBuffer;
  /** Its first row among all, and how many it holds. */
  readonly first: number;
  readonly rows: number;
}

/** Bytes written in one call, and bytes after which the queue is waited for: the driver holds a copy till then. */
const STEP_BYTES = 8 * 1024 * 1024;
const FLUSH_BYTES = 128 * 1024 * 1024;

export function countRows({ dimensions, shards }: VectorRows): number {
  return shards.reduce((sum, shard) => sum + shard.length / dimensions, 0);
}

/** Bytes that vectors take on the GPU. */
export function measureVectors({ dimensions }: Pick<VectorRows, 'dimensions'>, rows: number): number {
  return Math.ceil(rows / INTERLEAVED_ROWS) * INTERLEAVED_ROWS * countQuads(dimensions) * 16;
}

/**
 * Copies vectors to the GPU. What went wrong is in the error scopes of the device.
 *
 * @param bindingBytes most bytes of one buffer
 */
export async function uploadVectors(
  device: GPUDevice,
  vectors: VectorRows,
  bindingBytes: number,
): Promise<VectorBuffer[]> {
  const rowBytes = countQuads(vectors.dimensions) * 16;
  const most = Math.floor(bindingBytes / (rowBytes * WORKGROUP_ROWS)) * WORKGROUP_ROWS;
  const all = countRows(vectors);
  const step = Math.max(1, Math.floor(STEP_BYTES / (rowBytes * INTERLEAVED_ROWS))) * INTERLEAVED_ROWS;
  const staging = new Int8Array(step * rowBytes);
  const buffers: VectorBuffer[] = [];
  let unflushed = 0;
  for (let first = 0; first < all; first += most) {
    const rows = Math.min(most, all - first);
    const size = measureVectors(vectors, rows);
    const buffer = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST });
    buffers.push({ buffer, first, rows });
    for (let row = 0; row < rows; row += step) {
      const count = Math.min(step, rows - row);
      interleave(vectors, first + row, count, staging);
      const bytes = measureVectors(vectors, count);
      device.queue.writeBuffer(buffer, row * rowBytes, staging.buffer, 0, bytes);
      unflushed += bytes;
      if (unflushed < FLUSH_BYTES) continue;
      await device.queue.onSubmittedWorkDone();
      unflushed = 0;
    }
  }
  await device.queue.onSubmittedWorkDone();
  return buffers;
}

/** Rows `first` … `first + count − 1` in the order of a buffer; `staging` is overwritten from its start. */
function interleave({ dimensions, shards }: VectorRows, first: number, count: number, staging: Int8Array): void {
  const quads = countQuads(dimensions);
  const isAligned = dimensions % 4 === 0 && shards.every(({ byteOffset }) => byteOffset % 4 === 0);
  const words = new Int32Array(staging.buffer);
  // What dimensions leave of the last quad, and rows of the last block, count nothing.
  if (dimensions % 16 !== 0 || count % INTERLEAVED_ROWS !== 0) staging.fill(0);
  let shard = 0;
  let skipped = first;
  while (skipped >= shards[shard].length / dimensions) skipped -= shards[shard++].length / dimensions;
  let row = 0;
  while (row < count) {
    const source = shards[shard];
    const take = Math.min(count - row, source.length / dimensions - skipped);
    const wide = isAligned ? new Int32Array(source.buffer, source.byteOffset, source.length / 4) : null;
    for (let i = 0; i < take; i++) {
      const place = row + i;
      const block = (place - (place % INTERLEAVED_ROWS)) * quads * 4 + (place % INTERLEAVED_ROWS) * 4;
      if (wide === null) copyValues(source, (skipped + i) * dimensions, dimensions, staging, block * 4);
      else copyWords(wide, ((skipped + i) * dimensions) / 4, dimensions / 4, words, block);
    }
    row += take;
    skipped = 0;
    shard++;
  }
}

function copyWords(source: Int32Array, start: number, count: number, target: Int32Array, at: number): void {
  for (let i = 0; i < count; i++) target[at + (i >> 2) * INTERLEAVED_ROWS * 4 + (i & 3)] = source[start + i];
}

function copyValues(source: Int8Array, start: number, count: number, target: Int8Array, at: number): void {
  for (let i = 0; i < count; i++) target[at + (i >> 4) * INTERLEAVED_ROWS * 16 + (i & 15)] = source[start + i];
}
