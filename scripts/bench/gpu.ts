import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import { GpuScanner, type ScanHits } from '../../src/kernel/gpu/scanner.ts';
import type { VectorKernel } from '../../src/kernel/vector-kernel.ts';
import { SHARD_PASSAGES } from '../../src/limits.ts';
import { ExactScan } from '../../src/retrieval/exact-scan.ts';
import { findAdapter } from '../../src/retrieval/gpu/dawn.ts';
import { SOFTWARE_VERSION } from '../../src/version.ts';
import { createVectorMemory } from '../../src/wasm/vector-memory.ts';
import { openVectorKernel } from '../../src/wasm/vector-scan.ts';
import type { GpuMeasurement, GpuRecord, GpuRefusal } from './gpu-record.ts';

/**
 * `npm run bench:gpu`: times the exact scan on the GPU of this machine, one query and batches, against the scan of one CPU
 * thread, and compares answers: of the largest batch, and single ones at several depths. Vectors come from a seeded
 * generator of integers. What it writes is kept with `npm run performance -- --add data/bench-gpu.json --as NAME`.
 *
 *   npm run bench:gpu -- [--rows 1000000,10000000] [--dimensions 384] [--depth 10] [--batches 1,16,64,256]
 *                        [--passes 5] [--software] [--out FILE]
 *
 * 10 million of 384 dimensions take 3.9 GB of memory and as much of the GPU's; what does not fit is recorded as that.
 * `--software` measures an adapter that is no GPU too, to try the script. Exit code 1 where there is no GPU, nothing could
 * be measured, or an answer differs.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000,10000000' },
    dimensions: { type: 'string', default: '384' },
    depth: { type: 'string', default: '10' },
    batches: { type: 'string', default: '1,16,64,256' },
    passes: { type: 'string', default: '5' },
    software: { type: 'boolean', default: false },
    out: { type: 'string', default: join(root, 'data', 'bench-gpu.json') },
  },
});
const numbers = (list: string): number[] => list.split(',').map(Number);
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const dimensions = Number(values.dimensions);
const depth = Number(values.depth);
const passes = Number(values.passes);

/** Queries of a batch whose answers are compared, and of those that are asked alone at several depths. */
const COMPARED_QUERIES = 64;
const COMPARED_ALONE = 8;
/** Queries that the CPU compares in one batch, to measure that. */
const CPU_BATCH = 16;

const found = await findAdapter().catch((error: Error) => stop(`no GPU to measure: ${error.message}`));
if (found.isFallback && !values.software)
  stop(`${found.name} is software, no GPU; --software measures it all the same`);

const results: (GpuMeasurement | GpuRefusal)[] = [];
for (const rows of numbers(values.rows)) {
  say(`${rows} vectors of ${dimensions} dimensions, ${((rows * dimensions) / 1e9).toFixed(2)} GB, on ${found.name}`);
  try {
    results.push(await measure(rows));
  } catch (error) {
    const refusal = (error as Error).message;
    say(`  not measured: ${refusal}`);
    results.push({ rows, refusal });
  }
}
const record: GpuRecord = {
  kind: 'gpu-bench',
  at: new Date().toISOString(),
  stillweb: SOFTWARE_VERSION,
  gpu: found.name,
  isSoftware: found.isFallback,
  hasPackedDot: found.hasPackedDot,
  machine: { ...describeMachine(), system: `${platform()} ${arch()}` },
  workload: { dimensions, depth, passes, values: 'uniform int8, xorshift32' },
  results,
};
mkdirSync(dirname(values.out), { recursive: true });
writeFileSync(values.out, `${JSON.stringify(record, null, 1)}\n`);
say(`written to ${values.out}`);
const measured = results.filter((result) => 'isEqual' in result);
process.exit(measured.length > 0 && measured.every(({ isEqual }) => isEqual) ? 0 : 1);

function stop(reason: string): never {
  process.stderr.write(`bench:gpu: ${reason}\n`);
  process.exit(1);
}

interface MadeVectors {
  readonly shards: Int8Array[];
  readonly kernels: VectorKernel[];
  readonly queries: Int8Array[];
}

/** Shards as an index has them, each in a WebAssembly memory of its own, which ends at 4 GiB. */
function makeVectors(rows: number, queryCount: number): MadeVectors {
  const random = xorshift32(rows | 1);
  const shards: Int8Array[] = [];
  const kernels: VectorKernel[] = [];
  for (let first = 0; first < rows; first += SHARD_PASSAGES) {
    const bytes = Math.min(SHARD_PASSAGES, rows - first) * dimensions;
    const memory = createVectorMemory(bytes);
    if (memory === null) throw new Error(`${dimensions} dimensions do not fit a WebAssembly memory`);
    const { buffer } = memory.memory;
    const words = new Int32Array(buffer, 0, Math.ceil(bytes / 4));
    for (let i = 0; i < words.length; i++) words[i] = random();
    const vectors = new Int8Array(buffer, 0, bytes);
    shards.push(vectors);
    kernels.push(openVectorKernel(vectors, dimensions, memory));
  }
  const queries = Array.from({ length: queryCount }, () => new Int8Array(dimensions).map(() => random() >> 24));
  return { shards, kernels, queries };
}

async function measure(rows: number): Promise<GpuMeasurement> {
  const sizes = numbers(values.batches);
  const largest = Math.max(...sizes);
  const { shards, kernels, queries } = makeVectors(rows, Math.max(largest, CPU_BATCH));
  const cpu = new ExactScan({
    ...{ dimensions, kernels, isOnePassageEach: true, documents: new Uint32Array(0) },
    shards: shards.map((vectors) => vectors.length / dimensions),
    firstPassages: shards.map((_, i) => i * SHARD_PASSAGES),
  });
  const scan = (vector: Int8Array, wanted: number) =>
    cpu.retrieve({ terms: [], vector }, { depth: wanted, unit: 'passage', accept: null });
  const prepare = (vectors: readonly Int8Array[]) =>
    cpu.prepare(vectors.map((vector) => ({ vector, depth, unit: 'passage' })));
  const cpuMs = await best(async () => scan(queries[0], depth));
  const cpuTogetherMs = (await best(async () => prepare(queries.slice(0, CPU_BATCH)))) / CPU_BATCH;
  say(`  CPU, one thread: ${cpuMs.toFixed(2)} ms a query, ${cpuTogetherMs.toFixed(2)} ms each in a batch`);

  // An adapter gives one device and is used up.
  const { adapter, hasPackedDot } = await findAdapter();
  const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
  const device = await adapter.requestDevice({ requiredLimits: { maxStorageBufferBindingSize, maxBufferSize } });
  try {
    const startMs = performance.now();
    const scanner = await GpuScanner.create(device, { dimensions, shards }, { hasPackedDot });
    const uploadMs = performance.now() - startMs;
    const { buffers } = scanner;
    say(`  copied to the GPU in ${(uploadMs / 1000).toFixed(2)} s, in ${buffers} buffers`);
    const batches = [];
    for (const size of sizes) {
      const asked = joinQueries(queries.slice(0, size));
      const ms = await best(() => scanner.search(asked, depth));
      const queriesPerSecond = (size * 1000) / ms;
      const timesCpu = ((size < CPU_BATCH ? cpuMs : Math.min(cpuMs, cpuTogetherMs)) * size) / ms;
      batches.push({ size, ms, queriesPerSecond, gigabytesPerSecond: (rows * dimensions) / ms / 1e6, timesCpu });
      say(
        `  GPU, batch of ${String(size).padStart(3)}: ${ms.toFixed(2)} ms, ${queriesPerSecond.toFixed(0)} queries/s, ` +
          `${timesCpu.toFixed(1)} times one CPU thread`,
      );
    }
    const some = queries.slice(0, Math.min(COMPARED_QUERIES, largest));
    const together = await scanner.search(joinQueries(queries.slice(0, largest)), depth);
    prepare(some);
    let isEqual = some.every((vector, i) => equals(together[i], scan(vector, depth)));
    for (const vector of some.slice(0, COMPARED_ALONE)) {
      for (const wanted of [depth, 100, 1000]) {
        const [alone] = await scanner.search(vector, wanted);
        isEqual &&= equals(alone, scan(vector.slice(), wanted));
      }
    }
    const said = isEqual ? 'equal to' : 'DIFFERENT FROM';
    say(`  ${said} the CPU in ${some.length} queries, the first also alone at depths ${depth}, 100 and 1000`);
    scanner.destroy();
    const compared = { comparedQueries: some.length, isEqual };
    return { rows, bytes: rows * dimensions, buffers, uploadMs, cpuMs, cpuTogetherMs, batches, ...compared };
  } finally {
    device.destroy();
  }
}

function joinQueries(queries: readonly Int8Array[]): Int8Array {
  const joined = new Int8Array(queries.length * dimensions);
  for (const [i, query] of queries.entries()) joined.set(query, i * dimensions);
  return joined;
}

/** The fastest of the passes, after one to warm up: other work only ever adds time. */
async function best(work: () => Promise<unknown>): Promise<number> {
  await work();
  let fastestMs = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < passes; pass++) {
    const startMs = performance.now();
    await work();
    fastestMs = Math.min(fastestMs, performance.now() - startMs);
  }
  return fastestMs;
}

function equals(gpu: ScanHits, cpu: { passages: Uint32Array; scores: Float64Array }): boolean {
  if (gpu.rows.length !== cpu.passages.length) return false;
  return gpu.rows.every((row, i) => row === cpu.passages[i] && gpu.scores[i] === cpu.scores[i]);
}
