/** Brave's Search API: `web/search`, `news/search` and `llm/context`. */

import type { JsonWriter } from '../bytes/json-writer.ts';
import { writeJson } from '../bytes/write-json.ts';
import type { StillwebError } from '../errors.ts';
import { MAX_SNIPPET_TOKENS } from '../limits.ts';
import type { SearchAnswer } from '../serving/answer-shape.ts';
import type { Dialect, DialectError, DialectQuestion, DialectRequest } from './dialect.ts';
import { addressParts, hostOf, iconAt } from './parts/addresses.ts';
import { longDay } from './parts/days.ts';
import { countOf, fieldsOf, flagOf, requireText, textOf, textsOf } from './parts/fields.ts';
import { type AddressedHit, hitsOf, pageAndNext, pageOfHits } from './parts/hits.ts';
import { markedSnippet, STRONG } from './parts/markup.ts';
import { periodOf } from './parts/periods.ts';
import { searchQuestion } from './parts/search-question.ts';
import { errorId } from './parts/stable-id.ts';

const ROOT = '/brave/res/v1';
const WEB_HITS = { usual: 20, least: 1, most: 20 };
const NEWS_HITS = { usual: 20, least: 1, most: 50 };
const CONTEXT_HITS = { usual: 20, least: 1, most: 50 };
const LAST_PAGE = 9;

/** What every search of Brave's brings along: a plan of one request a second, never used up. */
const RATE_HEADERS = {
  'x-ratelimit-limit': '1, 15000',
  'x-ratelimit-policy': '1;w=1, 15000;w=2592000',
  'x-ratelimit-remaining': '1, 15000',
  'x-ratelimit-reset': '1, 2592000',
};

interface ListParameters {
  readonly to: 'web' | 'news';
  readonly count: number;
  readonly page: number;
  readonly isMarked: boolean;
  readonly hasExtras: boolean;
  readonly isShown: boolean;
  readonly language: string;
  readonly country: string;
}

type Parameters = ListParameters | { readonly to: 'context' };

const methods = ['GET', 'POST'] as const;

export const BRAVE: Dialect = {
  name: 'brave',
  prefix: '/brave',
  hosts: { 'api.search.brave.com': '/brave' },
  tokens: { headers: ['x-subscription-token'] },
  routes: [
    {
      method: methods,
      path: `${ROOT}/web/search`,
      summary: 'Hits as Brave searches the web',
      read: (request) => readList(request, 'web'),
    },
    {
      method: methods,
      path: `${ROOT}/news/search`,
      summary: 'The same as news',
      read: (request) => readList(request, 'news'),
    },
    { method: methods, path: `${ROOT}/llm/context`, summary: 'Passages to ground a model in', read: readContext },
  ],
  shape: { writeSearch },
  error,
};

function readList(request: DialectRequest, to: 'web' | 'news'): DialectQuestion {
  const fields = fieldsOf(request);
  const { usual, least, most } = to === 'web' ? WEB_HITS : NEWS_HITS;
  const count = countOf(fields.count, usual, least, most);
  const page = countOf(fields.offset, 0, 0, LAST_PAGE);
  const sections = textsOf(fields.result_filter);
  return {
    asked: searchQuestion({
      query: requireText(fields.q, 'q'),
      k: pageAndNext(count),
      offset: page * count,
      ...periodOf(request.index.description.newest, textOf(fields.freshness)),
    }),
    parameters: {
      to,
      count,
      page,
      isMarked: flagOf(fields.text_decorations, true),
      hasExtras: flagOf(fields.extra_snippets),
      isShown: to === 'news' || sections.length === 0 || sections.includes('web'),
      language: textOf(fields.search_lang) ?? 'en',
      country: (textOf(fields.country) ?? 'us').toLowerCase(),
    } satisfies Parameters,
    headers: RATE_HEADERS,
  };
}

function readContext(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const count = countOf(fields.count, CONTEXT_HITS.usual, CONTEXT_HITS.least, CONTEXT_HITS.most);
  const pages = countOf(fields.maximum_number_of_urls, count, 1, count);
  const tokens = countOf(fields.maximum_number_of_tokens, 8192, 1024, 32_768);
  return {
    asked: searchQuestion({
      query: requireText(fields.q, 'q'),
      k: pages,
      snippet: Math.min(MAX_SNIPPET_TOKENS, Math.floor(tokens / pages)),
      ...periodOf(request.index.description.newest, textOf(fields.freshness)),
    }),
    parameters: { to: 'context' } satisfies Parameters,
    headers: RATE_HEADERS,
  };
}

function writeSearch(answer: SearchAnswer, out: JsonWriter): void {
  const parameters = answer.parameters as Parameters;
  const body = parameters.to === 'context' ? contextOf(answer) : listOf(answer, parameters);
  writeJson(body, out);
}

function listOf(answer: SearchAnswer, parameters: ListParameters): object {
  const { hits, hasMore } = pageOfHits(answer, parameters.count);
  const results = hits.map((hit) => resultOf(hit, parameters));
  const query = {
    original: answer.request.queries[0],
    show_strict_warning: false,
    is_navigational: false,
    is_news_breaking: false,
    spellcheck_off: true,
    country: parameters.country,
    bad_results: false,
    should_fallback: false,
    more_results_available: hasMore && parameters.page < LAST_PAGE,
  };
  if (parameters.to === 'news') return { type: 'news', query, results };
  if (!parameters.isShown || results.length === 0) return { type: 'search', query };
  const mixed = {
    type: 'mixed',
    main: results.map((_, at) => ({ type: 'web', index: at, all: false })),
    top: [],
    side: [],
  };
  return { type: 'search', query, mixed, web: { type: 'search', results, family_friendly: true } };
}

function resultOf(hit: AddressedHit, { to, isMarked, hasExtras, language }: ListParameters): object {
  const { url } = hit;
  const { scheme, host, steps } = addressParts(url);
  const description = isMarked ? markedSnippet(hit, STRONG) : (hit.snippet ?? '');
  const day = { page_age: hit.date && `${hit.date}T00:00:00`, age: longDay(hit.date) };
  const shared = {
    title: hit.title,
    url,
    description,
    ...(hit.date !== undefined && day),
    meta_url: {
      scheme,
      netloc: host,
      hostname: host,
      favicon: iconAt(host),
      path: steps.map((step) => `› ${step}`).join(' '),
    },
    ...(hasExtras && { extra_snippets: [hit.snippet ?? ''] }),
  };
  if (to === 'news') return { type: 'news_result', ...shared, breaking: false, is_live: false };
  return {
    type: 'search_result',
    subtype: 'generic',
    is_source_local: false,
    is_source_both: false,
    is_live: false,
    language,
    family_friendly: true,
    profile: { name: host, url, long_name: host, img: iconAt(host) },
    ...shared,
  };
}

function contextOf(answer: SearchAnswer): object {
  const hits = hitsOf(answer);
  const sources = hits.map(({ url, title, date }) => {
    const age = date === undefined ? null : [longDay(date), date];
    return [url, { title, hostname: hostOf(url), age }] as const;
  });
  return {
    grounding: { generic: hits.map(({ url, title, snippet = '' }) => ({ url, title, snippets: [snippet] })), map: [] },
    sources: Object.fromEntries(sources),
  };
}

function error(refusal: StillwebError): DialectError {
  const { status, ...told } = whatIsTold(refusal);
  const body = { type: 'ErrorResponse', error: { id: errorId(refusal), status, ...told }, time: 0 };
  return { status, body };
}

interface Told {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly meta: object;
}

/** Brave answers a wrong key with 422, as it does what is missing. */
function whatIsTold({ code: kind, message, entry, facts }: StillwebError): Told {
  if (entry.http === 401) {
    const detail = 'The provided subscription token is invalid.';
    return { status: 422, code: 'SUBSCRIPTION_TOKEN_INVALID', detail, meta: { component: 'authentication' } };
  }
  if (entry.http !== 400)
    return { status: entry.http, code: CODES[entry.http] ?? 'INTERNAL', detail: message, meta: {} };
  const field = typeof facts.field === 'string' && facts.field !== 'query' ? facts.field : 'q';
  const type = kind === 'QUERY_TOO_LONG' ? 'string_too_long' : 'missing';
  const meta = { errors: [{ type, loc: ['query', field], msg: message, input: {} }] };
  return { status: 422, code: 'VALIDATION', detail: 'Unable to validate request parameter(s)', meta };
}

const CODES: Readonly<Record<number, string>> = {
  404: 'RESOURCE_NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  429: 'RATE_LIMITED',
  503: 'OVERLOADED',
};
