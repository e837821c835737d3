import { canonicalFetchKey } from '../contract/request-key.ts';
import { MAX_FETCH_DOCUMENTS, SEARCH_DEADLINE_MS } from '../limits.ts';
import type { SearchBackend, ServedIndex } from '../serving/search-backend.ts';
import { parseAnswer } from '../serving/written-answer.ts';

/** Ids of documents by ids or addresses, whatever is done to answers; null for what names none. @throws what the backend throws */
export async function findDocuments(
  backend: SearchBackend,
  index: ServedIndex,
  names: readonly string[],
): Promise<(string | null)[]> {
  const found: (string | null)[] = [];
  const most = MAX_FETCH_DOCUMENTS / 2;
  for (let first = 0; first < names.length; first += most) {
    const some = names.slice(first, first + most);
    const key = canonicalFetchKey(index.name, { ids: some, urls: some, offset: 0, maxChars: 1 }, 'fetch');
    const answer = await backend.answer(key, { deadlineMs: SEARCH_DEADLINE_MS, queries: 1 });
    const documents: readonly { readonly id: string | null; readonly error?: unknown }[] =
      parseAnswer(answer).documents;
    for (const i of some.keys()) {
      const document = [documents[i], documents[some.length + i]].find(({ error }) => error === undefined);
      found.push(document?.id ?? null);
    }
  }
  return found;
}
