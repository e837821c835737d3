/** ZeroSearch's local retriever: `POST /retrieve {query, top_k}`, answered by a list of texts. */
import { writeJson } from '../bytes/write-json.ts';
import { MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { Dialect } from './dialect.ts';
import { cutQuery } from './parts/batch.ts';
import { contentsOf } from './parts/contents.ts';
import { detailError } from './parts/detail-error.ts';
import { countOf, fieldsOf, requireText } from './parts/fields.ts';
import { searchQuestion } from './parts/search-question.ts';

const USUAL_HITS = 5;
const MOST_HITS = 1000;

export const ZEROSEARCH: Dialect = {
  name: 'zerosearch',
  prefix: '/zerosearch',
  routes: [
    {
      method: 'POST',
      path: '/zerosearch/retrieve',
      summary: 'Texts for a query, as ZeroSearch retrieves',
      read(request) {
        const { query, top_k: topK } = fieldsOf(request);
        return {
          asked: searchQuestion({
            query: cutQuery(requireText(query, 'query')),
            k: countOf(topK, USUAL_HITS, 1, MOST_HITS),
            snippet: false,
            textChars: MAX_FETCH_CHARACTERS,
          }),
        };
      },
    },
  ],
  shape: {
    writeSearch({ found: [found] }, out) {
      writeJson(
        found.hits().map((hit) => ({ text: contentsOf(hit) })),
        out,
      );
    },
  },
  error: detailError,
};
