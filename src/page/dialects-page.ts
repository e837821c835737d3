import { GROUPS } from './api-page.ts';
import { type Html, html } from './html.ts';
import { type ApiRoute, type OpenApiDocument, routesOf } from './openapi-document.ts';
import { type PageServer, renderPage } from './page-frame.ts';

/** Other search APIs that a server speaks, with their paths. Their requests and answers are as their vendors'. */
export function renderDialectsPage(server: PageServer, document: OpenApiDocument): string {
  return renderPage({
    title: 'Dialects',
    server,
    place: 'docs',
    index: null,
    data: [{ label: `OpenAPI ${document.openapi}`, path: '/openapi.json' }],
    main: html`<p class="quiet"><a href="/docs">The API</a></p>
<h1>Dialects</h1>
<p>Other search APIs that this server speaks. An agent keeps its client: its base address becomes the address of this server and the path that stands first.</p>
${table(routesOf(document))}`,
  });
}

/** A dialect is named by the tag of its routes. */
function table(routes: readonly ApiRoute[]): Html {
  const native = new Set(GROUPS.map(([tag]) => tag));
  const byName = new Map<string, ApiRoute[]>();
  for (const route of routes) {
    const name = route.operation.tags?.[0] ?? '';
    if (!native.has(name)) byName.set(name, [...(byName.get(name) ?? []), route]);
  }
  return html`<div class="wrap" tabindex="0" role="region" aria-label="Table of dialects"><table><thead><tr><th scope="col">dialect</th><th scope="col">routes</th></tr></thead><tbody>${[
    ...byName,
  ].map(
    ([name, its]) =>
      html`<tr><th scope="row">${name}</th><td>${pathsOf(its).map((path) => html`<code>${path}</code> `)}</td></tr>`,
  )}</tbody></table></div>`;
}

/** Each path once, whatever its methods; without those that only end in a slash. */
function pathsOf(routes: readonly ApiRoute[]): string[] {
  const paths = new Set(routes.map(({ path }) => path));
  return [...paths].filter((path) => !(path.endsWith('/') && paths.has(path.slice(0, -1))));
}
