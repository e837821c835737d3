import { createRequire } from 'node:module';
import { StillwebError } from '../errors.ts';

/** The part of hnswlib-node that is used here. The package is an optional dependency and may have no types to offer. */
export interface HnswlibGraph {
  initIndex(maxElements: number, m: number, efConstruction: number, randomSeed: number): void;
  addPoint(point: number[], label: number): void;
  searchKnn(query: number[], count: number): { readonly neighbors: readonly number[] };
  setEf(ef: number): void;
  getCurrentCount(): number;
  getNumDimensions(): number;
  readIndexSync(path: string): void;
  writeIndexSync(path: string): void;
}

export interface HnswlibModule {
  readonly HierarchicalNSW: new (space: 'ip', dimensions: number) => HnswlibGraph;
}

function requireHnswlib(): HnswlibModule {
  return createRequire(import.meta.url)('hnswlib-node') as HnswlibModule;
}

/**
 * Loads the native package; works in every thread.
 *
 * @throws StillwebError ENGINE_MISSING when it is not installed, not compiled, or compiled for another Node
 */
export function loadHnswlib(require: () => HnswlibModule = requireHnswlib): HnswlibModule {
  try {
    const module = require();
    if (typeof module.HierarchicalNSW === 'function') return module;
    throw new TypeError('it exports no HierarchicalNSW');
  } catch (cause) {
    // `bindings` lists every path that it tried, one a line: the first line says what is the matter.
    const reason = String(cause instanceof Error ? cause.message : cause).split('\n', 1)[0];
    const message = `engine hnswlib needs the package hnswlib-node, which cannot be loaded (${reason})`;
    throw new StillwebError('ENGINE_MISSING', message, { engine: 'hnswlib', package: 'hnswlib-node' }, { cause });
  }
}
