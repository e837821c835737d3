/** Bright Data's `/request`: the results of Bing or Google for a query in a URL, or the page of any other URL. */

import type { JsonWriter } from '../bytes/json-writer.ts';
import { standardUrl } from '../bytes/standard-url.ts';
import { canonicalizeFetch } from '../contract/canonical-fetch.ts';
import type { StillwebError } from '../errors.ts';
import type { FetchAnswer, SearchAnswer } from '../serving/answer-shape.ts';
import type { Dialect, DialectError, DialectQuestion, DialectRequest } from './dialect.ts';
import { hostOf } from './parts/addresses.ts';
import { countOf, fieldsOf, requireText, textOf } from './parts/fields.ts';
import { hitsOf } from './parts/hits.ts';
import { htmlPage } from './parts/markup.ts';
import { onePage } from './parts/pages.ts';
import { searchQuestion } from './parts/search-question.ts';

const HITS = { usual: 10, least: 1, most: 100 };
/** Hosts of search engines, with the names of the query and the first hit, counted from what it says. */
const ENGINES = {
  'bing.com': { engine: 'bing', query: 'q', start: 'first', from: 1 },
  'google.com': { engine: 'google', query: 'q', start: 'start', from: 0 },
} as const;

interface Parameters {
  /** What comes back: the answer alone, or within what is said about it. */
  readonly isWrapped: boolean;
  readonly target: string;
  readonly engine: string;
  readonly isMarkdown: boolean;
}

export const BRIGHTDATA: Dialect = {
  name: 'brightdata',
  prefix: '/brightdata',
  hosts: { 'api.brightdata.com': '/brightdata' },
  routes: [
    {
      method: 'POST',
      path: '/brightdata/request',
      summary: 'Results or a page by URL, as Bright Data brings them',
      read,
    },
  ],
  shape: { writeSearch, writeFetch },
  error,
};

function read(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  const target = requireText(fields.url, 'url');
  const url = standardUrl(target);
  const host = hostOf(target).replace(/^www\./, '');
  const shared = {
    isWrapped: textOf(fields.format)?.toLowerCase() === 'json',
    target,
    isMarkdown: textOf(fields.data_format)?.toLowerCase() === 'markdown',
  };
  const engine =
    Object.hasOwn(ENGINES, host) && url?.pathname === '/search' ? ENGINES[host as keyof typeof ENGINES] : null;
  if (engine === null || url === null) {
    const isText = !shared.isWrapped;
    return {
      asked: { kind: 'fetch', ...canonicalizeFetch({ urls: [target] }) },
      parameters: { ...shared, engine: '' } satisfies Parameters,
      ...(isText && { headers: { 'content-type': `text/${shared.isMarkdown ? 'markdown' : 'html'}; charset=utf-8` } }),
    };
  }
  const wish = Object.fromEntries(url.searchParams);
  return {
    asked: searchQuestion({
      query: requireText(wish[engine.query], engine.query),
      k: countOf(wish.count ?? wish.num, HITS.usual, HITS.least, HITS.most),
      offset: countOf(wish[engine.start], engine.from, engine.from, Number.MAX_SAFE_INTEGER) - engine.from,
    }),
    parameters: { ...shared, engine: engine.engine } satisfies Parameters,
  };
}

function writeSearch(answer: SearchAnswer, out: JsonWriter): void {
  const { engine, target, isWrapped } = answer.parameters as Parameters;
  const organic = hitsOf(answer).map(({ url: link, title, snippet: description = '', rank }, at) => {
    const place = { rank: at + 1, global_rank: rank };
    return { link, display_link: link, title, description, ...place };
  });
  const general = {
    search_engine: engine,
    query: answer.request.queries[0],
    language: 'en',
    results_cnt: organic.length,
  };
  const body = JSON.stringify({ general, input: { original_url: target }, organic });
  out.text(isWrapped ? wrapped(body) : body);
}

/** @throws DOCUMENT_NOT_FOUND */
function writeFetch(answer: FetchAnswer, out: JsonWriter): void {
  const { isWrapped, isMarkdown } = answer.parameters as Parameters;
  const page = onePage(answer);
  const body = isMarkdown ? page.text : htmlPage(page);
  out.text(isWrapped ? wrapped(body) : body);
}

function wrapped(body: string): string {
  return JSON.stringify({ status_code: 200, headers: {}, body });
}

/** Bright Data's refusals are a line of text. */
function error({ message, entry }: StillwebError): DialectError {
  return { status: entry.http, body: message, headers: { 'content-type': 'text/plain; charset=utf-8' } };
}
