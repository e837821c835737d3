import type { ErrorFacts, StillwebError } from '../errors.ts';
import { type Html, html } from './html.ts';
import { ERRORS_ADDRESS } from './page-address.ts';
import { type PageServer, renderPage } from './page-frame.ts';

/** An error of the catalogue as a page: what happened, the facts, how to mend it. */
export function renderErrorPage(server: PageServer, error: StillwebError, requestId: string): string {
  return renderPage({
    title: error.code,
    server,
    place: null,
    index: null,
    data: [],
    main: html`${errorSection(error, requestId)}
<p><a href="/">To the search</a></p>`,
  });
}

/** What happened, the facts, how to mend it: with the first heading of its page. */
export function errorSection({ code, message, facts, entry }: StillwebError, requestId: string): Html {
  return html`<section class="error" role="alert"><h1>${message}</h1>
<p class="mend"><b>To mend it:</b> ${entry.fix}.</p>
${factTable(facts)}
<p class="quiet">${code}, HTTP ${entry.http}, request <code>${requestId}</code>. ${entry.retry === 'later' ? 'The same request may succeed later.' : 'The same request will fail again.'} <a href="${ERRORS_ADDRESS}#${code}">All errors</a></p></section>`;
}

function factTable(facts: ErrorFacts): Html | null {
  const rows = Object.entries(facts);
  if (rows.length === 0) return null;
  return html`<table class="facts"><caption class="unseen">Facts</caption><tbody>${rows.map(
    ([name, value]) =>
      html`<tr><th scope="row">${name}</th><td dir="auto">${Array.isArray(value) ? value.join(', ') : String(value)}</td></tr>`,
  )}</tbody></table>`;
}
