/** The reference of the API, made from the OpenAPI document: contents, an example a route, errors, dialects, MCP. */
import { ERROR_CATALOGUE } from '../errors.ts';
import type { ServedIndex } from '../serving/search-backend.ts';
import { type ApiExample, apiExamples, type ExampleNames } from './api-examples.ts';
import { apiOperation } from './api-operation.ts';
import { type Html, html } from './html.ts';
import { mcpHosts } from './mcp-hosts.ts';
import { type ApiRoute, type OpenApiDocument, routesOf } from './openapi-document.ts';
import { copyButton, type PageServer, renderPage } from './page-frame.ts';

/** Tags of the native routes, in the order of the page; all others are dialects. */
const GROUPS: readonly (readonly [tag: string, head: string])[] = [
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
<p>The examples run against this server as they stand. For programs: <a href="/openapi.json">OpenAPI ${document.openapi}</a>.</p>
${GROUPS.map(
  ([tag, head]) => html`<section aria-labelledby="group-${tag}"><h2 id="group-${tag}">${head}</h2>
${ofTag(routes, tag).map((route) => apiOperation(route, examples.get(route.operation.operationId), server))}
${tag === 'mcp' && hosts(server, index?.name ?? 'stillweb')}</section>`,
)}
${dialects(routes)}
${errors()}
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
  )}<li><a href="#hosts">MCP set-up by host</a></li><li><a href="#dialects">Dialects</a></li><li><a href="#errors">Errors</a></li></ul></nav>`;
}

function hosts({ origin, needsToken }: PageServer, index: string): Html {
  return html`<h3 id="hosts">Set-up by host</h3>
<p>Tools: <code>search</code>, <code>fetch</code>, <code>grep</code> and <code>links</code>. <code>?tools=</code> chooses another set, <code>?index=</code> the index.</p>
<dl class="hosts">${mcpHosts(origin, index, needsToken).map(
    ({ name, where, text }) =>
      html`<dt>${name} <span class="quiet">${where}</span></dt><dd><pre tabindex="0" aria-label="${name}"><code>${text}</code></pre>${copyButton(text, `Copy the set-up of ${name}`)}</dd>`,
  )}</dl>`;
}

/** A dialect is named by the tag of its routes. Its requests and answers are as its vendor's. */
function dialects(routes: readonly ApiRoute[]): Html {
  const native = new Set(GROUPS.map(([tag]) => tag));
  const byName = new Map<string, ApiRoute[]>();
  for (const route of routes) {
    const name = route.operation.tags?.[0] ?? '';
    if (!native.has(name)) byName.set(name, [...(byName.get(name) ?? []), route]);
  }
  return html`<section aria-labelledby="dialects"><h2 id="dialects">Dialects</h2>
<p>Other search APIs that this server speaks. An agent keeps its client: its base address becomes the address of this server and the path that stands first.</p>
<div class="wrap" tabindex="0" role="region" aria-label="Table of dialects"><table><thead><tr><th scope="col">dialect</th><th scope="col">routes</th></tr></thead><tbody>${[
    ...byName,
  ].map(
    ([name, its]) =>
      html`<tr><th scope="row">${name}</th><td>${pathsOf(its).map((path) => html`<code>${path}</code> `)}</td></tr>`,
  )}</tbody></table></div></section>`;
}

/** Each path once, whatever its methods; without those that only end in a slash. */
function pathsOf(routes: readonly ApiRoute[]): string[] {
  const paths = new Set(routes.map(({ path }) => path));
  return [...paths].filter((path) => !(path.endsWith('/') && paths.has(path.slice(0, -1))));
}

function errors(): Html {
  return html`<section aria-labelledby="errors"><h2 id="errors">Errors</h2>
<p>Every error is <code>{"error": {code, message, facts, fix, requestId}}</code>. Codes never change.</p>
<div class="wrap" tabindex="0" role="region" aria-label="Table of errors"><table><thead><tr><th scope="col">code</th><th scope="col" class="number">HTTP</th><th scope="col">again</th><th scope="col">to mend it</th></tr></thead><tbody>${Object.entries(
    ERROR_CATALOGUE,
  ).map(
    ([code, { http, retry, fix }]) =>
      html`<tr><th scope="row"><code>${code}</code></th><td class="number">${http}</td><td>${retry}</td><td>${fix}</td></tr>`,
  )}</tbody></table></div></section>`;
}
