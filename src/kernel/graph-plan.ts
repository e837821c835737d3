/**
 * What is known of a graph before a vector is read: which levels a node is on, and in which order nodes are inserted.
 *
 * Both come from one hash of the node's number. Nodes are inserted in ascending order of it, so a node of many leading
 * zeros comes early, and with four zeros a level the nodes of a level are the first of the order: *ranks*. One in sixteen
 * is on the next level, as M = 16 asks for (Malkov and Yashunin, 2018: an expected 1/ln M), without a random number or a
 * logarithm. Neighbouring passages, which are alike, fall into different batches.
 */

const LEVEL_BITS = 4;
const MAX_LEVELS = 8;
/** Nodes that see one another's links only after all of them are linked. */
const MAX_BATCH = 16_384;
const BATCH_SHIFT = 5;

export interface GraphPlan {
  /** Number of the node of each rank; copies have none. */
  readonly numbers: Uint32Array;
  /** Nodes of each level, from the lowest, which holds all. */
  readonly levelNodes: Int32Array;
}

/** The finaliser of MurmurHash3: a bijection, so no two numbers tie. */
function hashOf(number: number): number {
  let h = number + 1;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * @param nodes 1 … 2^20
 * @param copies a byte a number: those marked get no rank, and are on the lowest level alone. null for none
 */
export function planGraph(nodes: number, copies: Uint8Array | null = null): GraphPlan {
  // Hash and number in one float64 below 2^53, so that the engine sorts numbers and not pairs.
  const all = new Float64Array(nodes);
  let ranks = 0;
  for (let number = 0; number < nodes; number++) {
    if (copies === null || copies[number] === 0) all[ranks++] = hashOf(number) * 2 ** 21 + number;
  }
  const order = all.subarray(0, ranks).sort();
  const numbers = new Uint32Array(ranks);
  for (let rank = 0; rank < ranks; rank++) numbers[rank] = order[rank] % 2 ** 21;
  const levelNodes = [nodes];
  for (let level = 1; level < MAX_LEVELS; level++) {
    let count = 0;
    while (count < ranks && Math.clz32(order[count] / 2 ** 21) >= LEVEL_BITS * level) count++;
    if (count === 0) break;
    levelNodes.push(count);
  }
  return { numbers, levelNodes: Int32Array.from(levelNodes) };
}

/** Rows of links above the lowest level. */
export function countHighRows(levelNodes: Int32Array): number {
  return levelNodes.subarray(1).reduce((sum, nodes) => sum + nodes, 0);
}

/** Where the batch that begins at a rank ends: a 32nd of what is there already, so that a batch never outweighs it. */
export function batchEnd(start: number, nodes: number): number {
  return Math.min(nodes, start + Math.min(MAX_BATCH, Math.max(1, start >> BATCH_SHIFT)));
}

export function largestBatch(nodes: number): number {
  return Math.min(MAX_BATCH, Math.max(1, nodes >> BATCH_SHIFT));
}
