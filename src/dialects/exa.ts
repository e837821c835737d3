/** Exa's API: `/search`, `/contents`, `/answer` with sentences of the best document, and `/findSimilar`. */

import type { JsonWriter } from '../bytes/json-writer.ts';
import { writeJson } from '../bytes/write-json.ts';
import { canonicalizeFetch } from '../contract/canonical-fetch.ts';
import type { FetchedDocument } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { FetchAnswer, SearchAnswer } from '../serving/answer-shape.ts';
import type { Dialect, DialectError, DialectQuestion, DialectRequest } from './dialect.ts';
import { hostOf } from './parts/addresses.ts';
import { isoInstant, readDay } from './parts/days.ts';
import { type ExaContents, exaContents, exaText, hasNoContents } from './parts/exa-contents.ts';
import { EXTRACT_TOKENS, extractOf } from './parts/extract.ts';
import { countOf, type Fields, fieldsOf, flagOf, requireText, textOf, textsOf } from './parts/fields.ts';
import { hitsOf } from './parts/hits.ts';
import { openingOf } from './parts/opening.ts';
import { addressOf } from './parts/pages.ts';
import { between } from './parts/periods.ts';
import { plainWords } from './parts/plain-words.ts';
import { relativeScore } from './parts/relative-score.ts';
import { type LooseSearch, searchQuestion } from './parts/search-question.ts';
import { errorId, stableId } from './parts/stable-id.ts';

const HITS = { usual: 10, least: 1, most: 100 };
/** Sources of an answer. */
const CITATIONS = 8;
/** Code units of a document that others are compared with. */
const LIKENESS_CHARACTERS = 1000;

type Parameters =
  | { readonly to: 'search'; readonly contents: ExaContents }
  | { readonly to: 'answer'; readonly hasText: boolean; readonly isStream: boolean };

export const EXA: Dialect = {
  name: 'exa',
  prefix: '/exa',
  hosts: { 'api.exa.ai': '/exa' },
  tokens: { headers: ['x-api-key'] },
  routes: [
    { method: 'POST', path: '/exa/search', summary: 'Hits with their contents, as Exa searches', read: readSearch },
    { method: 'POST', path: '/exa/contents', summary: 'Documents by their URLs', read: readContents },
    { method: 'POST', path: '/exa/answer', summary: 'Sentences that answer, with their sources', read: readAnswer },
    { method: 'POST', path: '/exa/findSimilar', summary: 'Documents like the one of a URL', read: readSimilar },
  ],
  shape: { writeSearch, writeFetch },
  error,
};

function readSearch(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const phrases = [
    ...textsOf(fields.includeText).map((text) => `"${plainWords(text)}"`),
    ...textsOf(fields.excludeText).map((text) => `-"${plainWords(text)}"`),
  ];
  return searchFor(fields, { query: [requireText(fields.query, 'query'), ...phrases].join(' ') });
}

async function readSimilar(request: DialectRequest): Promise<DialectQuestion> {
  const fields = fieldsOf(request);
  const url = requireText(fields.url, 'url');
  const asked = { kind: 'fetch', ...canonicalizeFetch({ urls: [url], maxChars: LIKENESS_CHARACTERS }) } as const;
  const { documents } = (await request.ask(asked)) as { readonly documents: readonly FetchedDocument[] };
  const [{ id, title = '', text = '', error: missing }] = documents;
  if (id === null) throw new StillwebError('DOCUMENT_NOT_FOUND', missing?.message ?? 'there is no such document', {});
  const isElsewhere = flagOf(fields.excludeSourceDomain);
  return searchFor(fields, {
    query: plainWords(`${title} ${text}`),
    excludeIds: [id],
    ...(isElsewhere && { excludeSites: [...textsOf(fields.excludeDomains), hostOf(url)] }),
  });
}

function searchFor(fields: Fields, loose: Omit<LooseSearch, 'k'>): DialectQuestion {
  const contents = exaContents(fields);
  return {
    asked: searchQuestion({
      k: countOf(fields.numResults, HITS.usual, HITS.least, HITS.most),
      sites: textsOf(fields.includeDomains),
      excludeSites: textsOf(fields.excludeDomains),
      ...between(readDay(textOf(fields.startPublishedDate)), readDay(textOf(fields.endPublishedDate))),
      ...(!contents.highlights && !contents.summary && { snippet: false }),
      ...(contents.text !== null && { textChars: contents.text }),
      ...loose,
    }),
    parameters: { to: 'search', contents } satisfies Parameters,
  };
}

function readContents(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const urls = textsOf(fields.urls ?? fields.ids);
  if (urls.length === 0) throw new StillwebError('INVALID_REQUEST', 'urls is missing or empty', { field: 'urls' });
  const contents = hasNoContents(fields) ? exaContents({ text: true }) : exaContents(fields);
  return {
    asked: { kind: 'fetch', ...canonicalizeFetch({ urls, maxChars: contents.text ?? MAX_FETCH_CHARACTERS }) },
    parameters: { to: 'search', contents } satisfies Parameters,
  };
}

function readAnswer(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const hasText = flagOf(fields.text);
  const isStream = flagOf(fields.stream);
  return {
    asked: searchQuestion({
      query: requireText(fields.query, 'query'),
      k: CITATIONS,
      snippet: EXTRACT_TOKENS,
      ...(hasText && { textChars: MAX_FETCH_CHARACTERS }),
    }),
    parameters: { to: 'answer', hasText, isStream } satisfies Parameters,
    ...(isStream && { headers: { 'content-type': 'text/event-stream; charset=utf-8' } }),
  };
}

function writeSearch(answer: SearchAnswer, out: JsonWriter): void {
  const parameters = answer.parameters as Parameters;
  const hits = hitsOf(answer);
  const requestId = stableId(answer, [answer.request, parameters]);
  if (parameters.to === 'answer') {
    const citations = hits.map((hit) => ({
      ...head(hit.url, hit),
      ...(parameters.hasText && { text: hit.text ?? '' }),
    }));
    out.text(answerText(extractOf(hits), citations, requestId, parameters.isStream));
    return;
  }
  const { contents } = parameters;
  const results = hits.map((hit) => ({
    ...head(hit.url, hit),
    score: relativeScore(hit, hits),
    ...(contents.text !== null && { text: exaText(contents, hit) }),
    ...(contents.highlights && { highlights: [hit.snippet ?? ''], highlightScores: [relativeScore(hit, hits)] }),
    ...(contents.summary && { summary: hit.snippet ?? '' }),
  }));
  const resolved = { requestId, resolvedSearchType: 'neural', searchTime: 0 };
  writeJson({ ...resolved, results, costDollars: { total: 0 } }, out);
}

function answerText(answer: string, citations: readonly unknown[], requestId: string, isStream: boolean): string {
  if (!isStream) return JSON.stringify({ answer, citations, requestId, costDollars: { total: 0 } });
  const chunk = (content: string, more: object = {}) => ({
    id: requestId,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }],
    ...more,
  });
  const events = [JSON.stringify(chunk(answer)), JSON.stringify(chunk('', { citations })), '[DONE]'];
  return events.map((event) => `data: ${event}\n\n`).join('');
}

function writeFetch(answer: FetchAnswer, out: JsonWriter): void {
  const { index, documents } = answer;
  const { contents } = answer.parameters as Extract<Parameters, { to: 'search' }>;
  const known = documents.filter(({ error: missing }) => missing === undefined);
  const results = known.map((document) => {
    const opening = openingOf(document.text ?? '');
    return {
      ...head(addressOf(index, document), document),
      ...(contents.text !== null && { text: exaText(contents, document) }),
      ...(contents.highlights && { highlights: [opening], highlightScores: [1] }),
      ...(contents.summary && { summary: opening }),
    };
  });
  const statuses = documents.map((document) => {
    const id = addressOf(index, document);
    if (document.error === undefined) return { id, status: 'success', source: 'cached' };
    return { id, status: 'error', error: { tag: 'CRAWL_NOT_FOUND', httpStatusCode: 404 } };
  });
  const requestId = stableId(answer, [documents.map(({ id, url }) => id ?? url), contents]);
  writeJson({ requestId, results, statuses, costDollars: { total: 0 } }, out);
}

/** What every document of Exa begins with. Ids are URLs, so that either names it. */
function head(url: string, { title = '', date }: { readonly title?: string; readonly date?: string }): object {
  return { id: url, url, title, publishedDate: isoInstant(date) ?? null, author: null };
}

const TAGS: Readonly<Record<number, string>> = {
  400: 'INVALID_REQUEST_BODY',
  401: 'INVALID_API_KEY',
  404: 'NOT_FOUND',
  429: 'RATE_LIMIT_EXCEEDED',
  503: 'SERVICE_UNAVAILABLE',
};

function error(refusal: StillwebError): DialectError {
  const { code, message, entry } = refusal;
  const tag =
    code === 'DOCUMENT_NOT_FOUND'
      ? 'CRAWL_NOT_FOUND'
      : (TAGS[entry.http] ?? (entry.http < 500 ? 'INVALID_REQUEST' : 'INTERNAL_ERROR'));
  return { status: entry.http, body: { requestId: errorId(refusal), error: message, tag } };
}
