/** Bing's Web Search API v7, and the results of `www.bing.com/search` as RSS. */

import type { JsonWriter } from '../bytes/json-writer.ts';
import { writeJson } from '../bytes/write-json.ts';
import { StillwebError } from '../errors.ts';
import type { SearchAnswer } from '../serving/answer-shape.ts';
import type { Dialect, DialectError, DialectQuestion, DialectRequest } from './dialect.ts';
import { hostOf } from './parts/addresses.ts';
import { httpDay, longDay } from './parts/days.ts';
import { countOf, fieldsOf, flagOf, requireText, textOf, textsOf } from './parts/fields.ts';
import { type AddressedHit, hitsOf, pageAndNext, pageOfHits } from './parts/hits.ts';
import { BOLD, type Emphasis, escapeMarkup, markedSnippet } from './parts/markup.ts';
import { periodOf } from './parts/periods.ts';
import { searchQuestion } from './parts/search-question.ts';

const HITS = { usual: 10, least: 1, most: 50 };
/** Marks of private use, which Bing sets around words of the query in plain text. */
const RAW: Emphasis = { before: '\ue000', behind: '\ue001' };
/** Characters that XML 1.0 cannot hold (§2.2). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

type Parameters =
  | {
      readonly to: 'api';
      readonly count: number;
      readonly marks: 'none' | 'raw' | 'html';
      readonly isShown: boolean;
      readonly language: string;
      /** The day of the newest document, which stands for the day of the crawl. */
      readonly crawled: string | null;
    }
  | { readonly to: 'rss' };

export const BING: Dialect = {
  name: 'bing',
  prefix: '/bing',
  hosts: { 'api.bing.microsoft.com': '/bing', 'www.bing.com': '/bing' },
  tokens: { headers: ['ocp-apim-subscription-key'], query: ['subscription-key'] },
  routes: [
    { method: 'GET', path: '/bing/v7.0/search', summary: 'Hits as Bing Web Search v7 answered', read: readApi },
    { method: 'GET', path: '/bing/search', summary: 'Hits as RSS, as `format=rss` of Bing', read: readRss },
  ],
  shape: { writeSearch },
  error,
};

function readApi(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const count = countOf(fields.count, HITS.usual, HITS.least, HITS.most);
  const isHtml = textOf(fields.textFormat)?.toLowerCase() === 'html';
  const { newest } = request.index.description;
  return {
    asked: searchQuestion({
      query: requireText(fields.q, 'q'),
      k: pageAndNext(count),
      offset: countOf(fields.offset, 0, 0, Number.MAX_SAFE_INTEGER),
      ...periodOf(newest, textOf(fields.freshness)),
    }),
    parameters: {
      to: 'api',
      count,
      marks: !flagOf(fields.textDecorations) ? 'none' : isHtml ? 'html' : 'raw',
      isShown: isShown(textsOf(fields.responseFilter)),
      language: (textOf(fields.setLang) ?? textOf(fields.mkt) ?? 'en').slice(0, 2).toLowerCase(),
      crawled: newest,
    } satisfies Parameters,
  };
}

/** @param filter sections that are wanted, or with a hyphen in front those that are not */
function isShown(filter: readonly string[]): boolean {
  const names = filter.map((name) => name.toLowerCase());
  const wanted = names.filter((name) => !name.startsWith('-'));
  return !names.includes('-webpages') && (wanted.length === 0 || wanted.includes('webpages'));
}

/** @throws UNSUPPORTED for pages of HTML */
function readRss(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  if (textOf(fields.format)?.toLowerCase() !== 'rss') {
    throw new StillwebError('UNSUPPORTED', 'only format=rss is answered', { field: 'format', supported: ['rss'] });
  }
  return {
    asked: searchQuestion({
      query: requireText(fields.q, 'q'),
      k: countOf(fields.count, HITS.usual, HITS.least, HITS.most),
      offset: countOf(fields.first, 1, 1, Number.MAX_SAFE_INTEGER) - 1,
    }),
    parameters: { to: 'rss' } satisfies Parameters,
    headers: { 'content-type': 'text/xml; charset=utf-8' },
  };
}

function writeSearch(answer: SearchAnswer, out: JsonWriter): void {
  const { request } = answer;
  const parameters = answer.parameters as Parameters;
  const [query] = request.queries;
  if (parameters.to === 'rss') {
    out.text(feedOf(query, hitsOf(answer)));
    return;
  }
  const { hits, hasMore } = pageOfHits(answer, parameters.count);
  const start = 'https://api.bing.microsoft.com/api/v7/#WebPages.';
  const value = hits.map((hit, at) => ({
    id: `${start}${at}`,
    ...pageEntry(hit, parameters),
  }));
  const isEmpty = !parameters.isShown || value.length === 0;
  const webPages = {
    webSearchUrl: `https://www.bing.com/search?q=${encodeURIComponent(query.toWellFormed())}`,
    totalEstimatedMatches: request.offset + hits.length + (hasMore ? parameters.count : 0),
    value,
  };
  const items = value.map(({ id }, at) => ({ answerType: 'WebPages', resultIndex: at, value: { id } }));
  writeJson(
    {
      _type: 'SearchResponse',
      queryContext: { originalQuery: query },
      ...(!isEmpty && { webPages }),
      rankingResponse: isEmpty ? {} : { mainline: { items } },
    },
    out,
  );
}

function pageEntry(hit: AddressedHit, { marks, language, crawled }: Extract<Parameters, { to: 'api' }>): object {
  const snippet = marks === 'none' ? (hit.snippet ?? '') : markedSnippet(hit, marks === 'html' ? BOLD : RAW);
  const seen = crawled ?? hit.date;
  return {
    name: hit.title,
    url: hit.url,
    ...(hit.date !== undefined && { datePublished: instantOf(hit.date), datePublishedDisplayText: longDay(hit.date) }),
    isFamilyFriendly: true,
    displayUrl: hit.url,
    snippet,
    ...(seen !== undefined && { dateLastCrawled: instantOf(seen) }),
    language,
    isNavigational: false,
    siteName: hostOf(hit.url),
  };
}

function instantOf(day: string): string {
  return `${day}T00:00:00.0000000Z`;
}

function feedOf(query: string, hits: readonly AddressedHit[]): string {
  const items = hits.map(
    ({ title, url, snippet = '', date }) =>
      `<item><title>${xml(title)}</title><link>${xml(url)}</link><description>${xml(snippet)}</description>` +
      `${date === undefined ? '' : `<pubDate>${httpDay(date)}</pubDate>`}</item>`,
  );
  const link = `https://www.bing.com/search?q=${encodeURIComponent(query.toWellFormed())}&format=rss`;
  return [
    '<?xml version="1.0" encoding="utf-8" ?>',
    '<rss version="2.0"><channel>',
    `<title>Bing: ${xml(query)}</title><link>${xml(link)}</link><description>Search results</description>`,
    ...items,
    '</channel></rss>',
  ].join('\n');
}

function xml(text: string): string {
  return escapeMarkup(text.replace(NOT_XML, ' '));
}

const INVALID = ['InvalidRequest', 'ParameterInvalidValue'] as const;
const MISSING = ['InvalidRequest', 'ParameterMissing'] as const;

const CODES: Readonly<Record<number, readonly [code: string, subCode: string]>> = {
  400: INVALID,
  401: ['InvalidAuthorization', 'AuthorizationMissing'],
  404: ['ResourceNotFound', 'NotFound'],
  405: ['InvalidRequest', 'HttpNotAllowed'],
  429: ['RateLimitExceeded', 'RateLimitExceeded'],
  503: ['ServerError', 'UnexpectedError'],
};

function error({ code: kind, message, entry, facts }: StillwebError): DialectError {
  const isMissing = kind === 'INVALID_REQUEST' && facts.field === 'q';
  const usual = CODES[entry.http] ?? (entry.http < 500 ? INVALID : CODES[503]);
  const [code, subCode] = isMissing ? MISSING : usual;
  const parameter = entry.http === 400 && typeof facts.field === 'string' ? { parameter: facts.field } : {};
  return { status: entry.http, body: { _type: 'ErrorResponse', errors: [{ code, subCode, message, ...parameter }] } };
}
