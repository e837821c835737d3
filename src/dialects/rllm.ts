/** rLLM's retrieval server: `POST /retrieve {query, top_k, k}`, one query a call, and what its launcher waits for. */
import { writeJson } from '../bytes/write-json.ts';
import { MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { Dialect } from './dialect.ts';
import { cutQuery } from './parts/batch.ts';
import { contentsOf } from './parts/contents.ts';
import { detailError } from './parts/detail-error.ts';
import { countOf, fieldsOf, requireText } from './parts/fields.ts';
import { searchQuestion } from './parts/search-question.ts';

const USUAL_HITS = 10;
const MOST_HITS = 1000;

export const RLLM: Dialect = {
  name: 'rllm',
  prefix: '/rllm',
  routes: [
    {
      method: 'POST',
      path: '/rllm/retrieve',
      summary: 'Hits of a query, as rLLM retrieves',
      read(request) {
        const { query, top_k: topK, k } = fieldsOf(request);
        const text = cutQuery(requireText(query, 'query'));
        return {
          asked: searchQuestion({
            query: text,
            k: countOf(k ?? topK, USUAL_HITS, 1, MOST_HITS),
            snippet: false,
            textChars: MAX_FETCH_CHARACTERS,
          }),
          parameters: { query: text },
        };
      },
    },
    {
      method: 'GET',
      path: '/rllm/health',
      summary: 'Whether the server lives, and how much it holds',
      read: ({ index: { description } }) => ({
        body: { status: 'healthy', corpus_size: description.documents, index_type: description.modes[0] },
      }),
    },
  ],
  shape: {
    writeSearch({ request, found: [found], parameters }, out) {
      const { query } = parameters as { readonly query: string };
      const results = found.hits().map((hit) => ({ id: hit.id, content: contentsOf(hit), score: hit.score }));
      writeJson({ query, method: request.mode, results, num_results: results.length }, out);
    },
  },
  error: detailError,
};
