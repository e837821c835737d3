/** Two rankings of one query beside each other, with a line from each hit to its place in the other list. */
import type { Hit } from '../contract/search.ts';
import { type Html, html, NOTHING } from './html.ts';
import { documentAddress } from './page-address.ts';
import { siteOf, titleOf } from './search-hit.ts';
import type { SearchList } from './search-list.ts';
import { offsetOf, type PageQuery, valuesOf } from './search-query.ts';

/** Height of a row, as the style has it. */
const ROW_REM = 4.5;

/** A hit, and what it is the same as in the other list: its passage where those are ranked, else its document. */
interface PlacedHit {
  readonly hit: Hit;
  readonly key: string;
}

export function comparison(left: SearchList, right: SearchList, page: PageQuery): Html {
  const [leftHits, rightHits] = [placedHits(left), placedHits(right)];
  const shared = leftHits.filter(({ key }) => findIn(rightHits, key) !== undefined).length;
  const offset = offsetOf(page);
  const most = Math.max(leftHits.length, rightHits.length);
  return html`<p class="told" role="status">${shared} of ${most} hits${offset > 0 && ' of this page'} stand in both lists.</p>
<div class="compare">
${column(left, leftHits, rightHits, page, 'first')}
${lines(leftHits, rightHits)}
${column(right, rightHits, leftHits, page, 'second')}
</div>`;
}

function placedHits({ result, parameters }: SearchList): PlacedHit[] {
  const ranksPassages = valuesOf(parameters, 'unit').includes('passage');
  return result.hits.map((hit) => ({ hit, key: ranksPassages ? (hit.passage?.id ?? hit.id) : hit.id }));
}

function findIn(hits: readonly PlacedHit[], key: string): Hit | undefined {
  return hits.find((each) => each.key === key)?.hit;
}

/** Names what the two differ in. */
function headOf({ index, parameters }: SearchList): string {
  const mode = valuesOf(parameters, 'mode')[0] ?? index.description.modes[0];
  return `${index.name}, ${mode}`;
}

function column(
  list: SearchList,
  hits: readonly PlacedHit[],
  others: readonly PlacedHit[],
  page: PageQuery,
  side: 'first' | 'second',
): Html {
  const { index, parameters } = list;
  const mode = valuesOf(parameters, 'mode').map((each) => ['mode', each] as const);
  return html`<section class="${side}" aria-label="The ${side} list, ${headOf(list)}"><h2>${headOf(list)}</h2>
${hits.length === 0 && html`<p class="none">Nothing was found.</p>`}
<ol start="${hits[0]?.hit.rank ?? 1}">${hits.map(({ hit, key }) => {
    const address = documentAddress(hit.id, [['index', index.name], ['query', page.query], ...mode]);
    return html`<li value="${hit.rank}"><a dir="auto" href="${address}" data-hit>${titleOf(hit.id, hit.title)}</a><span class="about"><span>${hit.rank}.</span> <span class="site">${siteOf(hit.url)}</span> ${moveOf(hit.rank, findIn(others, key), offsetOf(page) > 0)}</span></li>`;
  })}</ol></section>`;
}

/** Where the hit stands in the other list. */
function moveOf(rank: number, other: Hit | undefined, isLater: boolean): Html {
  // It may stand on another page of the other list.
  if (other === undefined) return html`<span class="only">${isLater ? 'not on this page there' : 'only here'}</span>`;
  if (other.rank === rank) return html`<span class="same">same rank</span>`;
  return html`<span class="moved">${other.rank > rank ? '↓' : '↑'} rank ${other.rank} there</span>`;
}

/** Rows are as high as each other, so that the drawing meets them whatever its size. */
function lines(left: readonly PlacedHit[], right: readonly PlacedHit[]): Html {
  const rows = Math.max(left.length, right.length);
  if (rows === 0) return NOTHING;
  const drawn = left.flatMap(({ key }, from) => {
    const to = right.findIndex((other) => other.key === key);
    if (to === -1) return [];
    const kind = from === to ? 'same' : to > from ? 'down' : 'up';
    return [html`<line class="${kind}" x1="0" y1="${from + 0.5}" x2="1" y2="${to + 0.5}"/>`];
  });
  return html`<svg class="moves" height="${rows * ROW_REM}rem" viewBox="0 0 1 ${rows}" preserveAspectRatio="none" aria-hidden="true" focusable="false">${drawn}</svg>`;
}
