/** Ranks by the length of the passage, the longest first: its place in the fused list counts only between equal ones. */
import type { Reranker } from '../../src/retrieval/reranker.ts';
import { registerReranker } from '../../src/retrieval/rerankers.ts';

export const TOY_RERANKER: Reranker = {
  name: 'toy-length',
  // Fewer than a page may show, so that pages reach behind it.
  depth: 12,
  rerank: async (_query, candidates, readTexts, checkpoint) => {
    checkpoint();
    const texts = await readTexts(candidates);
    return texts.map(({ text }) => text.length);
  },
};

registerReranker(TOY_RERANKER);
