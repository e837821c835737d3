/** Two rankings of one query beside each other, with a line from each hit to its place in the other list. */
import type { Hit } from '../contract/search.ts';
import { type Html, html, NOTHING } from './html.ts';
import { documentAddress } from './page-address.ts';
import { siteOf } from './search-hit.ts';
import type { SearchList } from './search-list.ts';
import { type PageQuery, valuesOf } from './search-query.ts';

/** Height of a row, as the style has it. */
const ROW_REM = 4.5;

export function comparison(left: SearchList, right: SearchList, page: PageQuery): Html {
  const [leftHits, rightHits] = [left.result.hits, right.result.hits];
  const shared = leftHits.filter(({ id }) => rightHits.some((other) => other.id === id)).length;
  const most = Math.max(leftHits.length, rightHits.length);
  return html`<p class="told" role="status">${shared} of ${most} hits stand in both lists.</p>
<div class="compare">
${column(left, rightHits, page, 'left')}
${lines(leftHits, rightHits)}
${column(right, leftHits, page, 'right')}
</div>`;
}

/** Names what the two differ in. */
function headOf({ index, parameters }: SearchList): string {
  const mode = valuesOf(parameters, 'mode')[0] ?? index.description.modes[0];
  return `${index.name}, ${mode}`;
}

function column(list: SearchList, others: readonly Hit[], { query }: PageQuery, side: 'left' | 'right'): Html {
  const { index, parameters } = list;
  const mode = valuesOf(parameters, 'mode').map((each) => ['mode', each] as const);
  return html`<section class="${side}" aria-label="${headOf(list)}"><h2>${headOf(list)}</h2>
${list.result.hits.length === 0 && html`<p class="none">Nothing was found.</p>`}
<ol start="${list.result.hits[0]?.rank ?? 1}">${list.result.hits.map((hit) => {
    const address = documentAddress(hit.id, [['index', index.name], ['query', query], ...mode]);
    return html`<li value="${hit.rank}"><a dir="auto" href="${address}" data-hit>${hit.title === '' ? hit.id : hit.title}</a><span class="about"><span class="site">${siteOf(hit.url)}</span> ${moveOf(hit, others)}</span></li>`;
  })}</ol></section>`;
}

/** Where the hit stands in the other list. */
function moveOf({ id, rank }: Hit, others: readonly Hit[]): Html {
  const other = others.find((each) => each.id === id);
  if (other === undefined) return html`<span class="only">only here</span>`;
  if (other.rank === rank) return html`<span class="same">same rank</span>`;
  return html`<span class="moved">${other.rank > rank ? '↓' : '↑'} rank ${other.rank} there</span>`;
}

/** Rows are as high as each other, so that the drawing meets them whatever its size. */
function lines(left: readonly Hit[], right: readonly Hit[]): Html {
  const rows = Math.max(left.length, right.length);
  if (rows === 0) return NOTHING;
  const drawn = left.flatMap(({ id }, from) => {
    const to = right.findIndex((other) => other.id === id);
    if (to === -1) return [];
    const kind = from === to ? 'same' : to > from ? 'down' : 'up';
    return [html`<line class="${kind}" x1="0" y1="${from + 0.5}" x2="1" y2="${to + 0.5}"/>`];
  });
  return html`<svg class="moves" height="${rows * ROW_REM}rem" viewBox="0 0 1 ${rows}" preserveAspectRatio="none" aria-hidden="true" focusable="false">${drawn}</svg>`;
}
