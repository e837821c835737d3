import type { Engine } from '../engine.ts';
import { openDense } from '../stillweb-legs.ts';
import { WINK_FILE, writeWinkFile } from '../wink-file.ts';
import { WinkRetriever } from '../wink-retriever.ts';

/** BM25 by wink-bm25-text-search, to compare with: of one field, and all words of a query alike. */
export const WINK: Engine = {
  name: 'wink',
  files: [WINK_FILE],
  rankings: ['bm25'],
  takesGraphs: true,
  comparesEveryVector: true,
  ranksShardwise: false,
  check: () => {},
  write: writeWinkFile,
  open: (view, mailbox) => ({ lexical: WinkRetriever.open(view), dense: openDense(view, mailbox) }),
};
