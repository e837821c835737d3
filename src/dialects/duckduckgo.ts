/** The pages of DuckDuckGo without scripts, which agents read for want of an API: `lite` and `html`. */

import type { JsonWriter } from '../bytes/json-writer.ts';
import type { StillwebError } from '../errors.ts';
import type { SearchAnswer } from '../serving/answer-shape.ts';
import type { Dialect, DialectError, DialectQuestion, DialectRequest } from './dialect.ts';
import { withoutScheme } from './parts/addresses.ts';
import { countOf, fieldsOf, requireText, textOf } from './parts/fields.ts';
import { type AddressedHit, pageAndNext, pageOfHits } from './parts/hits.ts';
import { BOLD, escapeMarkup, markedSnippet } from './parts/markup.ts';
import { periodOf } from './parts/periods.ts';
import { searchQuestion } from './parts/search-question.ts';

const HITS = 10;
const HTML = { 'content-type': 'text/html; charset=utf-8' };

interface Parameters {
  readonly page: 'lite' | 'html';
}

const methods = ['GET', 'POST'] as const;
const readLite = (request: DialectRequest): DialectQuestion => read(request, 'lite');
const readHtml = (request: DialectRequest): DialectQuestion => read(request, 'html');

export const DUCKDUCKGO: Dialect = {
  name: 'duckduckgo',
  prefix: '/duckduckgo',
  hosts: { 'lite.duckduckgo.com': '/duckduckgo', 'html.duckduckgo.com': '/duckduckgo' },
  routes: [
    { method: methods, path: '/duckduckgo/lite', summary: 'Hits as the page of DuckDuckGo Lite', read: readLite },
    { method: methods, path: '/duckduckgo/lite/', summary: 'The same', read: readLite },
    { method: methods, path: '/duckduckgo/html', summary: "Hits as DuckDuckGo's page without scripts", read: readHtml },
    { method: methods, path: '/duckduckgo/html/', summary: 'The same', read: readHtml },
  ],
  shape: { writeSearch },
  error,
};

function read(request: DialectRequest, page: Parameters['page']): DialectQuestion {
  const fields = fieldsOf(request);
  return {
    asked: searchQuestion({
      query: requireText(fields.q, 'q'),
      k: pageAndNext(HITS),
      offset: countOf(fields.s, 0, 0, Number.MAX_SAFE_INTEGER),
      ...periodOf(request.index.description.newest, textOf(fields.df)),
    }),
    parameters: { page } satisfies Parameters,
    headers: HTML,
  };
}

function writeSearch(answer: SearchAnswer, out: JsonWriter): void {
  const { request } = answer;
  const { page } = answer.parameters as Parameters;
  const { hits, hasMore } = pageOfHits(answer, HITS);
  const [query] = request.queries;
  const rows = page === 'lite' ? hits.map(liteRows) : hits.map(htmlResult);
  const nothing = page === 'lite' ? '<tr><td>No results.</td></tr>' : '<div class="no-results">No results.</div>';
  const body = rows.length === 0 ? [nothing] : rows;
  const nextForm =
    `<form action="/${page}/" method="post"><input type="hidden" name="q" value="${escapeMarkup(query)}">` +
    `<input type="hidden" name="s" value="${request.offset + hits.length}"><input type="submit" value="Next"></form>`;
  out.text(
    [
      '<!DOCTYPE html>',
      `<html><head><meta charset="utf-8"><title>${escapeMarkup(query)} at DuckDuckGo</title></head><body>`,
      ...(page === 'lite' ? ['<table>', ...body, '</table>'] : ['<div id="links" class="results">', ...body, '</div>']),
      ...(hasMore ? [nextForm] : []),
      '</body></html>',
    ].join('\n'),
  );
}

/** Readers put `https://` before the text of the link. */
function liteRows(hit: AddressedHit): string {
  const [href, shown] = [escapeMarkup(hit.url), escapeMarkup(withoutScheme(hit.url))];
  return [
    `<tr><td>${hit.rank}.&nbsp;</td><td><a rel="nofollow" href="${href}" class='result-link'>${escapeMarkup(hit.title)}</a></td></tr>`,
    `<tr><td>&nbsp;</td><td class='result-snippet'>${markedSnippet(hit, BOLD)}</td></tr>`,
    `<tr><td>&nbsp;</td><td><span class='link-text'>${shown}</span></td></tr>`,
  ].join('\n');
}

function htmlResult(hit: AddressedHit): string {
  const [href, shown] = [escapeMarkup(hit.url), escapeMarkup(withoutScheme(hit.url))];
  return [
    '<div class="result results_links results_links_deep web-result"><div class="links_main links_deep result__body">',
    `<h2 class="result__title"><a rel="nofollow" class="result__a" href="${href}">${escapeMarkup(hit.title)}</a></h2>`,
    `<a class="result__url" href="${href}">${shown}</a>`,
    `<a class="result__snippet" href="${href}">${markedSnippet(hit, BOLD)}</a>`,
    '</div></div>',
  ].join('\n');
}

/** A page, as everything else there. */
function error({ message, entry }: StillwebError): DialectError {
  const body = `<!DOCTYPE html>\n<html><head><title>Error</title></head><body><p>${escapeMarkup(message)}</p></body></html>`;
  return { status: entry.http, body, headers: HTML };
}
