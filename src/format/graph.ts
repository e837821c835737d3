import { StillwebError } from '../errors.ts';
import { SectionFile, type SectionPlan } from './section-file.ts';

/**
 * The graph of the vectors of one shard, in which a search walks from neighbour to neighbour. `graph-SSS.bin` (kind HNSW):
 * `levels` i32, nodes of each level, the lowest first; `links` u32[passages × 32], on the lowest level and between
 * passages of the shard; `numbers` u32, the passage of each rank above the lowest level, and at least of rank 0; `upper`
 * u32, rows of 16 ranks, level after level. Unused places hold 2^32 − 1 and stand behind the used ones. Only where passages
 * have equal vectors: `copies` u32, those behind the first of each, and `copy.of` u32, that first one, its node.
 */
export const GRAPH_KIND = 'HNSW';
export const LOW_LINKS = 32;
export const HIGH_LINKS = 16;
/** A place that is not used. */
export const NO_LINK = 0xffff_ffff;

export interface GraphSections {
  readonly levels: Int32Array;
  readonly links: Uint32Array;
  readonly numbers: Uint32Array;
  readonly upper: Uint32Array;
  readonly copies: Uint32Array;
  readonly nodes: Uint32Array;
}

/** @param levels nodes of each level @param copies how many there are */
export function planGraphSections(levels: Int32Array, copies = 0): SectionPlan[] {
  return [
    { name: 'levels', type: 'i32', elements: levels.length },
    { name: 'links', type: 'u32', elements: levels[0] * LOW_LINKS },
    { name: 'numbers', type: 'u32', elements: countNumbers(levels) },
    { name: 'upper', type: 'u32', elements: levels.subarray(1).reduce((sum, nodes) => sum + nodes, 0) * HIGH_LINKS },
    ...(copies === 0
      ? []
      : ['copies', 'copy.of'].map((name): SectionPlan => ({ name, type: 'u32', elements: copies }))),
  ];
}

/** @throws StillwebError INDEX_CORRUPT */
export function readGraph(name: string, bytes: Uint8Array, passages: number): GraphSections {
  const file = new SectionFile(name, GRAPH_KIND, bytes);
  const levels = file.get('levels', 'i32');
  const isFalling = levels.every((nodes, level) => nodes > 0 && (level === 0 || nodes <= levels[level - 1]));
  if (levels[0] !== passages || !isFalling) {
    const facts = { file: name, levels: [...levels], passages };
    throw new StillwebError('INDEX_CORRUPT', `${name}: its levels are no levels of ${passages} passages`, facts);
  }
  const [, links, numbers, upper] = planGraphSections(levels);
  const copies = file.has('copies') ? file.get('copies', 'u32') : new Uint32Array(0);
  return {
    levels,
    copies,
    nodes: copies.length === 0 ? copies : file.get('copy.of', 'u32', copies.length),
    links: file.get('links', 'u32', links.elements),
    numbers: file.get('numbers', 'u32', numbers.elements),
    upper: file.get('upper', 'u32', upper.elements),
  };
}

function countNumbers(levels: Int32Array): number {
  return Math.max(1, levels[1] ?? 0);
}
