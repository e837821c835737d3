/** You.com's `/v1/search` and `/v1/contents`. */

import type { JsonWriter } from '../bytes/json-writer.ts';
import { writeJson } from '../bytes/write-json.ts';
import { canonicalizeFetch } from '../contract/canonical-fetch.ts';
import { StillwebError } from '../errors.ts';
import { MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { FetchAnswer, SearchAnswer } from '../serving/answer-shape.ts';
import type { Dialect, DialectError, DialectQuestion, DialectRequest } from './dialect.ts';
import { hostOf, iconOf } from './parts/addresses.ts';
import { countOf, type Fields, fieldsOf, requireText, textOf, textsOf } from './parts/fields.ts';
import { hitsOf } from './parts/hits.ts';
import { htmlPage } from './parts/markup.ts';
import { addressOf } from './parts/pages.ts';
import { periodOf } from './parts/periods.ts';
import { searchQuestion } from './parts/search-question.ts';
import { stableUuid } from './parts/stable-id.ts';

const HITS = { usual: 10, least: 1, most: 100 };
const LAST_PAGE = 9;
const FORMATS = ['html', 'markdown', 'metadata'] as const;
type Format = (typeof FORMATS)[number];

interface Parameters {
  /** What is shown of the contents of documents, in this order; none for hits alone. */
  readonly formats: readonly Format[];
}

const methods = ['GET', 'POST'] as const;

export const YOU: Dialect = {
  name: 'you',
  prefix: '/you',
  hosts: { 'ydc-index.io': '/you', 'api.ydc-index.io': '/you' },
  tokens: { headers: ['x-api-key'] },
  routes: [
    { method: methods, path: '/you/v1/search', summary: 'Hits, as You.com searches', read: readSearch },
    {
      method: 'POST',
      path: '/you/v1/contents',
      summary: 'Documents by their URLs, in HTML and Markdown',
      read: readContents,
    },
  ],
  shape: { writeSearch, writeFetch },
  error,
};

function readSearch(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const count = countOf(fields.count, HITS.usual, HITS.least, HITS.most);
  const isCrawled = ['web', 'all'].includes(textOf(fields.livecrawl) ?? '');
  const formats = isCrawled ? formatsOf(fields.livecrawl_formats, ['markdown']) : [];
  return {
    asked: searchQuestion({
      query: requireText(fields.query ?? fields.q, 'query'),
      k: count,
      offset: countOf(fields.offset, 0, 0, LAST_PAGE) * count,
      sites: textsOf(fields.include_domains),
      excludeSites: textsOf(fields.exclude_domains),
      ...periodOf(request.index.description.newest, textOf(fields.freshness)),
      ...(formats.length > 0 && { textChars: MAX_FETCH_CHARACTERS }),
    }),
    parameters: { formats } satisfies Parameters,
  };
}

function readContents(request: DialectRequest): DialectQuestion {
  const fields: Fields = fieldsOf(request);
  const urls = textsOf(fields.urls);
  if (urls.length === 0) throw new StillwebError('INVALID_REQUEST', 'urls is missing or empty', { field: 'urls' });
  const wanted = fields.formats ?? fields.format ?? fields.livecrawl_formats;
  return {
    asked: { kind: 'fetch', ...canonicalizeFetch({ urls }) },
    parameters: { formats: formatsOf(wanted, ['html', 'markdown']) } satisfies Parameters,
  };
}

function formatsOf(value: unknown, usual: readonly Format[]): readonly Format[] {
  const wanted = textsOf(value);
  const known = FORMATS.filter((format) => wanted.includes(format));
  return known.length === 0 ? usual : known;
}

function writeSearch(answer: SearchAnswer, out: JsonWriter): void {
  const { request } = answer;
  const { formats } = answer.parameters as Parameters;
  const web = hitsOf(answer).map((hit) => {
    const { url, title, snippet = '', date } = hit;
    return {
      url,
      title,
      description: snippet,
      snippets: [snippet],
      ...(date !== undefined && { page_age: `${date}T00:00:00` }),
      favicon_url: iconOf(url),
      ...(formats.length > 0 && { contents: contentsOf(hit, url, formats) }),
    };
  });
  const metadata = { search_uuid: stableUuid(answer, [request, formats]), query: request.queries[0], latency: 0 };
  writeJson({ results: { web, news: [] }, metadata }, out);
}

/** Each URL in its place; one that is not in the collection has null in place of contents. */
function writeFetch({ index, documents, parameters }: FetchAnswer, out: JsonWriter): void {
  const { formats } = parameters as Parameters;
  const pages = documents.map((document) => {
    const { title = null, error: missing } = document;
    const url = addressOf(index, document);
    if (missing === undefined) return { url, title, ...contentsOf(document, url, formats) };
    return { url, title, ...Object.fromEntries(formats.map((format) => [format, null])) };
  });
  writeJson(pages, out);
}

function contentsOf(
  page: { readonly title?: string; readonly text?: string },
  url: string,
  formats: readonly Format[],
): object {
  return {
    ...(formats.includes('html') && { html: htmlPage(page) }),
    ...(formats.includes('markdown') && { markdown: page.text ?? '' }),
    ...(formats.includes('metadata') && { metadata: { site_name: hostOf(url), favicon_url: iconOf(url) } }),
  };
}

function error({ message, entry }: StillwebError): DialectError {
  const status = entry.http === 400 ? 422 : entry.http;
  return { status, body: { detail: status === 401 ? 'Invalid or expired API key' : message } };
}
