/** SerpApi's `/search` and `/search.json` for engine `google`: organic results of a query, page by page. */

import type { JsonWriter } from '../bytes/json-writer.ts';
import { writeJson } from '../bytes/write-json.ts';
import type { StillwebError } from '../errors.ts';
import type { SearchAnswer } from '../serving/answer-shape.ts';
import type { Dialect, DialectError, DialectQuestion, DialectRequest } from './dialect.ts';
import { addressParts } from './parts/addresses.ts';
import { shortDay } from './parts/days.ts';
import { countOf, fieldsOf, requireText, textOf } from './parts/fields.ts';
import { pageAndNext, pageOfHits } from './parts/hits.ts';
import { periodOfTbs } from './parts/periods.ts';
import { searchQuestion } from './parts/search-question.ts';
import { stableId } from './parts/stable-id.ts';

const HITS = { usual: 10, least: 1, most: 100 };
const NOTHING = "Google hasn't returned any results for this query.";
/** Parameters that an answer repeats, in its order. */
const REPEATED = ['engine', 'q', 'location', 'google_domain', 'hl', 'gl', 'tbs', 'device', 'num', 'start'] as const;

interface Parameters {
  readonly count: number;
  /** Of the request, as they came. */
  readonly repeated: Readonly<Record<string, string>>;
}

export const SERPAPI: Dialect = {
  name: 'serpapi',
  prefix: '/serpapi',
  hosts: { 'serpapi.com': '/serpapi' },
  tokens: { query: ['api_key'], body: ['api_key'] },
  routes: [
    { method: ['GET', 'POST'], path: '/serpapi/search', summary: 'Organic results, as SerpApi answers', read },
    { method: ['GET', 'POST'], path: '/serpapi/search.json', summary: 'The same', read },
  ],
  shape: { writeSearch },
  error,
};

function read(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const query = requireText(fields.q ?? fields.query, 'q');
  const count = countOf(fields.num, HITS.usual, HITS.least, HITS.most);
  const sent = REPEATED.flatMap((name) => {
    const value = textOf(fields[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    asked: searchQuestion({
      query,
      k: pageAndNext(count),
      offset: countOf(fields.start, 0, 0, Number.MAX_SAFE_INTEGER),
      ...periodOfTbs(request.index.description.newest, textOf(fields.tbs)),
    }),
    parameters: { count, repeated: { engine: 'google', q: query, ...Object.fromEntries(sent) } } satisfies Parameters,
  };
}

function writeSearch(answer: SearchAnswer, out: JsonWriter): void {
  const { request } = answer;
  const { count, repeated } = answer.parameters as Parameters;
  const { hits, hasMore } = pageOfHits(answer, count);
  const { offset } = request;
  const organic = hits.map((hit, at) => {
    const { url: link } = hit;
    const { scheme, host, steps } = addressParts(link);
    return {
      position: offset + at + 1,
      title: hit.title,
      link,
      displayed_link: [`${scheme}://${host}`, ...steps].join(' › '),
      snippet: hit.snippet ?? '',
      ...(hit.date !== undefined && { date: shortDay(hit.date) }),
      source: host,
    };
  });
  const isEmpty = organic.length === 0;
  // Behind the address that a client knows as SerpApi's: nobody is sent to another server.
  const next = `/search.json?${new URLSearchParams({ ...repeated, start: String(offset + count) })}`;
  writeJson(
    {
      search_metadata: { id: stableId(answer, [request, repeated]), status: 'Success', total_time_taken: 0 },
      search_parameters: repeated,
      search_information: {
        query_displayed: request.queries[0],
        total_results: offset + organic.length + (hasMore ? count : 0),
        time_taken_displayed: 0,
        organic_results_state: isEmpty ? 'Fully empty' : 'Results for exact spelling',
      },
      ...(isEmpty && { error: NOTHING }),
      organic_results: organic,
      related_questions: [],
      related_searches: [],
      ...(hasMore && { serpapi_pagination: { current: Math.floor(offset / count) + 1, next } }),
    },
    out,
  );
}

function error({ message, entry }: StillwebError): DialectError {
  const isKey = entry.http === 401;
  return { status: entry.http, body: { error: isKey ? `Invalid API key: ${message}` : message } };
}
