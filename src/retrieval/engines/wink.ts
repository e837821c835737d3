import type { Engine } from '../engine.ts';
import { WINK_FILE } from '../engine-file-names.ts';

/** BM25 by wink-bm25-text-search, to compare with: of one field, and all words of a query alike. */
export const WINK: Engine = {
  name: 'wink',
  files: [WINK_FILE],
  rankings: ['bm25'],
  takesGraphs: true,
  comparesEveryVector: true,
  ranksShardwise: false,
  check: () => {},
  write: async (folder, manifest) => {
    const { writeWinkFile } = await import('../wink-file.ts');
    writeWinkFile(folder, manifest);
  },
  open: async (view, mailbox) => {
    const [{ WinkRetriever }, { openDense }] = await Promise.all([
      import('../wink-retriever.ts'),
      import('../stillweb-legs.ts'),
    ]);
    return { lexical: WinkRetriever.open(view), dense: await openDense(view, mailbox) };
  },
};
