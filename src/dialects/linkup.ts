/** Linkup's `/v1/search`, with answers made of sentences of the documents, and `/v1/fetch`. */

import type { JsonWriter } from '../bytes/json-writer.ts';
import { writeJson } from '../bytes/write-json.ts';
import { StillwebError } from '../errors.ts';
import type { FetchAnswer, SearchAnswer } from '../serving/answer-shape.ts';
import type { Dialect, DialectError, DialectQuestion, DialectRequest } from './dialect.ts';
import { iconOf } from './parts/addresses.ts';
import { pageQuestion } from './parts/contents.ts';
import { readDay } from './parts/days.ts';
import { EXTRACT_TOKENS, extractOf } from './parts/extract.ts';
import { countOf, fieldsOf, flagOf, requireText, textOf, textsOf } from './parts/fields.ts';
import { hitsOf } from './parts/hits.ts';
import { htmlPage } from './parts/markup.ts';
import { onePage } from './parts/pages.ts';
import { between } from './parts/periods.ts';
import { searchQuestion } from './parts/search-question.ts';

const HITS = { usual: 10, least: 1, most: 100 };
/** Linkup's contents are long: tokens of a snippet in place of a page. */
const CONTENT_TOKENS = 300;
const OUTPUTS = ['searchResults', 'sourcedAnswer'] as const;

type Parameters =
  | { readonly to: (typeof OUTPUTS)[number] }
  | { readonly to: 'fetch'; readonly hasHtml: boolean; readonly hasSource: boolean; readonly hasImages: boolean };

export const LINKUP: Dialect = {
  name: 'linkup',
  prefix: '/linkup',
  hosts: { 'api.linkup.so': '/linkup' },
  routes: [
    {
      method: 'POST',
      path: '/linkup/v1/search',
      summary: 'Hits or a sourced answer, as Linkup searches',
      read: readSearch,
    },
    { method: 'POST', path: '/linkup/v1/fetch', summary: 'A document by its URL', read: readFetch },
  ],
  shape: { writeSearch, writeFetch },
  error,
};

/** @throws UNSUPPORTED for structured answers, which a model would have to write */
function readSearch(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const wanted = textOf(fields.outputType) ?? 'searchResults';
  const to = OUTPUTS.find((output) => output === wanted);
  if (to === undefined) {
    const message = `outputType must be searchResults or sourcedAnswer: nobody here writes ${wanted.slice(0, 40)} answers`;
    throw new StillwebError('UNSUPPORTED', message.toWellFormed(), { field: 'outputType', supported: OUTPUTS });
  }
  return {
    asked: searchQuestion({
      query: requireText(fields.q, 'q'),
      k: countOf(fields.maxResults, HITS.usual, HITS.least, HITS.most),
      sites: textsOf(fields.includeDomains),
      excludeSites: textsOf(fields.excludeDomains),
      ...between(readDay(textOf(fields.fromDate)), readDay(textOf(fields.toDate))),
      snippet: to === 'searchResults' ? CONTENT_TOKENS : EXTRACT_TOKENS,
    }),
    parameters: { to } satisfies Parameters,
  };
}

function readFetch(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  return pageQuestion(requireText(fields.url, 'url'), {
    to: 'fetch',
    hasHtml: flagOf(fields.includeRawHtml),
    hasSource: flagOf(fields.includeRawContent),
    hasImages: flagOf(fields.extractImages),
  } satisfies Parameters);
}

function writeSearch(answer: SearchAnswer, out: JsonWriter): void {
  const { to } = answer.parameters as Parameters;
  const hits = hitsOf(answer).map(({ title: name, url, snippet = '' }) => ({
    name,
    url,
    snippet,
    favicon: iconOf(url),
  }));
  const body =
    to === 'sourcedAnswer'
      ? { answer: extractOf(hits), sources: hits }
      : { results: hits.map(({ snippet: content, favicon, ...hit }) => ({ type: 'text', ...hit, content, favicon })) };
  writeJson(body, out);
}

/** @throws DOCUMENT_NOT_FOUND */
function writeFetch(answer: FetchAnswer, out: JsonWriter): void {
  const { hasHtml, hasSource, hasImages } = answer.parameters as Extract<Parameters, { to: 'fetch' }>;
  const page = onePage(answer);
  writeJson(
    {
      markdown: page.text,
      favicon: iconOf(page.url),
      ...(hasSource && { rawContent: htmlPage(page), contentType: 'text/html' }),
      ...(hasHtml && { rawHtml: htmlPage(page) }),
      ...(hasImages && { images: [] }),
    },
    out,
  );
}

const CODES: Readonly<Record<number, string>> = {
  400: 'VALIDATION_ERROR',
  401: 'UNAUTHORIZED',
  404: 'NOT_FOUND',
  429: 'TOO_MANY_REQUESTS',
};

function error({ code: kind, message, entry, facts }: StillwebError): DialectError {
  const isFetch = kind === 'DOCUMENT_NOT_FOUND';
  const statusCode = isFetch ? 400 : entry.http;
  const code = isFetch
    ? 'FETCH_ERROR'
    : (CODES[statusCode] ?? (statusCode < 500 ? 'VALIDATION_ERROR' : 'INTERNAL_SERVER_ERROR'));
  const details = typeof facts.field === 'string' ? [{ field: facts.field, message }] : [];
  return { status: statusCode, body: { statusCode, error: { code, message, details } } };
}
