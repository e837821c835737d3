/**
 * Search-R1's retriever and the many that copied it: `POST /retrieve {queries, topk, return_scores}`.
 *
 * Trainers (Search-R1, verl, SkyRL, slime, Agent Lightning, …) send the queries of a whole step, and read `result[query][hit]`.
 */
import { MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { Dialect, DialectQuestion, DialectRequest } from './dialect.ts';
import { batchSearch, queriesOf } from './parts/batch.ts';
import { passagesOf, scoresOf, writeListed } from './parts/contents.ts';
import { detailError } from './parts/detail-error.ts';
import { countOf, fieldsOf, flagOf } from './parts/fields.ts';

const USUAL_HITS = 3;
const MOST_HITS = 1000;

interface Parameters {
  readonly scores: boolean;
}

export const SEARCH_R1: Dialect = {
  name: 'search-r1',
  prefix: '/search-r1',
  routes: [
    {
      method: 'POST',
      path: '/search-r1/retrieve',
      summary: 'Hits of a batch of queries, as Search-R1 retrieves',
      read,
    },
    { method: 'POST', path: '/retrieve', summary: 'The same where trainers look for it', read },
  ],
  shape: {
    writeSearch({ found, parameters }, out) {
      const { scores } = parameters as Parameters;
      const results = found.map((each) => {
        if (!scores) return passagesOf(each);
        const scored = scoresOf(each);
        return passagesOf(each).map((document, i) => ({ document, score: scored[i] }));
      });
      writeListed(results, out);
    },
  },
  error: detailError,
};

function read(request: DialectRequest): DialectQuestion {
  const { queries, query_list: queryList, query, topk, top_k: topK, k, return_scores: scores } = fieldsOf(request);
  return batchSearch(
    queriesOf(queries ?? queryList ?? query, 'queries'),
    {
      // Zero and null are the default too: Search-R1 asks whether there is a value.
      k: countOf((topk ?? topK ?? k) || null, USUAL_HITS, 1, MOST_HITS),
      snippet: false,
      textChars: MAX_FETCH_CHARACTERS,
    },
    { scores: flagOf(scores) } satisfies Parameters,
    ['{"result":[', ']}'],
  );
}
