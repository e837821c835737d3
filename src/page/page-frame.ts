/** What stands around every page: head, navigation, which index answered, and the same thing for programs. */
import type { ServedIndex } from '../serving/search-backend.ts';
import { BOOK_ADDRESS } from './book.ts';
import { type Html, html, NOTHING, writeHtml } from './html.ts';
import { indexAddress, shellWord, TOKEN_OPTION } from './page-address.ts';
import { PAGE_ASSETS } from './page-assets.ts';

/** What a server shows of itself on each of its pages. */
export interface PageServer {
  /** `http://127.0.0.1:7080`, or with `https` behind a proxy: as the browser calls it. */
  readonly origin: string;
  readonly version: string;
  /** Commands have it from the environment then: no page holds it. */
  readonly needsToken: boolean;
  /** Empty while indexes are opened. */
  readonly indexes: readonly ServedIndex[];
}

/** An address of the API that gives what a page shows. */
export interface SameAsData {
  /** `JSON`, or what it is where there are several. */
  readonly label: string;
  /** Path and query string. */
  readonly path: string;
}

export interface PageParts {
  /** Of the window, before the name of the program. */
  readonly title: string;
  readonly server: PageServer;
  /** The page that the navigation shows as the present one; null for none. */
  readonly place: 'search' | 'index' | 'docs' | 'book' | 'status' | 'traces' | null;
  /** What the page is about; null where it is about the server. */
  readonly index: ServedIndex | null;
  readonly data: readonly SameAsData[];
  readonly main: Html;
  /** Of `main`: wide ones hold tables and lists beside each other. */
  readonly isWide?: boolean;
}

/**
 * Sent with every page: what it may load and where its forms may lead. Nothing in it is inline, and nothing comes from elsewhere.
 * @see https://www.w3.org/TR/CSP3/
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A whole document. */
export function renderPage(parts: PageParts): string {
  const { title, main, isWide = false } = parts;
  const page = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title === '' ? 'stillweb' : `${title} – stillweb`}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${PAGE_ASSETS.style.path}">
<script type="module" src="${PAGE_ASSETS.script.path}"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${header(parts)}
<main id="main" tabindex="-1"${isWide && html` class="wide"`}>
${main}
</main>
${footer(parts)}
</body>
</html>
`;
  return `<!doctype html>\n${writeHtml(page)}`;
}

function header({ server, place, index }: PageParts): Html {
  const first = index ?? server.indexes[0];
  const here = (name: PageParts['place']) => place === name && html` aria-current="page"`;
  return html`<header class="top">
<a class="name" href="/">stillweb</a>
<nav aria-label="Pages"><ul>
<li><a href="/"${here('search')}>Search</a></li>
${first !== undefined && html`<li><a href="${indexAddress(first.name)}"${here('index')}>Index</a></li>`}
<li><a href="/docs"${here('docs')}>API</a></li>
<li><a href="${BOOK_ADDRESS}"${here('book')}>Book</a></li>
<li><a href="/traces"${here('traces')}>Traces</a></li>
<li><a href="/status"${here('status')}>Status</a></li>
</ul></nav>
</header>`;
}

function footer({ server, index, data }: PageParts): Html {
  const about = index === null ? server.indexes : [index];
  return html`<footer class="bottom">
<h2 class="unseen">Where this page comes from</h2>
${about.length === 0 ? html`<p>No index is open yet.</p>` : about.map(indexLine)}
${data.map((each) => sameAsData(each, server))}
<p class="quiet">stillweb ${server.version}. The same index and the same request give the same bytes.</p>
</footer>`;
}

/** Name and id of an index, with a button that copies both as requests pin them. */
export function indexLine({ name, id }: ServedIndex): Html {
  return html`<p class="pin"><span class="label">Index</span> <a href="${indexAddress(name)}">${name}</a> <code class="id">${id}</code> ${copyButton(`${name}@${id}`, `Copy the id of ${name}`)}</p>`;
}

function sameAsData({ label, path }: SameAsData, { origin, needsToken }: PageServer): Html {
  const command = `curl -s${needsToken ? ` ${TOKEN_OPTION}` : ''} ${shellWord(origin + path)}`;
  return html`<p class="data"><span class="label">Data</span> <a href="${path}">${label}</a> <code class="command">${command}</code> ${copyButton(command, `Copy the command for ${label}`)}</p>`;
}

/** Shown by the module of the page: without it nothing could be copied. */
export function copyButton(text: string, what: string): Html {
  return html`<button type="button" class="copy" data-copy="${text}" aria-label="${what}" hidden>Copy</button>`;
}

/** A text in other words for those who hear it. */
export function unseen(text: string): Html {
  return text === '' ? NOTHING : html`<span class="unseen">${text}</span>`;
}
