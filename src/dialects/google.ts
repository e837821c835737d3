/** Google's Custom Search JSON API: `/customsearch/v1`. */

import type { JsonWriter } from '../bytes/json-writer.ts';
import { writeJson } from '../bytes/write-json.ts';
import { StillwebError } from '../errors.ts';
import type { SearchAnswer } from '../serving/answer-shape.ts';
import type { Dialect, DialectError, DialectQuestion, DialectRequest } from './dialect.ts';
import { hostOf } from './parts/addresses.ts';
import { shortDay } from './parts/days.ts';
import { countOf, fieldsOf, requireText, textOf } from './parts/fields.ts';
import { type AddressedHit, pageAndNext, pageOfHits } from './parts/hits.ts';
import { BOLD, escapeMarkup, markedSnippet } from './parts/markup.ts';
import { periodOf } from './parts/periods.ts';
import { searchQuestion } from './parts/search-question.ts';

const HITS = { usual: 10, least: 1, most: 10 };
/** Google shows no hit behind it. */
const LAST_HIT = 100;

interface Parameters {
  /** As it was sent: what is searched has the other terms behind it. */
  readonly query: string;
  readonly count: number;
  readonly start: number;
  readonly cx: string;
}

export const GOOGLE: Dialect = {
  name: 'google',
  prefix: '/google',
  hosts: { 'www.googleapis.com': '/google', 'customsearch.googleapis.com': '/google' },
  tokens: { headers: ['x-goog-api-key'], query: ['key'] },
  routes: [
    { method: 'GET', path: '/google/customsearch/v1', summary: 'Items, as Google Custom Search answers', read },
    { method: 'GET', path: '/google/customsearch/v1/siterestrict', summary: 'The same', read },
  ],
  shape: { writeSearch },
  error,
};

/** @throws INVALID_REQUEST for a page that lies behind the hundredth hit, as Google does: who pages on would never end */
function read(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const count = countOf(fields.num, HITS.usual, HITS.least, HITS.most);
  const start = countOf(fields.start, 1, 1, Number.MAX_SAFE_INTEGER);
  if (start + count - 1 > LAST_HIT) {
    const message = `start + num must be at most ${LAST_HIT + 1}`;
    throw new StillwebError('INVALID_REQUEST', message, { field: 'start', most: LAST_HIT + 1 - count });
  }
  const query = requireText(fields.q, 'q');
  const site = textOf(fields.siteSearch);
  const isExcluded = textOf(fields.siteSearchFilter) === 'e';
  const { newest } = request.index.description;
  return {
    asked: searchQuestion({
      query: [query, ...operatorsOf(fields)].join(' '),
      k: pageAndNext(count),
      offset: start - 1,
      ...(site !== undefined && { [isExcluded ? 'excludeSites' : 'sites']: [site] }),
      ...periodOf(newest, textOf(fields.dateRestrict)),
    }),
    parameters: { query, count, start, cx: textOf(fields.cx) ?? '' } satisfies Parameters,
  };
}

/** `exactTerms` and `excludeTerms` are operators of a query of their own. */
function operatorsOf({ exactTerms, excludeTerms }: Readonly<Record<string, unknown>>): string[] {
  const exact = textOf(exactTerms);
  const excluded = textOf(excludeTerms)?.split(/\s+/) ?? [];
  return [...(exact === undefined ? [] : [`"${exact}"`]), ...excluded.map((word) => `-${word}`)];
}

function writeSearch(answer: SearchAnswer, out: JsonWriter): void {
  const { query: searchTerms, count, start, cx } = answer.parameters as Parameters;
  const { hits, hasMore } = pageOfHits(answer, count);
  const total = String(start - 1 + hits.length + (hasMore ? count : 0));
  const pageAt = (startIndex: number, shown: number) => ({
    title: `Google Custom Search - ${searchTerms}`,
    totalResults: total,
    searchTerms,
    count: shown,
    startIndex,
    inputEncoding: 'utf8',
    outputEncoding: 'utf8',
    safe: 'off',
    cx,
  });
  const hasNext = hasMore && start + 2 * count - 1 <= LAST_HIT;
  const queries = {
    request: [pageAt(start, hits.length)],
    ...(hasNext && { nextPage: [pageAt(start + count, count)] }),
  };
  writeJson(
    {
      kind: 'customsearch#search',
      url: { type: 'application/json', template: TEMPLATE },
      queries,
      context: { title: answer.index.name },
      searchInformation: { searchTime: 0, formattedSearchTime: '0', totalResults: total, formattedTotalResults: total },
      ...(hits.length > 0 && { items: hits.map(itemOf) }),
    },
    out,
  );
}

const TEMPLATE =
  'https://www.googleapis.com/customsearch/v1?q={searchTerms}&num={count?}&start={startIndex?}&cx={cx?}&alt=json';

function itemOf(hit: AddressedHit): object {
  const { url: link } = hit;
  return {
    kind: 'customsearch#result',
    title: hit.title,
    htmlTitle: escapeMarkup(hit.title),
    link,
    displayLink: hostOf(link),
    snippet: hit.snippet ?? '',
    htmlSnippet: markedSnippet(hit, BOLD),
    formattedUrl: link,
    htmlFormattedUrl: escapeMarkup(link),
    pagemap: hit.date === undefined ? {} : { metatags: [{ date: hit.date, displayed: shortDay(hit.date) }] },
  };
}

const KINDS: Readonly<Record<number, readonly [reason: string, status: string]>> = {
  400: ['invalid', 'INVALID_ARGUMENT'],
  404: ['notFound', 'NOT_FOUND'],
  405: ['httpMethodNotAllowed', 'UNIMPLEMENTED'],
  429: ['rateLimitExceeded', 'RESOURCE_EXHAUSTED'],
  503: ['backendError', 'UNAVAILABLE'],
};

/** A wrong key is a wrong argument to Google. */
function error({ message, entry }: StillwebError): DialectError {
  const isKey = entry.http === 401;
  const code = isKey ? 400 : entry.http;
  const told = isKey ? 'API key not valid. Please pass a valid API key.' : message;
  const [reason, status] = KINDS[code] ?? (code < 500 ? KINDS[400] : ['internalError', 'INTERNAL']);
  const errors = [{ message: told, domain: 'global', reason: isKey ? 'badRequest' : reason }];
  return { status: code, body: { error: { code, message: told, errors, status } } };
}
