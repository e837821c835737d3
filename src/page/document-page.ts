import { counted, groupDigits } from '../bytes/number-text.ts';
import { shortened } from '../bytes/text-cut.ts';
import type { DocumentLinks, FetchedDocument, Hit, LinkedDocument, TocEntry } from '../contract/search.ts';
import { MAX_FETCH_MATCHES } from '../limits.ts';
import type { ServedIndex } from '../serving/search-backend.ts';
import { type DocumentQuery, documentParameters } from './document-query.ts';
import { type Html, html } from './html.ts';
import { type FoundPlace, markedText, sectionAnchor } from './marked-text.ts';
import { type AddressParameters, addressOf, documentAddress, isStep } from './page-address.ts';
import { type PageServer, renderPage, type SameAsData } from './page-frame.ts';
import { siteOf, titleOf } from './search-hit.ts';

/** How the text of one page is read, in the parameters of the API: browsers lay it out at once. */
export const READ = { maxChars: '100000', cut: 'paragraph', toc: 'true' } as const;
/** How the places of a text are looked for. */
export const FOUND = { matches: String(MAX_FETCH_MATCHES), maxChars: '1' } as const;
/** Of one value of the metadata; the JSON has all. */
const TOLD_CHARACTERS = 500;
/** Documents at the ends of links that are named; the JSON has all. */
const TOLD_LINKS = 60;
/** So much of the text stands before a place that is found on another page. */
const BEFORE_PLACE = 1000;

export interface ShownDocument {
  readonly index: ServedIndex;
  readonly document: FetchedDocument;
  readonly links: DocumentLinks;
  /** Passages of the document that answer the query, best first. */
  readonly passages: readonly Hit[];
  /** Where the text was found, with `matches`; null where none was looked for. */
  readonly finding: FetchedDocument | null;
}

export function renderDocumentPage(server: PageServer, asked: DocumentQuery, shown: ShownDocument): string {
  const { index, document } = shown;
  const { id, title, url } = document;
  const name = titleOf(String(id), title);
  return renderPage({
    title: name,
    server,
    place: null,
    index,
    data: sameAsData(asked, index),
    main: html`<article class="document"${document.language !== undefined && html` lang="${document.language}"`}>
<header><h1 dir="auto">${name}</h1>
<p class="about">${siteOf(url) !== '' && html`<span class="site">${siteOf(url)}</span>`}${document.date !== undefined && html`<time datetime="${document.date}">${document.date}</time>`}<span>${counted(document.range?.total ?? 0, 'character')}</span></p>
</header>
<div class="tools" lang="en">
${findForm(asked)}
${asked.find !== '' && shown.finding !== null && foundPlaces(asked, shown)}
${passageLinks(shown)}
${contents(asked, shown)}
</div>
<div class="text" dir="auto">
${text(shown)}
</div>
</article>
${turning(asked, document)}
${linkLists(index, shown.links)}
${facts(index, document)}`,
  });
}

/** None for an id that no path can hold: `POST /v1/fetch` reads it. */
function sameAsData({ id, offset, find }: DocumentQuery, { name }: ServedIndex): SameAsData[] {
  if (isStep(id)) return [];
  const address = `/v1/documents/${encodeURIComponent(id)}`;
  const own: AddressParameters = [['index', name]];
  const from: AddressParameters = offset === 0 ? [] : [['offset', String(offset)]];
  const read = addressOf(address, [...own, ...from, ...Object.entries(READ)]);
  const places = addressOf(address, [...own, ['find', find], ...Object.entries(FOUND)]);
  return [
    { label: 'JSON', path: read },
    ...(find === '' ? [] : [{ label: 'Places as JSON', path: places }]),
    { label: 'Links as JSON', path: addressOf(`${address}/links`, own) },
  ];
}

function text({ document, passages, finding }: ShownDocument): Html[] {
  const { text = '', range, toc = [] } = document;
  if (text.trim() === '') return [html`<p class="none">This document has no text.</p>`];
  return markedText({
    text,
    offset: range?.start ?? 0,
    toc,
    passages: passages.flatMap(({ rank, passage }) => (passage === undefined ? [] : [{ rank, ...passage }])),
    found: placesOf(finding),
  });
}

function placesOf(finding: FetchedDocument | null): FoundPlace[] {
  return (finding?.matches ?? []).map(({ start, end }, i) => ({ number: i + 1, start, end }));
}

function findForm(asked: DocumentQuery): Html {
  const kept = documentParameters({ ...asked, find: '', offset: 0 });
  return html`<form class="find" role="search" aria-label="In this document" action="/documents${!isStep(asked.id) && `/${encodeURIComponent(asked.id)}`}" method="get">
${isStep(asked.id) && html`<input type="hidden" name="id" value="${asked.id}">`}
${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label for="find">Find in this document</label>
<div class="ask"><input id="find" type="search" name="find" value="${asked.find}" autocomplete="off" spellcheck="false" dir="auto"><button type="submit">Find</button></div></form>`;
}

function foundPlaces(asked: DocumentQuery, { document, finding }: ShownDocument): Html {
  const matches = finding?.matches ?? [];
  const more = finding?.moreMatches ?? 0;
  if (matches.length === 0)
    return html`<p role="status">It does not stand here. Upper and lower case are not the same.</p>`;
  return html`<p role="status">${counted(matches.length + more, 'place')}${more > 0 && html`, the first ${matches.length} marked`}.</p>
<details><summary>Places</summary><ol class="places">${matches.map(
    ({ start, text: line }, i) =>
      html`<li><a dir="auto" href="${placeAddress(asked, document, start, `found-${i + 1}`)}">${line}</a></li>`,
  )}</ol></details>`;
}

/** Of this page where the place is on it; else of the one that begins a little before. */
function placeAddress(asked: DocumentQuery, { range }: FetchedDocument, start: number, anchor: string): string {
  if (range !== undefined && start >= range.start && start < range.end) return `#${anchor}`;
  const offset = Math.max(0, start - BEFORE_PLACE);
  return `${documentAddress(asked.id, documentParameters({ ...asked, offset }))}#${anchor}`;
}

function passageLinks({ passages, document }: ShownDocument): Html | null {
  const { start = 0, end = 0 } = document.range ?? {};
  const here = passages.filter(({ passage }) => passage !== undefined && passage.start < end && passage.end > start);
  if (here.length === 0) return null;
  return html`<p class="ranked">Best passages: ${here.map(({ rank }) => html`<a href="#passage-${rank}" aria-label="Passage ranked ${rank}">${rank}</a> `)}</p>`;
}

function contents(asked: DocumentQuery, { document }: ShownDocument): Html | null {
  const { toc = [], moreHeadings = 0 } = document;
  if (toc.length < 2) return null;
  const entry = (each: TocEntry): Html =>
    html`<li class="depth-${Math.min(4, each.number.split('.').length)}"><a dir="auto" href="${placeAddress(asked, document, each.start, sectionAnchor(each))}">${each.text}</a></li>`;
  return html`<details class="contents"${toc.length <= 12 && html` open`}><summary>Contents</summary><nav aria-label="Contents"><ul>${toc.map(entry)}</ul>${moreHeadings > 0 && html`<p class="quiet">and ${counted(moreHeadings, 'heading')} more</p>`}</nav></details>`;
}

/** To the text before and behind what is shown. */
function turning(asked: DocumentQuery, { range, next }: FetchedDocument): Html | null {
  if (range === undefined || (range.start === 0 && range.end >= range.total)) return null;
  const at = (offset: number): string => documentAddress(asked.id, documentParameters({ ...asked, offset }));
  return html`<nav class="paging" aria-label="Further text"><span class="quiet">Characters ${groupDigits(range.start)} to ${groupDigits(range.end)} of ${groupDigits(range.total)}</span>
${range.start > 0 && html`<a rel="prev" href="${at(0)}">From the beginning</a>`}
${next !== null && next !== undefined && next < range.total && html`<a rel="next" href="${at(next)}">Further</a>`}</nav>`;
}

function linkLists(index: ServedIndex, { outgoing, incoming }: DocumentLinks): Html | null {
  if (outgoing.length + incoming.length === 0) return null;
  return html`<section class="links" aria-labelledby="links"><h2 id="links">Links</h2><div class="sides">
${linkList('It links to', outgoing, index)}
${linkList('It is linked from', incoming, index)}
</div></section>`;
}

function linkList(head: string, documents: readonly LinkedDocument[], { name }: ServedIndex): Html {
  const told = documents.slice(0, TOLD_LINKS);
  return html`<div><h3>${head} ${counted(documents.length, 'document')}</h3>
<ul>${told.map(({ id, title }) => html`<li><a dir="auto" href="${documentAddress(id, [['index', name]])}">${titleOf(id, title)}</a></li>`)}</ul>
${documents.length > told.length && html`<p class="quiet">and ${groupDigits(documents.length - told.length)} more, which the JSON names</p>`}</div>`;
}

function facts(index: ServedIndex, document: FetchedDocument): Html {
  const { id, url, language, metadata } = document;
  const opens = url !== null && /^https?:/i.test(url);
  const rows: [string, Html | string][] = [
    ['id', html`<code>${id}</code>`],
    ...(url === null
      ? []
      : [
          ['address', opens ? html`<a href="${url}" rel="noreferrer nofollow">${url}</a>` : url] as [
            string,
            Html | string,
          ],
        ]),
    ...(language === undefined ? [] : [['language', language] as [string, string]]),
    ...Object.entries(metadata !== null && typeof metadata === 'object' ? metadata : {}).map(
      ([name, value]): [string, string] => [
        name,
        shortened(typeof value === 'string' ? value : JSON.stringify(value), TOLD_CHARACTERS),
      ],
    ),
  ];
  const original = addressOf(`/v1/documents/${encodeURIComponent(String(id))}/original`, [['index', index.name]]);
  return html`<section aria-labelledby="facts"><h2 id="facts">Facts</h2><table class="facts"><tbody>${rows.map(
    ([name, value]) => html`<tr><th scope="row" dir="auto">${name}</th><td dir="auto">${value}</td></tr>`,
  )}</tbody></table>
${index.description.originals === true && !isStep(String(id)) && html`<p><a href="${original}" download>Original</a> <span class="quiet">the file that it was made of, where one was kept</span></p>`}</section>`;
}
