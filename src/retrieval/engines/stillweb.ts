import type { Engine } from '../engine.ts';
import { openBm25, openDense } from '../stillweb-legs.ts';

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
  open: (view, mailbox) => ({ lexical: openBm25(view), dense: openDense(view, mailbox) }),
};
