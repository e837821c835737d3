/** Perplexity's Search API: `/search` with one query or several. */

import type { JsonWriter } from '../bytes/json-writer.ts';
import { wholeCharacters } from '../bytes/text-cut.ts';
import { writeJson } from '../bytes/write-json.ts';
import { documentUrl } from '../contract/sandbox-url.ts';
import type { Hit } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { SearchAnswer } from '../serving/answer-shape.ts';
import type { Dialect, DialectError, DialectQuestion, DialectRequest } from './dialect.ts';
import { readDay } from './parts/days.ts';
import { countOf, fieldsOf, textOf, textsOf } from './parts/fields.ts';
import { between, periodOf } from './parts/periods.ts';
import { searchQuestion } from './parts/search-question.ts';
import { stableUuid } from './parts/stable-id.ts';
import { charactersOf } from './parts/tokens.ts';

const HITS = { usual: 10, least: 1, most: 20 };
const MOST_QUERIES = 5;
const PAGE_TOKENS = 4096;
const ALL_TOKENS = 10_000;
const MOST_TOKENS = 1_000_000;

interface Parameters {
  /** Code units of all snippets together. */
  readonly characters: number;
}

export const PERPLEXITY: Dialect = {
  name: 'perplexity',
  prefix: '/perplexity',
  hosts: { 'api.perplexity.ai': '/perplexity' },
  routes: [
    { method: 'POST', path: '/perplexity/search', summary: 'Hits with their texts, as Perplexity searches', read },
  ],
  shape: { writeSearch },
  error,
};

function read(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const domains = textsOf(fields.search_domain_filter);
  const pageTokens = countOf(fields.max_tokens_per_page, PAGE_TOKENS, 1, MOST_TOKENS);
  const allTokens = countOf(fields.max_tokens, ALL_TOKENS, 1, MOST_TOKENS);
  return {
    asked: searchQuestion({
      queries: queriesOf(fields.query),
      k: countOf(fields.max_results, HITS.usual, HITS.least, HITS.most),
      sites: domains.filter((domain) => !domain.startsWith('-')),
      excludeSites: domains.filter((domain) => domain.startsWith('-')).map((domain) => domain.slice(1)),
      languages: textsOf(fields.search_language_filter),
      ...periodOf(request.index.description.newest, textOf(fields.search_recency_filter)),
      ...between(
        readDay(textOf(fields.search_after_date_filter ?? fields.last_updated_after_filter)),
        readDay(textOf(fields.search_before_date_filter ?? fields.last_updated_before_filter)),
      ),
      snippet: false,
      textChars: Math.min(MAX_FETCH_CHARACTERS, charactersOf(Math.min(pageTokens, allTokens))),
    }),
    parameters: { characters: charactersOf(allTokens) } satisfies Parameters,
  };
}

/** @throws INVALID_REQUEST */
function queriesOf(value: unknown): string[] {
  const queries = (Array.isArray(value) ? value : [value]).map((query) => textOf(query));
  if (queries.length > 0 && queries.every((query) => query !== undefined)) return queries.slice(0, MOST_QUERIES);
  throw new StillwebError('INVALID_REQUEST', 'query must be a text, or a list of one to five', { field: 'query' });
}

/** The hits of all queries in one list, those of the first before the others; a document that two find has the first place. */
function writeSearch(answer: SearchAnswer, out: JsonWriter): void {
  const { index, request, found } = answer;
  const { characters } = answer.parameters as Parameters;
  const byId = new Map<string, Hit>();
  for (const hit of found.flatMap((each) => each.hits())) if (!byId.has(hit.id)) byId.set(hit.id, hit);
  let left = characters;
  const results = [...byId.values()].map((hit) => {
    const text = hit.text ?? '';
    const snippet = text.slice(0, wholeCharacters(text, Math.min(left, text.length)));
    left -= snippet.length;
    const date = hit.date ?? null;
    return { title: hit.title, url: documentUrl(index.name, hit), snippet, date, last_updated: date };
  });
  writeJson({ id: stableUuid(answer, [request, answer.parameters]), results, server_time: null }, out);
}

const TYPES: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'authentication_error',
  404: 'not_found',
  429: 'rate_limit_exceeded',
  503: 'service_unavailable',
};

function error({ message, entry }: StillwebError): DialectError {
  return { status: entry.http, body: { error: { message, type: TYPES[entry.http] ?? 'api_error', code: entry.http } } };
}
