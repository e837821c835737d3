/** OpenResearcher's backend: `POST /search {query, topn}` and `POST /get_content {url}`. */
import { writeJson } from '../bytes/write-json.ts';
import { documentUrl } from '../contract/sandbox-url.ts';
import type { Dialect } from './dialect.ts';
import { foundPage, pageQuestion } from './parts/contents.ts';
import { detailError } from './parts/detail-error.ts';
import { countOf, fieldsOf, requireText } from './parts/fields.ts';
import { searchQuestion } from './parts/search-question.ts';

const USUAL_HITS = 10;
const MOST_HITS = 1000;
/** About the 180 characters of its own summaries. */
const SUMMARY_TOKENS = 32;

export const OPENRESEARCHER: Dialect = {
  name: 'openresearcher',
  prefix: '/openresearcher',
  routes: [
    {
      method: 'POST',
      path: '/openresearcher/search',
      summary: 'Hits of a query, as OpenResearcher searches',
      read(request) {
        const { query, topn } = fieldsOf(request);
        return {
          asked: searchQuestion({
            query: requireText(query, 'query'),
            k: countOf(topn, USUAL_HITS, 1, MOST_HITS),
            snippet: SUMMARY_TOKENS,
          }),
        };
      },
    },
    {
      method: 'POST',
      path: '/openresearcher/get_content',
      summary: 'The text of one page',
      read: (request) => pageQuestion(requireText(fieldsOf(request).url, 'url')),
    },
    {
      method: 'GET',
      path: '/openresearcher',
      summary: 'Whether the server lives',
      read: ({ index: { description } }) => ({ body: { status: 'ok', documents: description.documents } }),
    },
  ],
  shape: {
    writeSearch({ index, found: [found] }, out) {
      const results = found.hits().map(({ id, url, title, snippet }) => ({
        url: documentUrl(index.name, { id, url }),
        title,
        summary: snippet,
      }));
      writeJson({ results }, out);
    },
    writeFetch({ documents }, out) {
      const { title, text } = foundPage(documents);
      writeJson({ title, content: text }, out);
    },
  },
  error: detailError,
};
