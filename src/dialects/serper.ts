/** Serper: Google's results as JSON, of `search`, `news`, `scholar`, `images` and `autocomplete`; and `scrape`, a host of its own there. */

import type { JsonWriter } from '../bytes/json-writer.ts';
import { writeJson } from '../bytes/write-json.ts';
import { documentUrl } from '../contract/sandbox-url.ts';
import type { Hit } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import type { AnswerFrame, FetchAnswer } from '../serving/answer-shape.ts';
import type { Dialect, DialectError, DialectQuestion, DialectRequest, OneQuestion } from './dialect.ts';
import { hostOf } from './parts/addresses.ts';
import { pageQuestion } from './parts/contents.ts';
import { shortDay } from './parts/days.ts';
import { countOf, type Fields, fieldsOf, flagOf, textOf } from './parts/fields.ts';
import { openingOf } from './parts/opening.ts';
import { periodOfTbs } from './parts/periods.ts';
import { searchQuestion } from './parts/search-question.ts';
import { withScheme } from './parts/walk-question.ts';

const HITS = { usual: 10, least: 1, most: 100 };
const LAST_PAGE = 1000;
/** A page of more hits costs twice as much. */
const CHEAP_HITS = 10;
const SCRAPE_CREDITS = 2;

const KINDS = ['search', 'news', 'scholar', 'images', 'autocomplete'] as const;
type Kind = (typeof KINDS)[number];

interface SearchParameters {
  readonly kind: Kind;
  /** What is told again to the caller. */
  readonly told: Readonly<Record<string, unknown>>;
  readonly credits: number;
}

interface ScrapeParameters {
  readonly markdown: boolean;
}

export const SERPER: Dialect = {
  name: 'serper',
  prefix: '/serper',
  hosts: { 'google.serper.dev': '/serper', 'scrape.serper.dev': '/serper/scrape' },
  tokens: { headers: ['x-api-key'], query: ['apiKey', 'api_key'] },
  routes: [
    ...KINDS.map((kind) => ({
      method: ['GET', 'POST'] as const,
      path: `/serper/${kind}`,
      summary: `As Serper answers ${kind}`,
      read: (request: DialectRequest) => readSearches(request, kind),
    })),
    { method: 'POST', path: '/serper/scrape', summary: 'The text of a document by its URL', read: readScrape },
  ],
  shape: {
    writeSearch({ index, found, parameters }, out) {
      const { kind, told, credits } = parameters as SearchParameters;
      const hits = found[0].hits();
      writeJson({ searchParameters: told, ...listsOf(kind, index, hits), credits }, out);
    },
    writeFetch,
  },
  error,
};

/** A list of requests is answered by a list; what stands in the query string is of them all. */
function readSearches(request: DialectRequest, kind: Kind): DialectQuestion {
  const { body, query } = request;
  if (!Array.isArray(body)) return readSearch(request, fieldsOf(request), kind);
  const questions = body.map((each) => readSearch(request, fieldsOf({ body: each, query }), kind));
  if (questions.length > 0) return { questions };
  throw new StillwebError('INVALID_REQUEST', 'Missing query parameter', { field: 'q' });
}

function readSearch({ index }: DialectRequest, fields: Fields, kind: Kind): OneQuestion {
  const query = textOf(fields.q);
  if (query === undefined) throw new StillwebError('INVALID_REQUEST', 'Missing query parameter', { field: 'q' });
  const count = countOf(fields.num, HITS.usual, HITS.least, HITS.most);
  const page = countOf(fields.page, 1, 1, LAST_PAGE);
  const tbs = textOf(fields.tbs);
  const location = textOf(fields.location);
  const told = {
    q: query.toWellFormed(),
    gl: textOf(fields.gl) ?? 'us',
    hl: textOf(fields.hl) ?? 'en',
    type: kind,
    num: count,
    ...(page > 1 && { page }),
    ...(tbs !== undefined && { tbs }),
    ...(location !== undefined && { location }),
    engine: 'google',
  };
  return {
    asked: searchQuestion({
      query,
      k: count,
      offset: (page - 1) * count,
      ...periodOfTbs(index.description.newest, tbs),
    }),
    parameters: { kind, told, credits: count > CHEAP_HITS ? 2 : 1 } satisfies SearchParameters,
  };
}

function listsOf(kind: Kind, index: AnswerFrame['index'], hits: readonly Hit[]): object {
  const linked = (show: (hit: Hit, link: string) => object) =>
    hits.map((hit) => show(hit, documentUrl(index.name, hit)));
  switch (kind) {
    case 'search':
      return { organic: linked(organicOf), peopleAlsoAsk: [], relatedSearches: [] };
    case 'news':
      return { news: linked(newsOf) };
    case 'scholar':
      return { organic: linked(scholarOf) };
    case 'images':
      return { images: [] };
    case 'autocomplete':
      return { suggestions: hits.map(({ title }) => ({ value: title })) };
  }
}

function organicOf({ title, snippet = '', date, rank }: Hit, link: string): object {
  return { title, link, snippet, ...(date !== undefined && { date: shortDay(date) }), position: rank };
}

function newsOf({ title, snippet = '', date, rank }: Hit, link: string): object {
  const day = date === undefined ? {} : { date: shortDay(date) };
  return { title, link, snippet, ...day, source: hostOf(link), position: rank };
}

function scholarOf({ title, snippet = '', date }: Hit, link: string): object {
  const year = date === undefined ? {} : { year: Number(date.slice(0, 4)) };
  return { title, link, publicationInfo: hostOf(link), snippet, ...year, citedBy: 0 };
}

function readScrape(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const url = textOf(fields.url);
  if (url === undefined) throw new StillwebError('INVALID_REQUEST', 'Missing url parameter', { field: 'url' });
  const parameters = { markdown: flagOf(fields.includeMarkdown) } satisfies ScrapeParameters;
  return pageQuestion(withScheme(url), parameters);
}

function writeFetch({ documents: [document], parameters }: FetchAnswer, out: JsonWriter): void {
  const { markdown } = parameters as ScrapeParameters;
  const { title = '', text = '', language, error: missing } = document;
  if (missing !== undefined) throw new StillwebError(missing.code, missing.message);
  const body = {
    text,
    ...(markdown && { markdown: text }),
    metadata: { title, description: openingOf(text), ...(language !== undefined && { language }) },
    credits: SCRAPE_CREDITS,
  };
  writeJson(body, out);
}

function error({ code, message, entry }: StillwebError): DialectError {
  const isKey = code === 'UNAUTHORIZED';
  const statusCode = isKey ? 403 : entry.http;
  return { status: statusCode, body: { message: isKey ? 'Unauthorized.' : message, statusCode } };
}
