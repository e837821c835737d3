import { ERROR_CATALOGUE } from '../errors.ts';
import { html } from './html.ts';
import { type PageServer, renderPage } from './page-frame.ts';

/** Every code, with what mends it. */
export function renderErrorReferencePage(server: PageServer): string {
  return renderPage({
    title: 'Errors',
    server,
    place: 'docs',
    index: null,
    data: [{ label: 'OpenAPI', path: '/openapi.json' }],
    isWide: true,
    main: html`<p class="quiet"><a href="/docs">The API</a></p>
<h1>Errors</h1>
<p>Every error is <code>{"error": {code, message, facts, fix, requestId}}</code>. Codes never change.</p>
<div class="wrap" tabindex="0" role="region" aria-label="Table of errors"><table><thead><tr><th scope="col">code</th><th scope="col" class="number">HTTP</th><th scope="col">again</th><th scope="col">to mend it</th></tr></thead><tbody>${Object.entries(
      ERROR_CATALOGUE,
    ).map(
      ([code, { http, retry, fix }]) =>
        html`<tr id="${code}"><th scope="row"><code>${code}</code></th><td class="number">${http}</td><td>${retry}</td><td>${fix}</td></tr>`,
    )}</tbody></table></div>`,
  });
}
