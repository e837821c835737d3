import { BufferPool } from './buffer-pool.ts';
import { createKernels, createScan, type Kernel, type Kernels } from './pipelines.ts';
import { chooseTile, countQuads, keyBias, PARAMETER_NAMES, WORKGROUP_ROWS } from './scan-shader.ts';
import { BLOCK_POSITIONS } from './select-shader.ts';
import { countRows, uploadVectors, type VectorBuffer, type VectorRows } from './vector-buffers.ts';

/** The exact scan on a GPU: the same hits, scores and order as comparing every vector on the CPU. */

/** Queries of one call. */
export const MAX_GPU_QUERIES = 256;
/** Hits of each query. */
export const MAX_GPU_DEPTH = 4096;
/** The keys of a chunk in GPU memory: with more queries, chunks have fewer rows. */
const KEY_BYTES = 256 * 1024 * 1024;
/** Workgroups of one dimension of a dispatch that WebGPU always grants. */
const MAX_WORKGROUPS = 65_535;

export interface ScannerOptions {
  /** Whether the language feature `packed_4x8_integer_dot_product` is there. */
  readonly hasPackedDot: boolean;
  /** Most bytes of one buffer, when less than the device grants. */
  readonly bindingBytes?: number;
}

/** Best first: scores descend, equal scores stand in ascending row order. */
export interface ScanHits {
  readonly scores: Int32Array;
  readonly rows: Uint32Array;
}

export class GpuScanner {
  readonly rows: number;
  readonly #device: GPUDevice;
  readonly #dimensions: number;
  readonly #hasPackedDot: boolean;
  readonly #bindingBytes: number;
  readonly #vectors: readonly VectorBuffer[];
  readonly #kernels: Kernels;
  readonly #scans = new Map<number, Kernel>();
  readonly #pool: BufferPool;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    device: GPUDevice,
    vectors: VectorRows,
    buffers: readonly VectorBuffer[],
    kernels: Kernels,
    options: Required<ScannerOptions>,
  ) {
    this.rows = countRows(vectors);
    this.#device = device;
    this.#dimensions = vectors.dimensions;
    this.#hasPackedDot = options.hasPackedDot;
    this.#bindingBytes = options.bindingBytes;
    this.#vectors = buffers;
    this.#kernels = kernels;
    this.#pool = new BufferPool(device);
  }

  /**
   * Copies the vectors to the GPU and compiles the kernels.
   *
   * @throws Error with the reason of the device: out of memory, lost, or a kernel that it does not compile
   */
  static async create(device: GPUDevice, vectors: VectorRows, options: ScannerOptions): Promise<GpuScanner> {
    const { maxStorageBufferBindingSize, maxBufferSize } = device.limits;
    const asked = options.bindingBytes ?? Number.POSITIVE_INFINITY;
    const bindingBytes = Math.min(maxStorageBufferBindingSize, maxBufferSize, asked);
    return await guard(device, async () => {
      const buffers = await uploadVectors(device, vectors, bindingBytes);
      const kernels = await createKernels(device, vectors.dimensions);
      const { hasPackedDot } = options;
      return new GpuScanner(device, vectors, buffers, kernels, { hasPackedDot, bindingBytes });
    });
  }

  /** Buffers that the vectors are in: the device limits the size of one. */
  get buffers(): number {
    return this.#vectors.length;
  }

  /**
   * The first `depth` rows of each query, fewer where there are fewer. Calls are answered one after the other.
   *
   * @param queries one after the other, 1 … MAX_GPU_QUERIES × dimensions values
   * @param depth 1 … MAX_GPU_DEPTH
   * @throws Error when the device is lost or refuses
   */
  search(queries: Int8Array, depth: number): Promise<ScanHits[]> {
    const count = queries.length / this.#dimensions;
    if (!(Number.isInteger(count) && count >= 1 && count <= MAX_GPU_QUERIES)) {
      throw new RangeError(`${queries.length} values are no 1 to ${MAX_GPU_QUERIES} queries`);
    }
    if (!(depth >= 1 && depth <= MAX_GPU_DEPTH)) throw new RangeError(`depth ${depth} is not 1 to ${MAX_GPU_DEPTH}`);
    const answer = this.#turn.then(() =>
      guard(this.#device, async () => {
        await this.#submit(queries, count, depth);
        return await this.#read(count, depth);
      }),
    );
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async #submit(queries: Int8Array, count: number, depth: number): Promise<void> {
    const device = this.#device;
    const { STORAGE, COPY_DST, COPY_SRC, UNIFORM } = GPUBufferUsage;
    const tile = chooseTile(this.#dimensions, count);
    const scan = await this.#scanKernel(tile);
    const stride = this.#chunkRows(count);
    const packed = packQueries(queries, count, this.#dimensions, tile);
    const asked = this.#pool.take('queries', packed.byteLength, STORAGE | COPY_DST);
    device.queue.writeBuffer(asked, 0, packed);
    const parameters = this.#pool.take('parameters', PARAMETER_NAMES.length * 4, UNIFORM | COPY_DST);
    const keys = this.#pool.take('keys', count * stride * 4, STORAGE);
    const bins = this.#pool.take('bins', count * 256 * 4, STORAGE);
    const choices = this.#pool.take('choices', count * 8, STORAGE);
    const tallies = this.#pool.take('tallies', count * Math.ceil((depth + stride) / BLOCK_POSITIONS) * 8, STORAGE);
    const listBytes = count * depth * 8;
    let [before, after] = ['list', 'next list'].map((name) =>
      this.#pool.take(name, listBytes, STORAGE | COPY_SRC | COPY_DST),
    );
    const result = this.#resultBuffer(listBytes);
    let encoder = device.createCommandEncoder();
    encoder.clearBuffer(before, 0, listBytes);
    for (const { buffer: vectors, first, rows } of this.#vectors) {
      for (let start = 0; start < rows; start += stride) {
        const chunk = Math.min(stride, rows - start);
        const blocks = Math.ceil((depth + chunk) / BLOCK_POSITIONS);
        const values = { start, base: first + start, count: chunk, stride, depth, queries: count, blocks };
        device.queue.writeBuffer(
          parameters,
          0,
          Uint32Array.from(PARAMETER_NAMES, (name) => values[name]),
        );
        const pass = encoder.beginComputePass();
        const run = (kernel: Kernel, buffers: Record<number, GPUBuffer>, x: number, y: number): void => {
          const entries = Object.entries({ 0: parameters, ...buffers }).map(([binding, buffer]) => ({
            binding: Number(binding),
            resource: { buffer },
          }));
          pass.setPipeline(kernel.pipeline);
          pass.setBindGroup(0, device.createBindGroup({ layout: kernel.layout, entries }));
          pass.dispatchWorkgroups(x, y);
        };
        const { digits, count: tally, accumulate, gather } = this.#kernels;
        const seen = { 1: keys, 2: before, 5: choices };
        run(scan, { 1: vectors, 2: asked, 3: keys }, Math.ceil(chunk / WORKGROUP_ROWS), Math.ceil(count / tile));
        for (const { histogram, choose } of digits) {
          run(histogram, { ...seen, 4: bins }, blocks, count);
          run(choose, { 4: bins, 5: choices }, count, 1);
        }
        run(tally, { ...seen, 6: tallies }, blocks, count);
        run(accumulate, { 6: tallies }, count, 1);
        run(gather, { ...seen, 3: after, 6: tallies }, blocks, count);
        pass.end();
        [before, after] = [after, before];
        // Submitted chunk by chunk: the next parameters take effect behind it, and no command holds the GPU for long.
        device.queue.submit([encoder.finish()]);
        encoder = device.createCommandEncoder();
      }
    }
    encoder.copyBufferToBuffer(before, 0, result, 0, listBytes);
    device.queue.submit([encoder.finish()]);
  }

  #resultBuffer(bytes: number): GPUBuffer {
    return this.#pool.take('result', bytes, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
  }

  async #read(count: number, depth: number): Promise<ScanHits[]> {
    const bytes = count * depth * 8;
    const result = this.#resultBuffer(bytes);
    await result.mapAsync(GPUMapMode.READ, 0, bytes);
    try {
      const entries = new Uint32Array(result.getMappedRange(0, bytes));
      return Array.from({ length: count }, (_, query) =>
        this.#readHits(entries.subarray(query * depth * 2, (query + 1) * depth * 2)),
      );
    } finally {
      result.unmap();
    }
  }

  /** A list in row order as hits in the order of scores. @throws Error when hits are missing: the device failed */
  #readHits(entries: Uint32Array): ScanHits {
    const depth = entries.length / 2;
    // One exact number, below 2^53, orders by key, then by place; places are row order.
    const order = new Float64Array(depth);
    let held = 0;
    for (let place = 0; place < depth; place++) {
      if (entries[place * 2] > 0) order[held++] = entries[place * 2] * MAX_GPU_DEPTH + (MAX_GPU_DEPTH - 1 - place);
    }
    const expected = Math.min(depth, this.rows);
    if (held !== expected) throw new Error(`the GPU gave ${held} of ${expected} hits`);
    const sorted = order.subarray(0, held).sort().reverse();
    const bias = keyBias(this.#dimensions);
    const scores = new Int32Array(held);
    const rows = new Uint32Array(held);
    for (let rank = 0; rank < held; rank++) {
      const place = MAX_GPU_DEPTH - 1 - (sorted[rank] % MAX_GPU_DEPTH);
      scores[rank] = entries[place * 2] - bias;
      rows[rank] = entries[place * 2 + 1];
    }
    return { scores, rows };
  }

  /** Rows whose keys for so many queries fit the key buffer; a multiple of what a workgroup takes. */
  #chunkRows(queries: number): number {
    const largest = Math.max(...this.#vectors.map(({ rows }) => rows));
    const bytes = Math.min(KEY_BYTES, this.#bindingBytes);
    const fitting = Math.floor(bytes / (queries * 4 * WORKGROUP_ROWS));
    return Math.max(1, Math.min(fitting, MAX_WORKGROUPS, Math.ceil(largest / WORKGROUP_ROWS))) * WORKGROUP_ROWS;
  }

  async #scanKernel(tile: number): Promise<Kernel> {
    const known = this.#scans.get(tile);
    if (known !== undefined) return known;
    const kernel = await createScan(this.#device, this.#dimensions, tile, this.#hasPackedDot);
    this.#scans.set(tile, kernel);
    return kernel;
  }

  /** Gives the memory back; the device is the caller's. */
  destroy(): void {
    this.#pool.destroy();
    for (const { buffer } of this.#vectors) buffer.destroy();
  }
}

/** Queries as the kernel reads them: quads filled up with zeros, and with queries of zeros to whole tiles. */
function packQueries(queries: Int8Array, count: number, dimensions: number, tile: number): Int8Array<ArrayBuffer> {
  const stride = countQuads(dimensions) * 16;
  const packed = new Int8Array(Math.ceil(count / tile) * tile * stride);
  for (let i = 0; i < count; i++) packed.set(queries.subarray(i * dimensions, (i + 1) * dimensions), i * stride);
  return packed;
}

/** Runs work on a device and throws what the device has to say of it, which it does not throw by itself. */
async function guard<T>(device: GPUDevice, work: () => Promise<T>): Promise<T> {
  const scopes = ['validation', 'out-of-memory', 'internal'] as const;
  for (const scope of scopes) device.pushErrorScope(scope);
  let answer: { readonly value: T } | { readonly thrown: unknown };
  try {
    answer = { value: await work() };
  } catch (thrown) {
    answer = { thrown };
  }
  const said = await Promise.all(scopes.map(() => device.popErrorScope()));
  const refusal = said.find((error) => error !== null);
  if (refusal) throw new Error(`the GPU refused: ${refusal.message}`);
  if ('thrown' in answer) throw answer.thrown;
  return answer.value;
}
