import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import { HNSWLIB_FILE } from '../format/file-names.ts';
import { dotProduct } from '../kernel/dot-product.ts';
import { TopList } from '../kernel/top-list.ts';
import type { IndexView } from '../store/index-view.ts';
import { ExactScan, type VectorIndex } from './exact-scan.ts';
import type { HnswlibGraph, HnswlibModule } from './hnswlib-module.ts';
import { EMPTY_RANKING, type Ranking, type RetrieveOptions, type Retriever, type RetrieverQuery } from './retriever.ts';

/** Candidates that a walk through the graph keeps. One number for every query, or a depth would change the ranking. */
const EF = 800;
/** The best of them, which are ranked: near the end of its list a walk overlooks more. */
const NEAREST = 400;
const CHECKPOINT_PASSAGES = 4096;

/**
 * Approximate nearest neighbours from hnswlib's graph, rescored with the exact int32 dot product of our int8 vectors.
 *
 * What a query ranks is one fixed list, of which every depth and unit shows a part: the 400 nearest passages that a walk
 * with ef = 800 finds, then every other passage that stands behind the last of them under the total order, by an exact
 * scan that is made only when a request reaches so deep. A passage that belongs among the nearest and that the walk
 * overlooks is not in the list. With a filter all admitted passages are scanned instead: a walk would find few of them.
 */
export class HnswlibRetriever implements Retriever {
  readonly leg = 'dense';
  readonly #graph: HnswlibGraph;
  readonly #index: VectorIndex;
  readonly #scan: ExactScan;

  private constructor(graph: HnswlibGraph, index: VectorIndex) {
    this.#graph = graph;
    this.#index = index;
    this.#scan = new ExactScan(index);
  }

  /** @throws StillwebError INDEX_CORRUPT */
  static open(
    { HierarchicalNSW }: HnswlibModule,
    view: Pick<IndexView, 'index'>,
    index: VectorIndex,
  ): HnswlibRetriever {
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
    return new HnswlibRetriever(graph, index);
  }

  retrieve(query: RetrieverQuery, options: RetrieveOptions): Ranking {
    const { vector } = query;
    if (vector === null || vector.every((value) => value === 0)) return EMPTY_RANKING;
    if (options.accept !== null) return this.#scan.retrieve(query, options);
    options.checkpoint?.();
    const nearest = this.#findNearest(vector);
    const { documents, isOnePassageEach } = this.#index;
    const isGrouped = options.unit === 'document' && !isOnePassageEach;
    const top = new TopList(options.depth, isGrouped ? documents : null);
    for (const [i, passage] of nearest.passages.entries()) top.offer(nearest.scores[i], passage);
    if (!top.isFull && nearest.passages.length > 0) this.#scanBehind(vector, nearest, top, options);
    return top.ranking();
  }

  #findNearest(vector: Int8Array): Ranking {
    const { documents, dimensions } = this.#index;
    const found = this.#graph.searchKnn(Array.from(vector), Math.min(EF, documents.length)).neighbors;
    const top = new TopList(Math.min(NEAREST, documents.length), null);
    for (const passage of found) {
      const { vectors, first } = this.#shardOf(passage);
      top.offer(dotProduct(vector, vectors, (passage - first) * dimensions), passage);
    }
    return top.ranking();
  }

  #shardOf(passage: number): { vectors: Int8Array; first: number } {
    const { shards, firstPassages } = this.#index;
    let shard = shards.length - 1;
    while (firstPassages[shard] > passage) shard--;
    return { vectors: shards[shard], first: firstPassages[shard] };
  }

  /** Offers every passage that stands behind the last of the nearest. */
  #scanBehind(vector: Int8Array, nearest: Ranking, top: TopList, options: RetrieveOptions): void {
    const { shards, firstPassages, dimensions } = this.#index;
    const lastPassage = nearest.passages[nearest.passages.length - 1];
    const lastScore = nearest.scores[nearest.scores.length - 1];
    for (const [shard, vectors] of shards.entries()) {
      const first = firstPassages[shard];
      for (let row = 0; row * dimensions < vectors.length; row++) {
        if (row % CHECKPOINT_PASSAGES === 0) options.checkpoint?.();
        const score = dotProduct(vector, vectors, row * dimensions);
        if (score < lastScore || (score === lastScore && first + row > lastPassage)) top.offer(score, first + row);
      }
    }
  }
}
