/** The reference of the API, made from the OpenAPI document: contents, an example a route, MCP. */
import type { ServedIndex } from '../serving/search-backend.ts';
import { type ApiExample, apiExamples, type ExampleNames } from './api-examples.ts';
import { apiOperation } from './api-operation.ts';
import { type Html, html } from './html.ts';
import { mcpHosts } from './mcp-hosts.ts';
import { type ApiRoute, type OpenApiDocument, routesOf } from './openapi-document.ts';
import { DIALECTS_ADDRESS, ERRORS_ADDRESS } from './page-address.ts';
import { copyButton, type PageServer, renderPage } from './page-frame.ts';

/** Tags of the native routes, in the order of the page; all others are dialects. */
export const GROUPS: readonly (readonly [tag: string, head: string])[] = [
  ['search', 'Search'],
  ['documents', 'Documents'],
  ['service', 'The service'],
  ['pages', 'Pages'],
  ['mcp', 'MCP'],
];

/** @param names null while no index is open */
export function renderApiPage(
  server: PageServer,
  document: OpenApiDocument,
  index: ServedIndex | null,
  names: ExampleNames | null,
): string {
  const routes = routesOf(document);
  const examples = names === null ? new Map<string, ApiExample>() : apiExamples(names);
  const { description, version } = document.info;
  return renderPage({
    title: 'API',
    server,
    place: 'docs',
    index,
    data: [{ label: `OpenAPI ${document.openapi}`, path: '/openapi.json' }],
    isWide: true,
    main: html`<div class="reference">
${contents(routes)}
<div class="body"><h1>API of stillweb ${version}</h1>
<p>${description}</p>
<p>The examples run against this server as they stand. Apart from them: <a href="${DIALECTS_ADDRESS}">other search APIs</a> that it speaks, and <a href="${ERRORS_ADDRESS}">all errors</a>. For programs: <a href="/openapi.json">OpenAPI ${document.openapi}</a>.</p>
${GROUPS.map(
  ([tag, head]) => html`<section aria-labelledby="group-${tag}"><h2 id="group-${tag}">${head}</h2>
${ofTag(routes, tag).map((route) => apiOperation(route, examples.get(route.operation.operationId), server))}
${tag === 'mcp' && hosts(server, index?.name ?? 'stillweb')}</section>`,
)}
</div></div>`,
  });
}

function ofTag(routes: readonly ApiRoute[], tag: string): ApiRoute[] {
  // What only leads on is no entry.
  return routes.filter(({ path, operation }) => operation.tags?.[0] === tag && !/.\/$/.test(path));
}

function contents(routes: readonly ApiRoute[]): Html {
  return html`<nav class="toc" aria-label="Contents"><ul>${GROUPS.map(
    ([tag, head]) =>
      html`<li><a href="#group-${tag}">${head}</a><ul>${ofTag(routes, tag).map(
        ({ method, path, operation }) =>
          html`<li><a href="#${operation.operationId}"><code>${method} ${path}</code></a></li>`,
      )}</ul></li>`,
  )}<li><a href="#hosts">MCP set-up by host</a></li><li><a href="${DIALECTS_ADDRESS}">Dialects</a></li><li><a href="${ERRORS_ADDRESS}">Errors</a></li></ul></nav>`;
}

function hosts({ origin, needsToken }: PageServer, index: string): Html {
  return html`<h3 id="hosts">Set-up by host</h3>
<p>Tools: <code>search</code>, <code>fetch</code>, <code>grep</code> and <code>links</code>. <code>?tools=</code> chooses another set, <code>?index=</code> the index.</p>
<dl class="hosts">${mcpHosts(origin, index, needsToken).map(
    ({ name, where, text }) =>
      html`<dt>${name} <span class="quiet">${where}</span></dt><dd><pre tabindex="0" aria-label="${name}"><code>${text}</code></pre>${copyButton(text, `Copy the set-up of ${name}`)}</dd>`,
  )}</dl>`;
}
