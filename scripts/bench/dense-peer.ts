import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { SOFTWARE_VERSION } from '../../src/version.ts';
import { workerFile } from '../../src/worker-file.ts';
import {
  buildDenseIndex,
  type DenseMemory,
  DenseSearcher,
  type DenseShape,
  loadDenseIndex,
  STRUCTURES,
} from './dense-index.ts';
import type { DenseWorkerSettings } from './dense-worker.ts';
import { widenQuery } from './rescoring/split-vector.ts';

/**
 * Our vectors as a peer of other libraries: builds from float vectors, then answers the queries one at a time for each
 * number of candidates. Recall is of the ten hits that 16-bit vectors order, against the ten of float. `recall_int8` is of the same walk without rescoring,
 * which is what the product serves.
 *
 *   node dist/scripts/bench/dense-peer.js --vectors DIR --index DIR2 --threads N --out RAW.json [--structure hnsw|ivf] [--exact] [--phase build|query]
 */

const EFS = [10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 160, 200, 256, 320, 400, 512, 768, 1024];
/** Cells without a near passage that end a search, and passages that are compared: each number of passages ends where a recall is enough. */
const PATIENCES = [24, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 512];
const AMONG = [128, 256, 512];
const ENOUGH_RECALL = 0.997;
const DEPTH = 10;
const MEASURED_PASSES = 3;
const THROUGHPUT_THREADS = 2;
const MAX_EXACT_QUERIES = 200;
const DEFAULT_DIMENSIONS = 384;

interface Point {
  readonly ef: number;
  readonly candidates: number;
}

interface Sweep {
  readonly ef: number;
  readonly candidates?: number;
  readonly recall: number;
  readonly recall_int8: number;
  readonly ms_min: number;
  readonly p95_min: number;
  readonly ms: number;
  readonly qps_2_threads: number;
}

/** @param argv the arguments behind the command's name */
export async function runDense(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      vectors: { type: 'string' },
      index: { type: 'string' },
      threads: { type: 'string', default: '1' },
      out: { type: 'string' },
      structure: { type: 'string', default: 'hnsw' },
      phase: { type: 'string' },
      exact: { type: 'boolean', default: false },
    },
  });
  const { vectors, index, out } = values;
  if (vectors === undefined || index === undefined || out === undefined) {
    throw new Error('dense needs --vectors DIR --index DIR --out FILE');
  }
  const dimensions = readDimensions(vectors);
  const structure = STRUCTURES.find((each) => each === values.structure);
  if (structure === undefined) throw new Error(`--structure is ${STRUCTURES.join(' or ')}`);
  const factsFile = join(index, 'build.facts');
  if (values.phase !== 'query') {
    const built = await buildTimed(vectors, { dimensions, structure }, index, Number(values.threads));
    writeFileSync(factsFile, JSON.stringify(built));
  }
  const { shape, buildMs, buildCpuMs } = JSON.parse(readFileSync(factsFile, 'utf8')) as BuiltIndex;
  const built = { version: SOFTWARE_VERSION, docs: shape.nodes, build_s: buildMs / 1e3, build_cpu_s: buildCpuMs / 1e3 };
  if (values.phase === 'build') {
    process.stdout.write(`${JSON.stringify(built)}\n`);
    return;
  }
  const queries = cutQueries(readFloats(join(vectors, 'queries.f32')), dimensions);
  const found = readFloats(join(vectors, 'truth.i32'));
  const truth = new Int32Array(found.buffer, found.byteOffset, found.length);
  const memory = loadDenseIndex(index, shape);
  const rows = values.exact ? [[{ ef: 0, candidates: 0 }]] : rowsOf(structure);
  const asked = values.exact ? queries.slice(0, MAX_EXACT_QUERIES) : queries;
  writeFileSync(out, JSON.stringify({ sweep: await measureAll(rows, asked, truth, memory) }));
  process.stdout.write(`${JSON.stringify(built)}\n`);
}

/** Rows of settings, the cheap ones first. */
function rowsOf(structure: DenseShape['structure']): Point[][] {
  if (structure === 'hnsw') return [EFS.map((ef) => ({ ef, candidates: 0 }))];
  return AMONG.map((candidates) => PATIENCES.map((ef) => ({ ef, candidates })));
}

interface BuiltIndex {
  readonly shape: DenseShape;
  readonly buildMs: number;
  readonly buildCpuMs: number;
}

/** Reading the vectors is not in the time. They are let go with the call. */
async function buildTimed(
  vectors: string,
  form: Pick<DenseShape, 'dimensions' | 'structure'>,
  index: string,
  threads: number,
): Promise<BuiltIndex> {
  const base = readFloats(join(vectors, 'base.f32'));
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  const shape = await buildDenseIndex(base, form, index, threads);
  const { user, system } = process.cpuUsage(startCpu);
  return { shape, buildMs: performance.now() - startMs, buildCpuMs: (user + system) / 1e3 };
}

async function measureAll(
  rows: readonly (readonly Point[])[],
  queries: readonly Int16Array[],
  truth: Int32Array,
  memory: DenseMemory,
): Promise<Sweep[]> {
  const searcher = new DenseSearcher(memory);
  const workers = await startWorkers(memory, queries);
  const sweep: Sweep[] = [];
  for (const row of rows) {
    for (const point of row) {
      const line = await measure(point, searcher, queries, truth, workers);
      sweep.push(line);
      if (line.recall >= ENOUGH_RECALL) break;
    }
  }
  for (const worker of workers) await worker.terminate();
  return sweep;
}

async function measure(
  { ef, candidates }: Point,
  searcher: DenseSearcher,
  queries: readonly Int16Array[],
  truth: Int32Array,
  workers: readonly Worker[],
): Promise<Sweep> {
  let served = 0;
  let unscored = 0;
  for (const [i, query] of queries.entries()) {
    const nearest = new Set(truth.subarray(i * DEPTH, (i + 1) * DEPTH));
    const hits = searcher.search(query, ef, candidates);
    served += hits.served.filter((number) => nearest.has(number)).length;
    unscored += hits.unscored.filter((number) => nearest.has(number)).length;
  }
  const fastest = new Float64Array(queries.length).fill(Number.POSITIVE_INFINITY);
  let bestPass = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < MEASURED_PASSES; pass++) {
    let sum = 0;
    for (const [i, query] of queries.entries()) {
      const startMs = performance.now();
      searcher.search(query, ef, candidates);
      const ms = performance.now() - startMs;
      sum += ms;
      fastest[i] = Math.min(fastest[i], ms);
    }
    bestPass = Math.min(bestPass, sum);
  }
  const startMs = performance.now();
  const answers = workers.map((worker) => once(worker, 'message'));
  for (const worker of workers) worker.postMessage({ ef, candidates });
  await Promise.all(answers);
  const seconds = (performance.now() - startMs) / 1e3;
  const count = queries.length;
  fastest.sort();
  return {
    ef,
    ...(candidates > 0 && { candidates }),
    recall: round(served / (DEPTH * count)),
    recall_int8: round(unscored / (DEPTH * count)),
    ms_min: round(fastest.reduce((sum, ms) => sum + ms, 0) / count),
    p95_min: round(fastest[Math.floor(count * 0.95)]),
    ms: round(bestPass / count),
    qps_2_threads: Math.round(count / seconds),
  };
}

async function startWorkers(memory: DenseMemory, queries: readonly Int16Array[]): Promise<Worker[]> {
  const workers = Array.from({ length: THROUGHPUT_THREADS }, (_, thread) => {
    const share = queries.filter((_, i) => i % THROUGHPUT_THREADS === thread);
    const workerData: DenseWorkerSettings = { memory, queries: share };
    return new Worker(workerFile(import.meta.url, './dense-worker.js'), { workerData });
  });
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  return workers;
}

function readDimensions(folder: string): number {
  const path = join(folder, 'manifest.json');
  const manifest = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { dim?: number }) : {};
  return manifest.dim ?? DEFAULT_DIMENSIONS;
}

function readFloats(path: string): Float32Array {
  const bytes = readFileSync(path);
  const isAligned = bytes.byteOffset % 4 === 0;
  const at = isAligned ? bytes.byteOffset : 0;
  return new Float32Array(isAligned ? bytes.buffer : Uint8Array.from(bytes).buffer, at, bytes.length / 4);
}

function cutQueries(values: Float32Array, dimensions: number): Int16Array[] {
  return Array.from({ length: values.length / dimensions }, (_, i) =>
    widenQuery(values.subarray(i * dimensions, (i + 1) * dimensions)),
  );
}

function round(value: number): number {
  return Number(value.toFixed(4));
}

const [, program] = process.argv;
if (program !== undefined && import.meta.url === pathToFileURL(program).href) await runDense(process.argv.slice(2));
