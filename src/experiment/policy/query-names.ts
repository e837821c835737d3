/** When two searches of a session ask the same: digests, so that a session of thousands of calls remembers little of each. */
import { hash } from 'node:crypto';
import { createWordFolder } from '../../analysis/analyzers.ts';
import { canonicalRequestKey } from '../../contract/request-key.ts';
import type { SearchRequest } from '../../contract/search.ts';
import type { ServedIndex } from '../../serving/search-backend.ts';

/** Of each query its list: the same for all of its pages, and however they are shown. */
export function listNames({ name }: ServedIndex, request: SearchRequest): string[] {
  const { expand: _, fields: __, maxChars: ___, ...ranked } = request;
  return request.queries.map((query) => {
    const list: SearchRequest = {
      ...ranked,
      queries: [query],
      ...{ offset: 0, k: 1, snippet: false, text: false, explain: false },
    };
    return digest(canonicalRequestKey(name, list, false));
  });
}

const fold = createWordFolder();

/**
 * Of each query its words, each once, in any order and spelling, with the page that is asked for.
 *
 * @param offset of the page, in hits
 */
export function queryWords({ name }: ServedIndex, queries: readonly string[], offset: number): string[] {
  return queries.map((query) => {
    const words = new Set<string>();
    fold(query, (word) => words.add(word));
    return digest(JSON.stringify([name, offset, [...words].sort(byCodeUnit)]));
  });
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function digest(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22);
}
