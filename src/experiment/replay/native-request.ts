/** The request of the native API that a key is the canonical form of. */
import type { KeyedRequest } from '../../contract/answer-key.ts';
import { formatGrepCursor } from '../../contract/grep-cursor.ts';
import type { SentRequest } from '../../serving/call-record.ts';

/** @returns null for what the native API has no request for: another shape, a treated answer, a walk, documents by number */
export function nativeRequest(keyed: KeyedRequest, indexId: string): SentRequest | null {
  if (keyed.shape !== null || keyed.treatments.length > 0) return null;
  const index = `${keyed.indexName}@${indexId}`;
  const named = (part: string, id: string): SentRequest => {
    const path = `/v1/documents/${encodeURIComponent(id)}${part}`;
    return { method: 'GET', url: `${path}?index=${encodeURIComponent(index)}` };
  };
  switch (keyed.kind) {
    case 'search': {
      const { queries, rerankModel: _, ...rest } = keyed.request;
      const asked = keyed.isBatch ? { queries } : { query: queries[0] };
      return { method: 'POST', url: '/v1/search', body: { index, ...asked, ...rest } };
    }
    case 'fetch': {
      const { numbers, view = {}, ...rest } = keyed.request;
      if (numbers !== undefined || keyed.isSingle) return null;
      return { method: 'POST', url: '/v1/fetch', body: { index, ...rest, ...view } };
    }
    case 'grep': {
      const { from, ...rest } = keyed.request;
      const cursor = from === undefined ? {} : { cursor: formatGrepCursor(from) };
      return { method: 'POST', url: '/v1/grep', body: { index, ...rest, ...cursor } };
    }
    case 'links':
      return named('/links', keyed.id);
    case 'original':
      return named('/original', keyed.id);
    case 'walk':
      return null;
  }
}
