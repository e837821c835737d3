/** The server that DSPy's `ColBERTv2(url=…)` asks: `GET ?query=&k=`, or a POST of the same as JSON. */
import { JoinedText, writeJson } from '../bytes/write-json.ts';
import { MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { Dialect, DialectQuestion, DialectRequest } from './dialect.ts';
import { countOf, fieldsOf, requireText } from './parts/fields.ts';
import { searchQuestion } from './parts/search-question.ts';

const USUAL_HITS = 10;
const MOST_HITS = 100;

export const DSPY: Dialect = {
  name: 'dspy',
  prefix: '/dspy',
  routes: [
    { method: ['GET', 'POST'], path: '/dspy', summary: 'Hits of a query, as ColBERTv2 gives them to DSPy', read },
  ],
  shape: {
    writeSearch({ found: [found] }, out) {
      const hits = found.hits();
      // A share of all that was found: the sum of integers is exact.
      const total = hits.reduce((sum, { score }) => sum + score, 0);
      const topk = hits.map(({ id, title, text = '', rank, score }) => {
        const passage = new JoinedText(`${title} | `, text);
        // The one is read of an answer to GET, the other of one to POST.
        return { text: passage, long_text: passage, pid: id, rank, score, prob: total === 0 ? 0 : score / total };
      });
      writeJson({ topk }, out);
    },
  },
  error: ({ message }) => ({ body: { error: true, message } }),
};

function read(request: DialectRequest): DialectQuestion {
  const { query, k } = fieldsOf(request);
  return {
    asked: searchQuestion({
      query: requireText(query, 'query'),
      k: countOf(k, USUAL_HITS, 1, MOST_HITS),
      snippet: false,
      textChars: MAX_FETCH_CHARACTERS,
    }),
  };
}
