import { BLOCK_PASSAGES, type CellSections, codeBytes, NO_PASSAGE, sumTables } from '../../src/format/cells.ts';
import { type CellBuilding, nearTo } from '../../src/kernel/cell-building.ts';
import { placeTables } from '../../src/kernel/code-tables.ts';
import { dotProduct } from '../../src/kernel/dot-product.ts';
import { type CellSpace, viewCells } from '../../src/wasm/cell-space.ts';
import { firstCentres, moveCentres } from './centres.ts';
import { planTables } from './plan-tables.ts';
import { learnWords, WORD_SAMPLE } from './words.ts';

/**
 * The steps from vectors to cells, whoever carries them out. What a step finds for a vector, or for the words of one table, depends
 * on what was there before it alone, and sums are of integers: the cells do not depend on how a step is parted.
 */

/** Rounds of k-means. */
const ROUNDS = 6;

export interface CellStep {
  readonly step: 'lead' | 'follow' | 'encode' | 'words';
  /** Rows, leaders, or tables of words, from the one to before the other. */
  readonly start: number;
  readonly end: number;
}

/** Carries a step out for `count` rows, leaders or tables. */
export type RunStep = (step: CellStep['step'], count: number) => Promise<unknown>;

/** Room for what is left of a sample of vectors without their centres, from which words are learned. */
export function createRest(sample: Uint32Array, dimensions: number): SharedArrayBuffer {
  return new SharedArrayBuffer(Math.min(sample.length, WORD_SAMPLE) * dimensions * Int16Array.BYTES_PER_ELEMENT);
}

/**
 * @param sample vectors that centres and words are learned from
 * @param rest of `createRest`
 * @param onProgress called with the vectors that are done
 */
export async function formCells(
  space: CellSpace,
  sample: Uint32Array,
  rest: SharedArrayBuffer,
  run: RunStep,
  onProgress: (vectors: number) => void = () => {},
): Promise<CellSections> {
  const { passages, dimensions } = space;
  const { vectors, centres, cellOf, order, tables } = viewCells(space);
  firstCentres(vectors, sample, centres, dimensions);
  for (let round = 0; round < ROUNDS; round++) {
    await assign(space, sample, run);
    moveCentres(vectors, sample, cellOf, centres, dimensions);
  }
  await assign(
    space,
    Uint32Array.from({ length: passages }, (_, row) => row),
    run,
  );
  onProgress(Math.floor(passages / 2));
  fillRest(space, sample, new Int16Array(rest));
  const plan = planTables(new Int16Array(rest), dimensions);
  order.set(plan.order);
  tables.set(plan.counts);
  await run('words', sumTables(tables));
  await run('encode', passages);
  onProgress(passages);
  return layOut(space);
}

/**
 * Puts each of the rows into the cell of the nearest of those centres that are near to its leader: comparing it with all would take
 * six times as long, and finds hardly any that is nearer.
 */
async function assign(space: CellSpace, of: Uint32Array, run: RunStep): Promise<void> {
  const { rows, found, runs, leaders } = viewCells(space);
  rows.set(of);
  await run('lead', of.length);
  fillNear(space);
  // Rows of one leader side by side, in the order that they came in.
  const leaderOf = found.slice(0, of.length);
  runs.fill(0);
  for (const leader of leaderOf) runs[leader + 1]++;
  for (let leader = 0; leader < leaders; leader++) runs[leader + 1] += runs[leader];
  const nexts = runs.slice();
  for (let i = 0; i < of.length; i++) rows[nexts[leaderOf[i]]++] = of[i];
  await run('follow', leaders);
}

/** For each leader the centres whose dot products with it are largest, of equal ones the first. */
function fillNear(space: CellSpace): void {
  const arrays = viewCells(space);
  const { centres, dimensions, leaders } = arrays;
  const { cells } = space;
  // Score and number in one number, which sorts without a call for each comparison.
  const keys = new Float64Array(cells);
  for (let leader = 0; leader < leaders; leader++) {
    const vector = centres.subarray(leader * dimensions, (leader + 1) * dimensions);
    for (let cell = 0; cell < cells; cell++) keys[cell] = cell - dotProduct(vector, centres, cell * dimensions) * cells;
    keys.sort();
    const near = nearTo(arrays, leader);
    for (let i = 0; i < near.length; i++) near[i] = keys[i] - Math.floor(keys[i] / cells) * cells;
  }
}

function follow(space: CellSpace, building: CellBuilding, leader: number): void {
  const arrays = viewCells(space);
  const { runs, rows, found, cellOf } = arrays;
  const [start, end] = [runs[leader], runs[leader + 1]];
  if (start === end) return;
  building.follow(start, end, leader);
  const near = nearTo(arrays, leader);
  for (let i = start; i < end; i++) cellOf[rows[i]] = near[found[i]];
}

/** A part of a step, by one thread. */
export function carryOut(space: CellSpace, building: CellBuilding, rest: SharedArrayBuffer, task: CellStep): void {
  const { step, start, end } = task;
  if (step === 'lead') building.lead(start, end);
  else if (step === 'follow') for (let leader = start; leader < end; leader++) follow(space, building, leader);
  else if (step === 'encode') building.encode(start, end);
  else {
    const { order, tables, words, offsets } = viewCells(space);
    const placed = placeTables(tables);
    for (let number = start; number < end; number++) {
      learnWords(new Int16Array(rest), order, { number, ...placed[number] }, words, offsets);
    }
  }
}

function fillRest(space: CellSpace, sample: Uint32Array, rest: Int16Array): void {
  const { vectors, centres, cellOf, dimensions } = viewCells(space);
  for (let i = 0; i * dimensions < rest.length; i++) {
    const from = sample[i] * dimensions;
    const centre = cellOf[sample[i]] * dimensions;
    for (let j = 0; j < dimensions; j++) rest[i * dimensions + j] = vectors[from + j] - centres[centre + j];
  }
}

/** Passages by cell, ascending, in blocks that a search reads side by side. */
function layOut(space: CellSpace): CellSections {
  const { cellOf, codes: codesOf, centres, order, tables, words } = viewCells(space);
  const { cells } = space;
  const counts = new Uint32Array(cells);
  for (const cell of cellOf) counts[cell]++;
  const starts = new Uint32Array(cells + 1);
  for (let cell = 0; cell < cells; cell++) starts[cell + 1] = starts[cell] + Math.ceil(counts[cell] / BLOCK_PASSAGES);
  const passages = new Uint32Array(starts[cells] * BLOCK_PASSAGES).fill(NO_PASSAGE);
  const blockBytes = codeBytes(sumTables(tables));
  const rows = blockBytes / BLOCK_PASSAGES;
  const codes = new Uint8Array(starts[cells] * blockBytes);
  const nexts = starts.map((start) => start * BLOCK_PASSAGES);
  for (let passage = 0; passage < cellOf.length; passage++) {
    const place = nexts[cellOf[passage]]++;
    passages[place] = passage;
    const within = place % BLOCK_PASSAGES;
    let to = ((place - within) / BLOCK_PASSAGES) * blockBytes + within;
    for (let row = 0; row < rows; row++, to += BLOCK_PASSAGES) codes[to] = codesOf[passage * rows + row];
  }
  return { centres, starts, passages, order, tables, words, codes };
}
