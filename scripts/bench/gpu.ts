import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { xorshift32 } from '../../src/benchmark/xorshift.ts';
import { GpuScanner, type ScanHits } from '../../src/kernel/gpu/scanner.ts';
import { SHARD_PASSAGES } from '../../src/limits.ts';
import { ExactScan } from '../../src/retrieval/exact-scan.ts';
import { findAdapter } from '../../src/retrieval/gpu/dawn.ts';
import { openVectorKernel } from '../../src/retrieval/vector-kernel.ts';
import { createVectorMemory } from '../../src/store/vector-memory.ts';
import { SOFTWARE_VERSION } from '../../src/version.ts';

/**
 * `npm run bench:gpu`: times the exact scan on the GPU of this machine, one query and batches, against the scan of one CPU
 * thread, and compares every answer. Vectors come from a seeded generator of integers.
 *
 *   npm run bench:gpu -- [--rows 1000000,10000000] [--dimensions 384] [--depth 10] [--batches 1,16,64,256]
 *                        [--passes 5] [--software] [--out FILE]
 *
 * `--software` measures an adapter that is no GPU too, to try the script. Exit code 1 where there is no GPU, or an answer
 * differs.
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

const found = await findAdapter().catch((error: Error) => stop(`no GPU to measure: ${error.message}`));
if (found.isFallback && !values.software)
  stop(`${found.name} is software, no GPU; --software measures it all the same`);

const results = [];
for (const rows of numbers(values.rows)) results.push(await measure(rows));
const git = spawnSync('git', ['-C', root, 'rev-parse', 'HEAD'], { encoding: 'utf8' });
const outcome = {
  gpu: found.name,
  isSoftware: found.isFallback,
  hasPackedDot: found.hasPackedDot,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  system: `${platform()} ${arch()}`,
  node: process.version,
  stillweb: SOFTWARE_VERSION,
  commit: git.status === 0 ? git.stdout.trim() : null,
  workload: { dimensions, depth, passes, values: 'uniform int8, xorshift32' },
  results,
};
mkdirSync(dirname(values.out), { recursive: true });
writeFileSync(values.out, `${JSON.stringify(outcome, null, 1)}\n`);
say(`written to ${values.out}`);
process.exit(results.every(({ isEqual }) => isEqual) ? 0 : 1);

function stop(reason: string): never {
  process.stderr.write(`bench:gpu: ${reason}\n`);
  process.exit(1);
}

async function measure(rows: number) {
  say(`${rows} vectors of ${dimensions} dimensions, ${((rows * dimensions) / 1e9).toFixed(2)} GB, on ${found.name}`);
  const random = xorshift32(rows | 1);
  const shards: Int8Array[] = [];
  const kernels = [];
  for (let first = 0; first < rows; first += SHARD_PASSAGES) {
    const bytes = Math.min(SHARD_PASSAGES, rows - first) * dimensions;
    const memory = createVectorMemory(bytes);
    if (memory === null) stop(`${dimensions} dimensions do not fit a WebAssembly memory`);
    const { buffer } = memory.memory;
    const words = new Int32Array(buffer, 0, Math.ceil(bytes / 4));
    for (let i = 0; i < words.length; i++) words[i] = random();
    const vectors = new Int8Array(buffer, 0, bytes);
    shards.push(vectors);
    kernels.push(openVectorKernel(vectors, dimensions, memory));
  }
  const largest = Math.max(...numbers(values.batches));
  const queries = new Int8Array(largest * dimensions).map(() => random() >> 24);
  const query = (i: number): Int8Array => queries.subarray(i * dimensions, (i + 1) * dimensions);

  const cpu = new ExactScan({
    ...{ dimensions, shards, kernels, isOnePassageEach: true, documents: new Uint32Array(0) },
    firstPassages: shards.map((_, i) => i * SHARD_PASSAGES),
  });
  const scan = (i: number, wanted: number) =>
    cpu.retrieve({ terms: [], vector: query(i) }, { depth: wanted, unit: 'passage', accept: null });
  const cpuMs = await best(async () => scan(0, depth));
  say(`  CPU, one thread: ${cpuMs.toFixed(2)} ms a query`);

  const { maxStorageBufferBindingSize, maxBufferSize } = found.adapter.limits;
  const requiredLimits = { maxStorageBufferBindingSize, maxBufferSize };
  const device = await found.adapter.requestDevice({ requiredLimits });
  const startMs = performance.now();
  const scanner = await GpuScanner.create(device, { dimensions, shards }, { hasPackedDot: found.hasPackedDot });
  const uploadMs = performance.now() - startMs;
  say(`  copied to the GPU in ${(uploadMs / 1000).toFixed(2)} s`);

  const batches = [];
  let isEqual = true;
  for (const size of numbers(values.batches)) {
    const asked = queries.subarray(0, size * dimensions);
    const ms = await best(() => scanner.search(asked, depth));
    const queriesPerSecond = (size * 1000) / ms;
    const timesCpu = (cpuMs * size) / ms;
    batches.push({ size, ms, queriesPerSecond, gigabytesPerSecond: (rows * dimensions) / ms / 1e6, timesCpu });
    say(
      `  GPU, batch of ${String(size).padStart(3)}: ${ms.toFixed(2)} ms, ${queriesPerSecond.toFixed(0)} queries/s, ` +
        `${timesCpu.toFixed(1)} times one CPU thread`,
    );
  }
  // Alone, together, and at the depths of a fused search: the same hits as the CPU's.
  const together = await scanner.search(queries, depth);
  const compared = Math.min(largest, 8);
  for (let i = 0; i < compared; i++) {
    isEqual &&= equals(together[i], scan(i, depth));
    for (const wanted of [depth, 100, 1000]) {
      const [alone] = await scanner.search(query(i), wanted);
      isEqual &&= equals(alone, scan(i, wanted));
    }
  }
  say(`  ${isEqual ? 'equal to' : 'DIFFERENT FROM'} the CPU in ${compared} queries at depths ${depth}, 100 and 1000`);
  scanner.destroy();
  device.destroy();
  return { rows, bytes: rows * dimensions, uploadMs, cpuMs, batches, comparedQueries: compared, isEqual };
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
