/** The local servers that ASearcher and RLinf train with: `POST /retrieve`, and `POST /access {urls}` for whole pages. */
import { documentUrl } from '../contract/sandbox-url.ts';
import { MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { Dialect, DialectQuestion, DialectRequest } from './dialect.ts';
import { batchFetch, batchSearch, queriesOf, urlsOf } from './parts/batch.ts';
import { contentsOf, writeListed } from './parts/contents.ts';
import { detailError } from './parts/detail-error.ts';
import { countOf, fieldsOf, flagOf } from './parts/fields.ts';

const USUAL_HITS = 3;
const MOST_HITS = 1000;
const AROUND = ['{"result":[', ']}'] as const;

interface Parameters {
  readonly scores: boolean;
}

export const ASEARCHER: Dialect = {
  name: 'asearcher',
  prefix: '/asearcher',
  routes: [
    {
      method: 'POST',
      path: '/asearcher/retrieve',
      summary: 'Hits of a batch of queries with their addresses, as ASearcher retrieves',
      read(request: DialectRequest): DialectQuestion {
        const { queries, query, topk, return_scores: scores } = fieldsOf(request);
        return batchSearch(
          queriesOf(queries ?? query, 'queries'),
          {
            k: countOf(topk || null, USUAL_HITS, 1, MOST_HITS),
            snippet: false,
            textChars: MAX_FETCH_CHARACTERS,
          },
          { scores: flagOf(scores) } satisfies Parameters,
          AROUND,
        );
      },
    },
    { method: 'POST', path: '/asearcher/access', summary: 'Pages by their addresses', read: access },
    { method: 'POST', path: '/access', summary: 'The same where trainers look for it', read: access },
  ],
  shape: {
    writeSearch({ index, found, parameters }, out) {
      const { scores } = parameters as Parameters;
      const results = found.map((each) =>
        each.hits().map((hit) => {
          const document = { id: hit.id, contents: contentsOf(hit), url: documentUrl(index.name, hit) };
          return scores ? { document, score: hit.score } : document;
        }),
      );
      writeListed(results, out);
    },
    writeFetch({ index, documents }, out) {
      const pages = documents.map(({ id, url, title, text, error }) =>
        id === null || error !== undefined
          ? null
          : { url: documentUrl(index.name, { id, url }), title, contents: text },
      );
      writeListed(pages, out);
    },
  },
  error: detailError,
};

function access(request: DialectRequest): DialectQuestion {
  return batchFetch(urlsOf(fieldsOf(request).urls, 'urls'), undefined, AROUND);
}
