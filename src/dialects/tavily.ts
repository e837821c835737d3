/** Tavily: `/search`, `/extract`, `/map`, `/crawl` and `/usage`. */

import { canonicalizeFetch } from '../contract/canonical-fetch.ts';
import { StillwebError } from '../errors.ts';
import { MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { Dialect, DialectError, DialectQuestion, DialectRequest } from './dialect.ts';
import { readDay } from './parts/days.ts';
import { EXTRACT_TOKENS } from './parts/extract.ts';
import { countOf, type Fields, fieldsOf, flagOf, requireText, textOf, textsOf } from './parts/fields.ts';
import { between, type Period, periodOf } from './parts/periods.ts';
import { searchQuestion } from './parts/search-question.ts';
import { type TavilyExtract, type TavilySearch, type TavilyWalk, tavilyShape } from './parts/tavily-bodies.ts';
import { walkQuestion, withScheme } from './parts/walk-question.ts';

const HITS = { usual: 5, least: 0, most: 20 };
const CHUNKS = { usual: 3, least: 1, most: 3 };
/** Tokens of a snippet for each chunk of 500 characters. */
const CHUNK_TOKENS = 64;
const MOST_URLS = 20;
const DEPTH = { usual: 1, least: 1, most: 5 };
const BREADTH = { usual: 20, least: 1, most: 500 };
const PAGES = { usual: 50, least: 1, most: 10_000 };

export const TAVILY: Dialect = {
  name: 'tavily',
  prefix: '/tavily',
  hosts: { 'api.tavily.com': '/tavily' },
  tokens: { body: ['api_key'] },
  routes: [
    { method: 'POST', path: '/tavily/search', summary: 'Hits, as Tavily searches', read: readSearch },
    { method: 'POST', path: '/tavily/extract', summary: 'Texts of documents by their URLs', read: readExtract },
    { method: 'POST', path: '/tavily/map', summary: 'URLs along the links from one', read: (r) => readWalk(r, false) },
    {
      method: 'POST',
      path: '/tavily/crawl',
      summary: 'Texts along the links from a URL',
      read: (r) => readWalk(r, true),
    },
    {
      method: 'GET',
      path: '/tavily/usage',
      summary: 'What has been used: nothing is counted',
      read: () => ({ body: USAGE }),
    },
  ],
  shape: tavilyShape,
  error,
};

function readSearch(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const count = countOf(fields.max_results, HITS.usual, HITS.least, HITS.most);
  const isAdvanced = textOf(fields.search_depth) === 'advanced';
  const chunks = countOf(fields.chunks_per_source, CHUNKS.usual, CHUNKS.least, CHUNKS.most);
  const hasAnswer = isWanted(fields.include_answer);
  const rawContent = isWanted(fields.include_raw_content);
  const isPreference = textOf(fields.include_domains_mode) === 'prefer';
  const topic = textOf(fields.topic) ?? 'general';
  const parameters: TavilySearch = {
    count,
    chunks: isAdvanced ? chunks : null,
    hasAnswer,
    hasDates: topic === 'news',
    rawContent,
    images: flagOf(fields.include_images),
    favicon: flagOf(fields.include_favicon),
    auto: flagOf(fields.auto_parameters) ? { topic, search_depth: isAdvanced ? 'advanced' : 'basic' } : null,
    credits: creditsOf(fields, isAdvanced),
  };
  return {
    asked: searchQuestion({
      query: requireText(fields.query, 'query'),
      k: count,
      sites: isPreference ? [] : textsOf(fields.include_domains),
      excludeSites: textsOf(fields.exclude_domains),
      ...daysOf(request, fields, topic),
      ...(isAdvanced && { snippet: Math.max(EXTRACT_TOKENS, chunks * CHUNK_TOKENS) }),
      ...(rawContent && { textChars: MAX_FETCH_CHARACTERS }),
    }),
    parameters,
  };
}

/** `true`, or the name of a form: `basic`, `markdown`, … */
function isWanted(value: unknown): boolean {
  return flagOf(value) || (typeof value === 'string' && !['', 'false', 'none'].includes(value.toLowerCase()));
}

/** `days` is of before there were ranges, and of news alone. */
function daysOf({ index }: DialectRequest, fields: Fields, topic: string): Period {
  const { newest } = index.description;
  const days = topic === 'news' ? countOf(fields.days, 0, 0, 100_000) : 0;
  const span = textOf(fields.time_range) ?? (days > 0 ? `day${days}` : undefined);
  return {
    ...periodOf(newest, span),
    ...between(readDay(textOf(fields.start_date)), readDay(textOf(fields.end_date))),
  };
}

function readExtract(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const urls = textsOf(Array.isArray(fields.urls) ? fields.urls : [textOf(fields.urls) ?? '']);
  if (urls.length === 0) throw new StillwebError('INVALID_REQUEST', 'urls is missing or empty', { field: 'urls' });
  if (urls.length > MOST_URLS) {
    const message = `Max ${MOST_URLS} URLs are allowed.`;
    throw new StillwebError('INVALID_REQUEST', message, { field: 'urls', maxUrls: MOST_URLS });
  }
  const parameters: TavilyExtract = {
    urls,
    images: flagOf(fields.include_images),
    favicon: flagOf(fields.include_favicon),
    credits: creditsOf(fields, textOf(fields.extract_depth) === 'advanced'),
  };
  return { asked: { kind: 'fetch', ...canonicalizeFetch({ urls: urls.map(withScheme) }) }, parameters };
}

function readWalk(request: DialectRequest, isCrawl: boolean): DialectQuestion {
  const fields = fieldsOf(request);
  const url = requireText(fields.url, 'url');
  const parameters: TavilyWalk = {
    url,
    isCrawl,
    images: flagOf(fields.include_images),
    favicon: flagOf(fields.include_favicon),
    credits: creditsOf(fields, textOf(fields.extract_depth) === 'advanced'),
  };
  return {
    asked: walkQuestion({
      url,
      depth: countOf(fields.max_depth, DEPTH.usual, DEPTH.least, DEPTH.most),
      breadth: countOf(fields.max_breadth, BREADTH.usual, BREADTH.least, BREADTH.most),
      limit: countOf(fields.limit, PAGES.usual, PAGES.least, PAGES.most),
      isExternal: flagOf(fields.allow_external, true),
      selectPaths: patternsOf(fields.select_paths),
      excludePaths: patternsOf(fields.exclude_paths),
      selectHosts: patternsOf(fields.select_domains),
      excludeHosts: patternsOf(fields.exclude_domains),
      textChars: isCrawl ? MAX_FETCH_CHARACTERS : 0,
    }),
    parameters,
  };
}

/** A pattern may hold a comma. */
function patternsOf(value: unknown): string[] {
  return textsOf(typeof value === 'string' ? [value] : value);
}

/** Null where nobody asks. */
function creditsOf(fields: Fields, isAdvanced: boolean): number | null {
  if (!flagOf(fields.include_usage)) return null;
  return isAdvanced ? 2 : 1;
}

const USED = { usage: 0, search_usage: 0, extract_usage: 0, crawl_usage: 0, map_usage: 0, research_usage: 0 };
const USAGE = {
  key: { ...USED, limit: null },
  account: {
    current_plan: 'stillweb',
    plan_usage: 0,
    plan_limit: null,
    paygo_usage: 0,
    paygo_limit: null,
    search_usage: 0,
    extract_usage: 0,
    crawl_usage: 0,
    map_usage: 0,
    research_usage: 0,
  },
};

function error({ code, message }: StillwebError): DialectError {
  const isKey = code === 'UNAUTHORIZED';
  return { body: { detail: { error: isKey ? 'Unauthorized: missing or invalid API key.' : message } } };
}
