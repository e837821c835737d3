/** Jina's Reader (`r.`), its search (`s.`) and the search of its own agents (`svip.`): texts, JSON, or events of a server. */

import type { JsonWriter } from '../bytes/json-writer.ts';
import { writeJson } from '../bytes/write-json.ts';
import { canonicalizeFetch } from '../contract/canonical-fetch.ts';
import { StillwebError } from '../errors.ts';
import { MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { FetchAnswer, SearchAnswer } from '../serving/answer-shape.ts';
import type { Dialect, DialectError, DialectQuestion, DialectRequest } from './dialect.ts';
import { countOf, type Fields, fieldsOf, flagOf, requireText, textOf, textsOf } from './parts/fields.ts';
import { hitsOf } from './parts/hits.ts';
import { foundEntry, foundText, type PageForm, pageEntry, pageText } from './parts/jina-forms.ts';
import { onePage } from './parts/pages.ts';
import { periodOfTbs } from './parts/periods.ts';
import { searchQuestion } from './parts/search-question.ts';
import { charactersOf } from './parts/tokens.ts';

const READER = '/jina/r';
const SEARCH = '/jina/s';
const MOST_TOKENS = MAX_FETCH_CHARACTERS;
const HITS = { usual: 10, least: 1, most: 20 };

/** How an answer is written: as text, as JSON, or as one event whose data is JSON. */
type Writing = 'text' | 'json' | 'events';

const TYPES: Readonly<Record<Writing, Readonly<Record<string, string>> | undefined>> = {
  text: { 'content-type': 'text/plain; charset=utf-8' },
  json: undefined,
  events: { 'content-type': 'text/event-stream; charset=utf-8' },
};

type Parameters =
  | { readonly to: 'page'; readonly writing: Writing; readonly form: PageForm; readonly hasLinks: boolean }
  | { readonly to: 'search'; readonly writing: Writing }
  | { readonly to: 'agents' };

const methods = ['GET', 'POST'] as const;

export const JINA: Dialect = {
  name: 'jina',
  prefix: '/jina',
  hosts: { 'r.jina.ai': READER, 's.jina.ai': SEARCH, 'svip.jina.ai': '/jina/svip' },
  routes: [
    { method: methods, path: READER, summary: 'A page by the URL in the body, as Jina reads it', read: readPage },
    { method: methods, path: `${READER}/*`, summary: 'A page by the URL in the path', read: readPage },
    { method: methods, path: SEARCH, summary: 'Hits with their pages, as Jina searches', read: readSearch },
    { method: methods, path: `${SEARCH}/*`, summary: 'The same with the query in the path', read: readSearch },
    { method: 'POST', path: '/jina/svip', summary: "Hits as Jina's own agents ask for them", read: readAgentSearch },
  ],
  shape: { writeFetch, writeSearch, tellsLinks },
  error,
};

/** Options of Jina stand in headers, and some in the body under the names that they have there. */
function optionOf(request: DialectRequest, fields: Fields, header: string, member: string): string | undefined {
  return textOf(request.headers[header]) ?? textOf(fields[member]);
}

function writingOf({ headers }: DialectRequest): Writing {
  const accepted = String(headers.accept ?? '').toLowerCase();
  if (accepted.includes('text/event-stream')) return 'events';
  return accepted.includes('application/json') && !accepted.includes('text/plain') ? 'json' : 'text';
}

/** The query string of an address with a URL in its path is that URL's own. */
function readPage(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(textOf(request.params['*']) === undefined ? request : { body: request.body, query: {} });
  const wanted =
    optionOf(request, fields, 'x-respond-with', 'respondWith') ?? textOf(request.headers['x-return-format']);
  const form: PageForm = wanted === 'html' || wanted === 'text' ? wanted : 'content';
  const writing = writingOf(request);
  const tokens = countOf(textOf(request.headers['x-max-tokens']) ?? fields.maxTokens, MOST_TOKENS, 1, MOST_TOKENS);
  const links = optionOf(request, fields, 'x-with-links-summary', 'withLinksSummary');
  const hasLinks = links === 'all' || flagOf(links);
  return {
    asked: {
      kind: 'fetch',
      ...canonicalizeFetch({
        urls: [targetOf(request, fields)],
        maxChars: Math.min(MAX_FETCH_CHARACTERS, charactersOf(tokens)),
      }),
    },
    parameters: { to: 'page', writing, form, hasLinks } satisfies Parameters,
    headers: TYPES[writing],
  };
}

/**
 * The URL behind the reader's address as it came, its own query string included, or the one in the body.
 *
 * @throws INVALID_REQUEST
 */
function targetOf({ url }: DialectRequest, fields: Fields): string {
  const behind = url.slice(READER.length + 1);
  const isBehind = behind !== '' && !behind.startsWith('?');
  const named = isBehind ? behind : textOf(fields.url);
  if (named === undefined) throw new StillwebError('INVALID_REQUEST', 'Invalid URL', { field: 'url' });
  // What stands behind is known to be percent-encoded UTF-8; what a body says is not encoded once more.
  const target = !isBehind || /^https?:\/|^[^/?]+\//i.test(named) ? named : decodeURIComponent(named);
  // What stands between may have made one slash of two.
  const mended = target.replace(/^(https?):\/+/i, '$1://');
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(mended) ? mended : `https://${mended}`;
}

function readSearch(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const query = textOf(fields.q) ?? textOf(request.params['*']);
  const count = countOf(fields.num ?? fields.count, HITS.usual, HITS.least, HITS.most);
  const page = countOf(fields.page, 1, 1, 1000);
  const isBare = optionOf(request, fields, 'x-respond-with', 'respondWith') === 'no-content';
  const writing = writingOf(request);
  return {
    asked: searchQuestion({
      query: requireText(query, 'q'),
      k: count,
      offset: (page - 1) * count,
      sites: [...textsOf(fields.site), ...textsOf(request.headers['x-site'])],
      ...(!isBare && { textChars: MAX_FETCH_CHARACTERS }),
      ...periodOfTbs(request.index.description.newest, textOf(fields.tbs)),
    }),
    parameters: { to: 'search', writing } satisfies Parameters,
    headers: TYPES[writing],
  };
}

function readAgentSearch(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const count = countOf(fields.num, HITS.usual, HITS.least, HITS.most);
  return {
    asked: searchQuestion({
      query: requireText(fields.q, 'q'),
      k: count,
      offset: (countOf(fields.page, 1, 1, 1000) - 1) * count,
      sites: textsOf(fields.domain),
      ...periodOfTbs(request.index.description.newest, textOf(fields.tbs)),
    }),
    parameters: { to: 'agents' } satisfies Parameters,
  };
}

function tellsLinks(parameters: unknown): boolean {
  const asked = parameters as Parameters;
  return asked.to === 'page' && asked.hasLinks;
}

/** @throws DOCUMENT_NOT_FOUND */
function writeFetch(answer: FetchAnswer, out: JsonWriter): void {
  const { writing, form, hasLinks } = answer.parameters as Extract<Parameters, { to: 'page' }>;
  const { links, ...read } = onePage(answer);
  const page = hasLinks ? { ...read, links } : read;
  if (writing === 'text') out.text(pageText(page, form));
  else out.text(written(writing, pageEntry(page, form)));
}

/** @throws DOCUMENT_NOT_FOUND where nothing was found: Jina calls that an error */
function writeSearch(answer: SearchAnswer, out: JsonWriter): void {
  const asked = answer.parameters as Exclude<Parameters, { to: 'page' }>;
  const hits = hitsOf(answer);
  const [query] = answer.request.queries;
  if (asked.to === 'agents') {
    const results = hits.map(({ title, snippet = '', url, date }) => ({ title, snippet, url, ...(date && { date }) }));
    writeJson({ results, meta: { query, num_results: hits.length, latency: 0, credits: 0 } }, out);
    return;
  }
  if (hits.length === 0) {
    throw new StillwebError(
      'DOCUMENT_NOT_FOUND',
      `No search results available for query ${query.slice(0, 200).toWellFormed()}`,
      {},
    );
  }
  if (asked.writing === 'text') out.text(hits.map(foundText).join('\n\n'));
  else out.text(written(asked.writing, hits.map(foundEntry)));
}

/** @param data an entry with its usage, or a list of them */
function written(writing: Exclude<Writing, 'text'>, data: PageEntryOrList): string {
  if (writing === 'events') return `event: data\ndata: ${JSON.stringify(data)}\n\n`;
  const entries = [data].flat();
  const tokens = entries.reduce((sum, { usage }) => sum + usage.tokens, 0);
  return JSON.stringify({ code: 200, status: 20000, data, meta: { usage: { tokens } } });
}

type PageEntryOrList = ReturnType<typeof pageEntry> | readonly ReturnType<typeof foundEntry>[];

/** Names and five-digit states of Jina's errors by the status of HTTP. */
const STATES: Readonly<Record<number, readonly [name: string, status: number]>> = {
  400: ['ParamValidationError', 40001],
  401: ['AuthenticationRequiredError', 40103],
  404: ['ResourceNotFoundError', 40402],
  422: ['AssertionFailureError', 42206],
  429: ['RateLimitTriggeredError', 42903],
};

function error({ code: kind, message, entry, facts }: StillwebError): DialectError {
  const code = kind === 'DOCUMENT_NOT_FOUND' ? 422 : entry.http;
  const [name, status] = STATES[code] ?? ['ApplicationError', code * 100];
  const path = code === 400 && typeof facts.field === 'string' ? { path: facts.field } : {};
  const where = 'path' in path ? `(${path.path})` : '';
  return {
    status: code,
    body: { data: null, ...path, code, name, status, message, readableMessage: `${name}${where}: ${message}` },
  };
}
