/** massive-serve's `POST /search {query, n_docs}`, which DR Tulu and others ask: three lists side by side. */
import { writeJson } from '../bytes/write-json.ts';
import { MAX_BATCH_QUERIES, MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { Dialect } from './dialect.ts';
import { queriesOf } from './parts/batch.ts';
import { contentsOf, scoresOf } from './parts/contents.ts';
import { detailError } from './parts/detail-error.ts';
import { countOf, fieldsOf } from './parts/fields.ts';
import { searchQuestion } from './parts/search-question.ts';

const USUAL_HITS = 1;
const MOST_HITS = 1000;

interface Parameters {
  /** As it was given: a text or a list. */
  readonly query: string | readonly string[];
  readonly count: number;
  readonly probes: number | null;
}

export const MASSIVE_SERVE: Dialect = {
  name: 'massive-serve',
  prefix: '/massive-serve',
  routes: [
    {
      method: 'POST',
      path: '/massive-serve/search',
      summary: 'Passages for one query or several, as massive-serve searches',
      read(request) {
        const { query, n_docs: count, nprobe } = fieldsOf(request);
        const queries = queriesOf(query, 'query', MAX_BATCH_QUERIES);
        const k = countOf(count, USUAL_HITS, 1, MOST_HITS);
        const shown = typeof query === 'string' ? queries[0] : queries;
        const probes = typeof nprobe === 'number' ? nprobe : null;
        if (queries.length === 0) return { body: answerOf({ query: [], count: k, probes }, [], [], []) };
        return {
          asked: searchQuestion({ queries, k, snippet: false, textChars: MAX_FETCH_CHARACTERS }),
          parameters: { query: shown, count: k, probes } satisfies Parameters,
        };
      },
    },
  ],
  shape: {
    writeSearch({ found, parameters }, out) {
      const ids = found.map((each) => each.hits().map(({ id }) => id));
      const passages = found.map((each) => each.hits().map((hit) => ({ text: contentsOf(hit) })));
      writeJson(answerOf(parameters as Parameters, ids, passages, found.map(scoresOf)), out);
    },
  },
  error: detailError,
};

function answerOf({ query, count, probes }: Parameters, ids: unknown, passages: unknown, scores: unknown) {
  return {
    message: 'Search completed',
    query,
    n_docs: count,
    nprobe: probes,
    results: { IDs: ids, passages, scores },
  };
}
