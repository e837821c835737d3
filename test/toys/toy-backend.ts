/** A backend of one file: documents that are elsewhere, each answer a moment away, ranked by length. */
import { readAnswerKey } from '../../src/contract/answer-key.ts';
import type { FetchedDocument, Hit } from '../../src/contract/search.ts';
import { answerFrom } from '../../src/serving/answer-from.ts';
import { type AnswerSource, foundHits } from '../../src/serving/answer-source.ts';
import type { SearchBackend } from '../../src/serving/search-backend.ts';

/** @param documents texts by id */
export function openToyBackend(documents: ReadonlyMap<string, string>): SearchBackend {
  const name = 'far';
  const id = 'a'.repeat(64);
  const source: AnswerSource = {
    name,
    id,
    async search({ queries, k, offset }) {
      await new Promise((resolve) => setImmediate(resolve));
      return queries.map((query) => {
        const found = [...documents].filter(([, text]) => text.includes(query));
        const ranked = found.sort(([a, left], [b, right]) => left.length - right.length || (a < b ? -1 : 1));
        const hits = ranked.map(
          ([hit, text], i): Hit => ({ rank: i + 1, id: hit, url: null, title: hit, score: text.length }),
        );
        return foundHits({ hits: hits.slice(offset, offset + k) });
      });
    },
    fetch: ({ ids = [] }) =>
      ids.map((wanted): FetchedDocument => {
        const text = documents.get(wanted);
        if (text !== undefined) return { id: wanted, url: null, title: wanted, text };
        return { id: wanted, url: null, error: { code: 'DOCUMENT_NOT_FOUND', message: 'not far either' } };
      }),
    links: (wanted) => ({ id: wanted, outgoing: [], incoming: [] }),
  };
  return {
    indexes: [
      {
        name,
        id,
        description: {
          documents: documents.size,
          passages: documents.size,
          terms: 0,
          links: 0,
          newest: null,
          ranking: 'bm25',
          analyzer: { name: 'none', version: 1 },
          encoder: null,
          modes: ['bm25'],
        },
      },
    ],
    workers: 64,
    serviceMs: 0,
    answer: (key) => answerFrom(source, readAnswerKey(key), () => {}),
    close: async () => {},
  };
}
