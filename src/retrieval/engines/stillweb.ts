import type { Engine } from '../engine.ts';

/** BM25 over windows of integer impacts; the exact scan of the vectors, or graphs of ours where the index has them. */
export const STILLWEB: Engine = {
  name: 'stillweb',
  files: [],
  rankings: ['standard', 'bm25', 'impacts'],
  takesGraphs: true,
  comparesEveryVector: true,
  ranksShardwise: true,
  check: () => {},
  write: () => {},
  open: async (view, mailbox) => {
    // Who builds or verifies an index asks for nothing else of its engine.
    const { openBm25, openDense } = await import('../stillweb-legs.ts');
    return { lexical: openBm25(view), dense: await openDense(view, mailbox) };
  },
};
