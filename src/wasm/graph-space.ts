import { HIGH_LINKS, LOW_LINKS, NO_LINK } from '../kernel/constants.ts';
import { type GraphCopies, markCopies } from '../kernel/graph-copies.ts';
import { countHighRows, largestBatch, planGraph } from '../kernel/graph-plan.ts';
import type { GraphArrays } from '../kernel/graph-walk.ts';
import { loadKernelModule } from './kernel-module.ts';
import { alignPlace, createSharedMemory } from './shared-memory.ts';
import { fitsVectorKernels, QUERY_BYTES } from './vector-memory.ts';
import { WALK_SCRATCH_BYTES } from './walk-scratch.ts';

/**
 * Shared memory in which a graph is built: the vectors, the graph, and what the threads need.
 *
 *   vectors   i8[nodes × dimensions]
 *   low       u32[nodes × 32]    rows of links of the lowest level
 *   high      u32[rows × 16]     those above it
 *   numbers   u32[nodes]         number of each rank
 *   levels    i32[levels]        nodes of each level
 *   counter   i32                the next rank whose neighbours are to be found
 *   heads     u32[nodes]         used while links are added back
 *   nexts     u32[levels × room]
 *   scratch   a query and a walk for each thread
 */

const SCRATCH_BYTES = QUERY_BYTES + WALK_SCRATCH_BYTES;

/** Where each part begins, in bytes. */
export interface GraphPlaces {
  readonly vectors: number;
  readonly low: number;
  readonly high: number;
  readonly numbers: number;
  readonly levels: number;
  readonly counter: number;
  readonly heads: number;
  readonly nexts: number;
  readonly scratch: number;
}

/** Can be posted to a thread. */
export interface GraphSpace {
  readonly buffer: SharedArrayBuffer;
  /** The memory of `buffer` for WebAssembly; null where the scalar twin builds. */
  readonly memory: WebAssembly.Memory | null;
  readonly places: GraphPlaces;
  readonly nodes: number;
  /** Nodes that get links: all but the copies of others. */
  readonly inserted: number;
  readonly dimensions: number;
  readonly levelNodes: Int32Array;
  /** Elements of `nexts` for one level. */
  readonly room: number;
  readonly threads: number;
}

/**
 * @param nodes 1 … 2^20
 * @param useKernel false for the scalar twin, which gives the same graph
 * @throws RangeError when the engine cannot give so much memory
 */
export function createGraphSpace(nodes: number, dimensions: number, threads: number, useKernel = true): GraphSpace {
  const { numbers, levelNodes } = planGraph(nodes);
  const room = largestBatch(nodes) * LOW_LINKS + 1;
  let end = 0;
  const take = (bytes: number): number => {
    const at = end;
    end = alignPlace(at + bytes);
    return at;
  };
  const places: GraphPlaces = {
    vectors: take(nodes * dimensions),
    low: take(nodes * LOW_LINKS * 4),
    high: take(countHighRows(levelNodes) * HIGH_LINKS * 4),
    numbers: take(nodes * 4),
    levels: take(levelNodes.length * 4),
    counter: take(4),
    heads: take(nodes * 4),
    nexts: take(levelNodes.length * room * 4),
    scratch: take(threads * SCRATCH_BYTES),
  };
  const hasKernel = useKernel && fitsVectorKernels(dimensions) && loadKernelModule('hnsw') !== null;
  const memory = hasKernel ? createSharedMemory(end) : null;
  const buffer = memory?.buffer ?? new SharedArrayBuffer(end);
  const space = { buffer, memory, places, nodes, inserted: nodes, dimensions, levelNodes, room, threads };
  const arrays = viewGraph(space);
  arrays.lowLinks.fill(NO_LINK);
  arrays.highLinks.fill(NO_LINK);
  arrays.numbers.set(numbers);
  arrays.levelNodes.set(levelNodes);
  return space;
}

/** The same space before anything is inserted, in which copies get no rank. */
export function leaveOutCopies(space: GraphSpace, copies: GraphCopies): GraphSpace {
  if (copies.copies.length === 0) return space;
  const { numbers, levelNodes } = planGraph(space.nodes, markCopies(copies, space.nodes));
  const arrays = viewGraph(space);
  arrays.numbers.set(numbers);
  arrays.levelNodes.set(levelNodes);
  return { ...space, inserted: numbers.length, levelNodes };
}

export function viewGraph({ buffer, places, nodes, dimensions, levelNodes }: GraphSpace): GraphArrays {
  return {
    dimensions,
    vectors: new Int8Array(buffer, places.vectors, nodes * dimensions),
    lowLinks: new Uint32Array(buffer, places.low, nodes * LOW_LINKS),
    numbers: new Uint32Array(buffer, places.numbers, nodes),
    highLinks: new Uint32Array(buffer, places.high, countHighRows(levelNodes) * HIGH_LINKS),
    levelNodes: new Int32Array(buffer, places.levels, levelNodes.length),
  };
}

export function counterOf({ buffer, places }: GraphSpace): Int32Array {
  return new Int32Array(buffer, places.counter, 1);
}

/** Where the query and the walk of a thread have their room. */
export function scratchOf({ places }: GraphSpace, part: number): { query: number; walk: number } {
  const query = places.scratch + part * SCRATCH_BYTES;
  return { query, walk: query + QUERY_BYTES };
}
