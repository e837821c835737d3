import type { LexicalIndex } from '../../src/retrieval/lexical-index.ts';
import type { Ranking, RetrieveOptions, Retriever, RetrieverQuery } from '../../src/retrieval/retriever.ts';

/**
 * BM25 without a shortcut: every posting of every term is added up, every passage is sorted.
 * The oracle that other scorers are compared with, hit by hit.
 */
export class ExhaustiveScorer implements Retriever {
  readonly leg = 'bm25';
  readonly #index: LexicalIndex;

  constructor(index: LexicalIndex) {
    this.#index = index;
  }

  retrieve(query: RetrieverQuery, options: RetrieveOptions): Ranking {
    const { shards, firstPassages, documents } = this.#index;
    const sums = new Map<number, number>();
    for (const [i, shard] of shards.entries()) {
      options.checkpoint?.();
      for (const { term, weight, shift = 0 } of query.terms) {
        const ordinal = shard.terms.find(term);
        if (ordinal < 0) continue;
        const { passages, impacts } = shard.list(ordinal);
        for (const [at, local] of passages.entries()) {
          const passage = firstPassages[i] + local;
          if (options.accept?.has(passage) === false) continue;
          sums.set(passage, (sums.get(passage) ?? 0) + (impacts[at] >> shift) * weight);
        }
      }
    }
    // What is too little to count is no hit.
    let hits = [...sums].filter(([, score]) => score > 0).sort(([a, left], [b, right]) => right - left || a - b);
    if (options.unit === 'document') {
      const seen = new Set<number>();
      hits = hits.filter(([passage]) => {
        const document = documents[passage];
        if (seen.has(document)) return false;
        seen.add(document);
        return true;
      });
    }
    hits = hits.slice(0, options.depth);
    return {
      passages: Uint32Array.from(hits, ([passage]) => passage),
      scores: Float64Array.from(hits, ([, score]) => score),
    };
  }
}
