/** Open WebUI's external search `POST {query, count}` and its external loader `POST {urls}`; the body tells them apart. */
import { writeJson } from '../bytes/write-json.ts';
import { documentUrl } from '../contract/sandbox-url.ts';
import { StillwebError } from '../errors.ts';
import type { Dialect, DialectQuestion, DialectRequest } from './dialect.ts';
import { batchFetch, urlsOf } from './parts/batch.ts';
import { writeListed } from './parts/contents.ts';
import { detailError } from './parts/detail-error.ts';
import { countOf, fieldsOf, requireText } from './parts/fields.ts';
import { searchQuestion } from './parts/search-question.ts';

const USUAL_HITS = 3;
const MOST_HITS = 100;

export const OPENWEBUI: Dialect = {
  name: 'openwebui',
  prefix: '/openwebui',
  routes: [
    { method: 'POST', path: '/openwebui', summary: 'Search or pages, as Open WebUI asks outside services', read },
    { method: 'POST', path: '/openwebui/search', summary: 'The same under a name for searches', read },
    { method: 'POST', path: '/openwebui/load', summary: 'The same under a name for pages', read },
  ],
  shape: {
    writeSearch({ index, found: [found] }, out) {
      const hits = found.hits().map(({ id, url, title, snippet }) => ({
        link: documentUrl(index.name, { id, url }),
        title,
        snippet,
      }));
      writeJson(hits, out);
    },
    /** A page that is not there leaves its place empty: the loader numbers nothing. */
    writeFetch({ index, documents }, out) {
      const pages = documents.map(({ id, url, title = '', text = '', date, error }) => {
        const isThere = id !== null && error === undefined;
        const source = isThere ? documentUrl(index.name, { id, url }) : url;
        return { page_content: text, metadata: { source, title, ...(date !== undefined && { date }) } };
      });
      writeListed(pages, out);
    },
  },
  error: detailError,
};

/** @throws INVALID_REQUEST for a body that is neither */
function read(request: DialectRequest): DialectQuestion {
  const { query, count, urls } = fieldsOf(request);
  if (urls !== undefined) return batchFetch(urlsOf(urls, 'urls'), undefined, ['[', ']']);
  if (query === undefined) throw new StillwebError('INVALID_REQUEST', 'query or urls is missing', { field: 'query' });
  return { asked: searchQuestion({ query: requireText(query, 'query'), k: countOf(count, USUAL_HITS, 1, MOST_HITS) }) };
}
