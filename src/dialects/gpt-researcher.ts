/** What gpt-researcher asks with `RETRIEVER=custom`: `GET RETRIEVER_ENDPOINT?query=…`, answered by a list of pages. */
import { writeJson } from '../bytes/write-json.ts';
import { documentUrl } from '../contract/sandbox-url.ts';
import { MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { Dialect } from './dialect.ts';
import { countOf, fieldsOf, requireText, textsOf } from './parts/fields.ts';
import { searchQuestion } from './parts/search-question.ts';

const USUAL_HITS = 5;
const MOST_HITS = 100;

export const GPT_RESEARCHER: Dialect = {
  name: 'gpt-researcher',
  prefix: '/gpt-researcher',
  routes: [
    {
      method: ['GET', 'POST'],
      path: '/gpt-researcher',
      summary: 'Hits of a query with their texts, as gpt-researcher wants them of a custom retriever',
      read(request) {
        // RETRIEVER_ARG_MAX_RESULTS=… and the like arrive as parameters in lower case.
        const { query, max_results: maxResults, k, query_domains: domains } = fieldsOf(request);
        return {
          asked: searchQuestion({
            query: requireText(query, 'query'),
            k: countOf(maxResults ?? k, USUAL_HITS, 1, MOST_HITS),
            sites: textsOf(domains),
            textChars: MAX_FETCH_CHARACTERS,
          }),
        };
      },
    },
  ],
  shape: {
    writeSearch({ index, found: [found] }, out) {
      const pages = found.hits().map(({ id, url, title, text, snippet }) => {
        const address = documentUrl(index.name, { id, url });
        // Its other retrievers give `href` and `body`, and parts of it read those.
        return { url: address, raw_content: text, title, href: address, body: snippet };
      });
      writeJson(pages, out);
    },
  },
  error: ({ message }) => ({ body: { error: message } }),
};
