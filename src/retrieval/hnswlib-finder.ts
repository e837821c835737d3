import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import { TopList } from '../kernel/top-list.ts';
import type { IndexView } from '../store/index-view.ts';
import { HNSWLIB_FILE } from './engine-file-names.ts';
import type { VectorIndex } from './exact-scan.ts';
import type { HnswlibGraph, HnswlibModule } from './hnswlib-module.ts';
import type { NearestFinder } from './nearest-first.ts';
import type { Ranking } from './retriever.ts';

/** Candidates that a walk through the graph keeps. One number for every query, or a depth would change the ranking. */
const EF = 800;
/** The best of them, which are ranked: near the end of its list a walk overlooks more. */
const NEAREST = 400;

/** hnswlib's graph, whose candidates are scored again with the exact int32 dot product of our int8 vectors. */
export class HnswlibFinder implements NearestFinder {
  readonly #graph: HnswlibGraph;
  readonly #index: VectorIndex;

  private constructor(graph: HnswlibGraph, index: VectorIndex) {
    this.#graph = graph;
    this.#index = index;
  }

  /** @throws StillwebError INDEX_CORRUPT */
  static open({ HierarchicalNSW }: HnswlibModule, view: Pick<IndexView, 'index'>, index: VectorIndex): HnswlibFinder {
    const graph = new HierarchicalNSW('ip', index.dimensions);
    const facts = { file: HNSWLIB_FILE };
    try {
      graph.readIndexSync(join(view.index.folder, HNSWLIB_FILE));
    } catch (cause) {
      throw new StillwebError('INDEX_CORRUPT', `${HNSWLIB_FILE} cannot be read`, facts, { cause });
    }
    const found = graph.getCurrentCount();
    if (found !== index.documents.length) {
      const message = `${HNSWLIB_FILE} holds ${found} passages, not ${index.documents.length}`;
      throw new StillwebError('INDEX_CORRUPT', message, facts);
    }
    graph.setEf(EF);
    return new HnswlibFinder(graph, index);
  }

  findNearest(vector: Int8Array, checkpoint?: () => void): Ranking {
    const { documents, firstPassages, kernels } = this.#index;
    const found = this.#graph.searchKnn(Array.from(vector), Math.min(EF, documents.length)).neighbors;
    const top = new TopList(Math.min(NEAREST, documents.length), null);
    for (const [shard, first] of firstPassages.entries()) {
      const end = firstPassages[shard + 1] ?? documents.length;
      const rows = Uint32Array.from(found.filter((passage) => passage >= first && passage < end)).map(
        (of) => of - first,
      );
      kernels[shard].setQuery(vector);
      const scores = kernels[shard].scoreRows(rows, checkpoint);
      for (const [i, row] of rows.entries()) top.offer(scores[i], first + row);
    }
    return top.ranking();
  }
}
