/** LiteResearcher's environment: `/search`, `/batch_search`, `/web_parser` for whole pages, and whether pages are there. */
import { writeJson } from '../bytes/write-json.ts';
import { documentUrl } from '../contract/sandbox-url.ts';
import type { FetchedDocument, SearchMode } from '../contract/search.ts';
import type { FoundHits } from '../serving/answer-shape.ts';
import type { Dialect, DialectQuestion, DialectRequest } from './dialect.ts';
import { batchFetch, batchSearch, cutQuery, queriesOf, urlsOf } from './parts/batch.ts';
import { pageQuestion, writeListed } from './parts/contents.ts';
import { detailError } from './parts/detail-error.ts';
import { countOf, fieldsOf, requireText, textOf } from './parts/fields.ts';
import { searchQuestion } from './parts/search-question.ts';

const ROOT = '/literesearcher/';
const USUAL_HITS = 10;
const MOST_HITS = 50;
const MOST_QUERIES = 100;

/** Its kinds of search, where they are more than the default of the index. */
const MODES: Readonly<Record<string, SearchMode>> = { dense: 'dense', sparse: 'bm25' };

/** What it says about times and its own parts, which are none of these here. */
const NO_TIMES = { search_time: 0, embedding_time: 0, milvus_time: 0 };
const SERVER = { server_id: 'stillweb', vector_dtype: 'int8', index_type: 'STILLWEB' };

type Parameters =
  | { readonly form: 'search'; readonly wishes: Wishes }
  | { readonly form: 'batch' }
  | { readonly form: 'page' | 'check' | 'checks' };

interface Wishes {
  readonly search_type: string;
  readonly sparse_weight: number;
  readonly dense_weight: number;
}

export const LITERESEARCHER: Dialect = {
  name: 'literesearcher',
  prefix: '/literesearcher',
  routes: [
    { method: 'POST', path: `${ROOT}search`, summary: 'Hits of a query, as LiteResearcher searches', read: search },
    { method: 'POST', path: `${ROOT}batch_search`, summary: 'Hits of a batch of queries', read: searchBatch },
    {
      method: 'POST',
      path: `${ROOT}web_parser`,
      summary: 'The text of one page',
      read: (request) => pageQuestion(requireText(fieldsOf(request).url, 'url'), { form: 'page' } satisfies Parameters),
    },
    {
      method: 'POST',
      path: `${ROOT}check_url`,
      summary: 'Whether a page is there',
      read: (request) =>
        pageQuestion(requireText(fieldsOf(request).url, 'url'), { form: 'check' } satisfies Parameters),
    },
    {
      method: 'POST',
      path: `${ROOT}batch_check_url`,
      summary: 'Whether pages are there',
      read: (request) =>
        batchFetch(urlsOf(fieldsOf(request).urls, 'urls'), { form: 'checks' } satisfies Parameters, [
          '{"results":[',
          ']}',
        ]),
    },
    {
      method: 'GET',
      path: `${ROOT}health`,
      summary: 'Whether the server lives',
      read: ({ index: { name, description } }) => ({
        body: { status: 'healthy', collection: name, total_documents: description.documents },
      }),
    },
  ],
  shape: {
    writeSearch({ index, request, found, parameters }, out) {
      const asked = parameters as Parameters;
      if (asked.form === 'search') {
        const results = resultsOf(index.name, found[0]);
        writeJson({ results, total: results.length, ...NO_TIMES, ...asked.wishes, ...SERVER }, out);
        return;
      }
      const answers = found.map((each, i) => {
        const results = resultsOf(index.name, each);
        return { query: request.queries[i], results, total: results.length };
      });
      writeListed(answers, out);
    },
    writeFetch({ index, documents, parameters }, out) {
      const { form } = parameters as Parameters;
      if (form === 'checks') {
        writeListed(
          documents.map((document) => checkOf(index.name, document)),
          out,
        );
        return;
      }
      const check = checkOf(index.name, documents[0]);
      if (form === 'check') writeJson(check, out);
      else writeJson({ found: check.exists, url: check.url, title: check.title, text: documents[0].text ?? '' }, out);
    },
  },
  error: detailError,
};

function search(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const type = textOf(fields.search_type) ?? 'hybrid';
  const wishes = {
    search_type: type,
    sparse_weight: weightOf(fields.sparse_weight, 0.7),
    dense_weight: weightOf(fields.dense_weight, 1),
  };
  return {
    asked: searchQuestion({
      query: cutQuery(requireText(fields.query, 'query')),
      ...limitsOf(request),
      ...modeOf(type),
    }),
    parameters: { form: 'search', wishes } satisfies Parameters,
  };
}

function searchBatch(request: DialectRequest): DialectQuestion {
  const { queries, search_type: type } = fieldsOf(request);
  return batchSearch(
    queriesOf(queries, 'queries', MOST_QUERIES),
    { ...limitsOf(request), ...modeOf(textOf(type) ?? 'hybrid') },
    { form: 'batch' } satisfies Parameters,
    ['{"query_results":[', `],${JSON.stringify(NO_TIMES).slice(1)}`],
  );
}

function limitsOf(request: DialectRequest) {
  return { k: countOf(fieldsOf(request).limit, USUAL_HITS, 1, MOST_HITS) };
}

function modeOf(type: string): { mode?: SearchMode } {
  return Object.hasOwn(MODES, type) ? { mode: MODES[type] } : {};
}

/** Repeated in the answer, and without effect: how legs are fused belongs to the index. */
function weightOf(value: unknown, usual: number): number {
  const weight = Number(textOf(value) ?? usual);
  return Number.isFinite(weight) ? Math.min(2, Math.max(0, weight)) : usual;
}

function resultsOf(index: string, found: FoundHits) {
  return found.hits().map(({ id, url, title, snippet, score }) => ({
    link: documentUrl(index, { id, url }),
    title,
    snippet,
    score,
  }));
}

function checkOf(index: string, { id, url, title = '', error }: FetchedDocument) {
  const exists = id !== null && error === undefined;
  return { url: exists ? documentUrl(index, { id, url }) : url, exists, title };
}
