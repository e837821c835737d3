/**
 * Search-R1's retriever and the many that copied it: `POST /retrieve {queries, topk, return_scores}`.
 *
 * Trainers (Search-R1, verl, SkyRL, slime, ZeroSearch, rLLM, …) send batches, and read `result[query][hit]`.
 */
import type { Hit } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { MAX_BATCH_QUERIES, MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { FoundHits } from '../serving/answer-shape.ts';
import type { Dialect, DialectQuestion, DialectRequest } from './dialect.ts';
import { countOf, fieldsOf, flagOf, textOf } from './parts/fields.ts';
import { searchQuestion } from './parts/search-question.ts';

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
      const result = found.map((each) => resultOf(each, scores));
      out.text(JSON.stringify({ result }));
    },
  },
  error: ({ message, entry }) => ({
    status: entry.http === 400 ? 422 : entry.http,
    body: { detail: message },
  }),
};

function read(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const k = countOf(fields.topk ?? fields.top_k ?? fields.k, USUAL_HITS, 1, MOST_HITS);
  return {
    asked: searchQuestion({
      queries: queriesOf(fields.queries ?? fields.query),
      k,
      snippet: false,
      textChars: MAX_FETCH_CHARACTERS,
    }),
    parameters: { scores: flagOf(fields.return_scores) } satisfies Parameters,
  };
}

/** @throws INVALID_REQUEST */
function queriesOf(value: unknown): string[] {
  const queries = Array.isArray(value) ? value : [textOf(value)];
  if (queries.length > 0 && queries.every((query): query is string => typeof query === 'string')) return queries;
  throw new StillwebError('INVALID_REQUEST', 'queries must be a list of strings', {
    field: 'queries',
    maxQueries: MAX_BATCH_QUERIES,
  });
}

function resultOf(found: FoundHits, scores: boolean): unknown[] {
  return found.hits().map((hit) => {
    const document = { id: hit.id, contents: contentsOf(hit) };
    return scores ? { document, score: hit.score } : document;
  });
}

/** Clients take the first line for the title, in quotes, and the rest for the text. */
export function contentsOf({ title, text = '' }: Pick<Hit, 'title' | 'text'>): string {
  return `"${title}"\n${text}`;
}
