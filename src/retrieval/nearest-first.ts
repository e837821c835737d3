import type { VectorIndex } from './exact-scan.ts';
import { isNarrow, type PassageSet } from './passage-set.ts';
import {
  type AwaitedQuery,
  EMPTY_RANKING,
  hasDirection,
  type Ranking,
  type RetrieveOptions,
  type Retriever,
  type RetrieverQuery,
} from './retriever.ts';

/** Finds the passages nearest to a query, all but a few, with their exact scores and in the total order. */
export interface NearestFinder {
  /** @param checkpoint called now and then where it waits for a disk; throws to give up */
  findNearest(vector: Int8Array, checkpoint?: () => void): Ranking;
}

/**
 * Approximate nearest neighbours, rescored with the exact int32 dot product of our int8 vectors.
 *
 * What a query ranks is one fixed list of all passages, of which every depth and unit shows a part: first the nearest that
 * a walk through a graph finds, then all others as an exact scan ranks them, which is made only when a request reaches so
 * deep. Each of the two parts is in the total order. What the walk overlooks stands at the head of the second, also when
 * it scores more than the last of the first, or as much and has a smaller number: no page that was given before may change.
 * A filter that admits a quarter of the passages or more shows the part of that list that it admits; with a narrower one,
 * and when a request asks for it, every vector is compared.
 */
export class NearestFirst implements Retriever {
  readonly leg = 'dense';
  readonly #index: Pick<VectorIndex, 'documents' | 'isOnePassageEach'>;
  readonly #finder: NearestFinder;
  readonly #scan: Retriever;

  /** @param scan answers exactly */
  constructor(index: Pick<VectorIndex, 'documents' | 'isOnePassageEach'>, finder: NearestFinder, scan: Retriever) {
    this.#index = index;
    this.#finder = finder;
    this.#scan = scan;
  }

  prepare(queries: readonly AwaitedQuery[], checkpoint?: () => void): void {
    const exact = queries.filter(({ isExact }) => isExact === true);
    if (exact.length > 0) this.#scan.prepare?.(exact, checkpoint);
  }

  retrieve(query: RetrieverQuery, options: RetrieveOptions): Ranking {
    const { vector } = query;
    if (!hasDirection(vector)) return EMPTY_RANKING;
    const { accept, depth } = options;
    const { documents, isOnePassageEach } = this.#index;
    const isExact = options.isExact === true || (accept !== null && isNarrow(accept, documents.length));
    if (isExact) return this.#scan.retrieve(query, options);
    options.checkpoint?.();
    const groups = options.unit === 'document' && !isOnePassageEach ? documents : null;
    const nearest = this.#finder.findNearest(vector, options.checkpoint);
    return rankNearestFirst(nearest, { depth, groups, accept }, () => this.#scan.retrieve(query, options));
  }

  close(): void {
    this.#scan.close?.();
  }
}

export interface NearestFirstOptions {
  readonly depth: number;
  /** Document of each passage, to rank one passage a document; null to rank every passage. */
  readonly groups: Uint32Array | null;
  /** Passages that may be ranked; null for all. */
  readonly accept: PassageSet | null;
}

/**
 * The nearest that are admitted, and behind them what an exact ranking names and they do not.
 *
 * @param nearest each passage once
 * @param rankExactly the exact ranking to the same depth, of the same unit, of what is admitted; called only when the
 *   nearest do not reach so deep
 */
export function rankNearestFirst(
  nearest: Ranking,
  { depth, groups, accept }: NearestFirstOptions,
  rankExactly: () => Ranking,
): Ranking {
  const passages: number[] = [];
  const scores: number[] = [];
  const ranked = new Set<number>();
  const append = (ranking: Ranking): void => {
    for (let i = 0; i < ranking.passages.length && passages.length < depth; i++) {
      const passage = ranking.passages[i];
      const item = groups === null ? passage : groups[passage];
      if (ranked.has(item) || accept?.has(passage) === false) continue;
      ranked.add(item);
      passages.push(passage);
      scores.push(ranking.scores[i]);
    }
  };
  append(nearest);
  if (passages.length < depth) append(rankExactly());
  return { passages: Uint32Array.from(passages), scores: Float64Array.from(scores) };
}
