/** The key of a question, once its index is known: what belongs to the index is filled in. */
import type { Asked } from '../contract/asked.ts';
import { admitAsides } from '../contract/query-asides.ts';
import {
  canonicalFetchKey,
  canonicalGrepKey,
  canonicalLinksKey,
  canonicalOriginalKey,
  canonicalRequestKey,
  canonicalWalkKey,
} from '../contract/request-key.ts';
import type { SearchRequest } from '../contract/search.ts';
import { chooseMode } from '../contract/search-mode.ts';
import { knownReranker } from '../retrieval/rerankers.ts';
import type { ServedIndex } from './search-backend.ts';

/** @throws StillwebError MODE_UNAVAILABLE, and what a context or an instruction that nothing reads throws */
export function requestKey(index: ServedIndex, asked: Asked): string {
  switch (asked.kind) {
    case 'search': {
      const { request, isBatch, context } = asked;
      const { modes, encoder } = index.description;
      const { instruction, ...others } = request;
      const asides = admitAsides({ context, instruction }, encoder?.queryFields ?? []);
      const mode = chooseMode(modes, request.mode, index.name);
      return canonicalRequestKey(
        index.name,
        { ...others, ...asides, ...settleReranking(index, request), mode },
        isBatch,
      );
    }
    case 'fetch':
      return canonicalFetchKey(index.name, asked.request, asked.isSingle === true ? 'document' : 'fetch');
    case 'grep':
      return canonicalGrepKey(index.name, asked.request);
    case 'links':
      return canonicalLinksKey(index.name, asked.id);
    case 'original':
      return canonicalOriginalKey(index.name, asked.id);
    case 'walk':
      return canonicalWalkKey(index.name, asked.request);
  }
}

/** The model behind the name, and the depth that it usually has left out: what ranks alike has one key. */
function settleReranking(
  { description: { rerankers = [] } }: ServedIndex,
  { rerank, rerankDepth }: SearchRequest,
): Pick<SearchRequest, 'rerankDepth' | 'rerankModel'> {
  if (rerank === undefined) return {};
  const known = rerankers.find(({ name }) => name === rerank);
  const usual = known?.depth ?? knownReranker(rerank)?.depth;
  return { rerankDepth: rerankDepth === usual ? undefined : rerankDepth, rerankModel: known?.fingerprint };
}
