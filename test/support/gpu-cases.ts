import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import { dotProduct } from '../../src/kernel/dot-product.ts';
import { GpuScanner, type ScanHits } from '../../src/kernel/gpu/scanner.ts';

/** Cases of the exact scan on a GPU, in a form that runs in a page as well as in Node: numbers in, a sentence out. */

export interface GpuCase {
  readonly title: string;
  readonly dimensions: number;
  readonly rows: number;
  /**
   * `any`: every int8 value, the ends often; `few`: −1, 0 and 1, for many ties; `same`: all vectors equal; `extreme`: all
   * −128, query too; `rising`: each vector scores higher than the one before; `positive`: queries are negative.
   */
  readonly values: 'any' | 'few' | 'same' | 'extreme' | 'rising' | 'positive';
  /** Of one upload: queries and depth of each search. */
  readonly searches: readonly (readonly [queries: number, depth: number])[];
  readonly bindingBytes?: number;
  /** Rows at which the vectors are cut into shards. */
  readonly cuts?: readonly number[];
  /** Whether the kernel is to do without the packed dot product. */
  readonly isUnpacked?: boolean;
}

export const GPU_CASES: readonly GpuCase[] = [
  {
    title: 'one query at depths 1, 10, 100 and 1000',
    ...{ dimensions: 256, rows: 3001, values: 'any' },
    searches: [1, 10, 100, 1000].map((depth) => [1, depth]),
  },
  { title: 'a batch of 256 queries', dimensions: 384, rows: 301, values: 'any', searches: [[256, 10]] },
  {
    title: 'batches that fill no tile, one after the other with the same buffers',
    ...{ dimensions: 64, rows: 500, values: 'any' },
    searches: [2, 3, 5, 17, 1].map((queries) => [queries, 20]),
  },
  {
    title: 'many ties, shards of several sizes',
    ...{ dimensions: 384, rows: 4500, values: 'few', cuts: [1, 4096, 4097] },
    searches: [1, 100, 4096].map((depth) => [2, depth]),
  },
  {
    title: 'vectors that are all the same, over more than a block',
    ...{ dimensions: 256, rows: 9000, values: 'same' },
    searches: [1, 10, 1000].map((depth) => [1, depth]),
  },
  {
    title: 'several buffers, and several chunks of each, with ties across them',
    ...{ dimensions: 48, rows: 3000, values: 'few', bindingBytes: 48 * 1024 },
    searches: [
      [1, 100],
      [20, 5],
      [13, 300],
    ],
  },
  {
    title: 'scores that rise from row to row, so that every chunk replaces all hits',
    ...{ dimensions: 32, rows: 2000, values: 'rising', bindingBytes: 32 * 1024 },
    searches: [
      [16, 50],
      [1, 1000],
    ],
  },
  {
    title: 'more blocks of positions than a workgroup has invocations',
    ...{ dimensions: 2, rows: 1_100_003, values: 'any' },
    searches: [[1, 1000]],
  },
  { title: 'negative scores only', dimensions: 256, rows: 700, values: 'positive', searches: [[3, 100]] },
  { title: 'depths beyond the rows', dimensions: 256, rows: 7, values: 'any', searches: [[4, 1000]] },
  { title: 'a single row', dimensions: 384, rows: 1, values: 'any', searches: [[1, 1]] },
  { title: 'dimensions that are no multiple of 16', dimensions: 100, rows: 300, values: 'any', searches: [[3, 30]] },
  { title: 'odd dimensions', dimensions: 13, rows: 999, values: 'any', searches: [[5, 50]] },
  {
    title: 'the largest scores of 2048 dimensions',
    dimensions: 2048,
    rows: 300,
    values: 'extreme',
    searches: [[3, 10]],
  },
  {
    title: 'a language without the packed dot product',
    ...{ dimensions: 256, rows: 1000, values: 'any', isUnpacked: true },
    searches: [
      [1, 10],
      [20, 100],
    ],
  },
];

/** @returns what differs from comparing every vector on the CPU and sorting; null when nothing does */
export async function runGpuCase(device: GPUDevice, gpuCase: GpuCase, hasPackedDot: boolean): Promise<string | null> {
  const { dimensions, rows, cuts = [], bindingBytes, isUnpacked = false } = gpuCase;
  const random = xorshift32((rows * 7919 + dimensions) | 1);
  const vectors = makeVectors(gpuCase, random);
  const starts = [0, ...cuts];
  const shards = starts.map((start, i) => vectors.subarray(start * dimensions, (starts[i + 1] ?? rows) * dimensions));
  const options = { hasPackedDot: hasPackedDot && !isUnpacked, bindingBytes };
  const scanner = await GpuScanner.create(device, { dimensions, shards }, options);
  try {
    for (const [count, depth] of gpuCase.searches) {
      const queries = makeQueries(gpuCase, count, random);
      const answers = await scanner.search(queries, depth);
      for (let i = 0; i < count; i++) {
        const query = queries.subarray(i * dimensions, (i + 1) * dimensions);
        const difference = compare(answers[i], rankFirst(vectors, query, depth));
        if (difference !== null) return `query ${i} of ${count} at depth ${depth}: ${difference}`;
      }
    }
    return null;
  } finally {
    scanner.destroy();
  }
}

/** What a scan says after its device is gone: the reason with which it rejects; null when it answers all the same. */
export async function runAfterLoss(device: GPUDevice, hasPackedDot: boolean): Promise<string | null> {
  const vectors = { dimensions: 16, shards: [new Int8Array(160).fill(1)] };
  const scanner = await GpuScanner.create(device, vectors, { hasPackedDot });
  await scanner.search(new Int8Array(16).fill(1), 3);
  device.destroy();
  try {
    await scanner.search(new Int8Array(16).fill(1), 3);
    return null;
  } catch (error) {
    return `${(error as Error).message}; ${(await device.lost).reason}`;
  }
}

function makeVectors({ values, dimensions, rows }: GpuCase, random: () => number): Int8Array {
  const vectors = new Int8Array(rows * dimensions);
  for (let i = 0; i < vectors.length; i++) {
    const row = Math.floor(i / dimensions);
    if (values === 'any') vectors[i] = anyValue(random());
    if (values === 'few') vectors[i] = (random() % 3) - 1;
    if (values === 'same') vectors[i] = (i % dimensions) - 5;
    if (values === 'extreme') vectors[i] = -128;
    // Value by value up to the row: with a query of ones, the sum is the row less a constant.
    if (values === 'rising') vectors[i] = Math.min(127, Math.max(0, row - (i % dimensions) * 127));
    if (values === 'positive') vectors[i] = 1 + (random() % 127);
  }
  return vectors;
}

function makeQueries({ values, dimensions }: GpuCase, count: number, random: () => number): Int8Array {
  return new Int8Array(count * dimensions).map(() => {
    if (values === 'extreme') return -128;
    if (values === 'rising') return 1;
    if (values === 'few') return (random() % 3) - 1;
    return values === 'positive' ? -1 - (random() % 128) : anyValue(random());
  });
}

/** The ends of the range are as likely as all between: they are where sums are largest. */
function anyValue(random: number): number {
  return random % 5 === 0 ? -128 : random % 5 === 1 ? 127 : (random >>> 24) - 128;
}

/** Rows fit into so many bits, and scores of 2048 dimensions beside them into the integers that a number holds exactly. */
const ROW_BITS = 2 ** 21;

/** The first rows by descending score, then by number. Sorted as one number each: there may be a million. */
function rankFirst(vectors: Int8Array, query: Int8Array, depth: number): { row: number; score: number }[] {
  const rows = vectors.length / query.length;
  if (rows > ROW_BITS) throw new RangeError(`${rows} rows`);
  const keys = new Float64Array(rows);
  for (let row = 0; row < rows; row++) keys[row] = row - dotProduct(query, vectors, row * query.length) * ROW_BITS;
  return Array.from(keys.sort().subarray(0, depth), (key) => {
    const row = key - Math.floor(key / ROW_BITS) * ROW_BITS;
    return { row, score: -Math.floor(key / ROW_BITS) };
  });
}

function compare({ rows, scores }: ScanHits, expected: readonly { row: number; score: number }[]): string | null {
  if (rows.length !== expected.length) return `${rows.length} hits, not ${expected.length}`;
  const rank = expected.findIndex(({ row, score }, i) => rows[i] !== row || scores[i] !== score);
  if (rank === -1) return null;
  const { row, score } = expected[rank];
  return `rank ${rank} is row ${rows[rank]} with ${scores[rank]}, not row ${row} with ${score}`;
}
