/** The retriever of UltraRAG, which AgentCPM-Report asks: `POST /search {query_list, top_k, query_instruction}`. */
import { MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { Dialect } from './dialect.ts';
import { batchSearch, queriesOf } from './parts/batch.ts';
import { contentsOf, writeListed } from './parts/contents.ts';
import { detailError } from './parts/detail-error.ts';
import { countOf, fieldsOf } from './parts/fields.ts';

const USUAL_HITS = 5;
const MOST_HITS = 1000;

export const ULTRARAG: Dialect = {
  name: 'ultrarag',
  prefix: '/ultrarag',
  routes: [
    {
      method: 'POST',
      path: '/ultrarag/search',
      summary: 'Texts for a batch of queries, as UltraRAG retrieves',
      // An instruction would be put before each query for an encoder that was trained with one.
      read(request) {
        const { query_list: queries, top_k: topK } = fieldsOf(request);
        return batchSearch(
          queriesOf(queries, 'query_list'),
          { k: countOf(topK, USUAL_HITS, 1, MOST_HITS), snippet: false, textChars: MAX_FETCH_CHARACTERS },
          undefined,
          ['{"ret_psg":[', ']}'],
        );
      },
    },
  ],
  shape: {
    writeSearch({ found }, out) {
      writeListed(
        found.map((each) => each.hits().map(contentsOf)),
        out,
      );
    },
  },
  error: detailError,
};
