import { groupDigits } from '../bytes/number-text.ts';
import type { Hit, LegExplanation, TermExplanation } from '../contract/search.ts';
import { bar } from './bars.ts';
import { type Html, html } from './html.ts';
import { documentAddress } from './page-address.ts';

/** What a list of hits is shown with. */
export interface HitSetting {
  /** Score of the first hit of the page, which the bars of all are measured by. */
  readonly best: number;
  /** Parameters of the address of a document: its index, and what was asked. */
  readonly documentParameters: readonly (readonly [string, string])[];
  /** How the legs were joined; null where there is one leg, or nobody knows. */
  readonly fusion: { readonly method: string; readonly dense: string } | null;
}

export function hitItem(hit: Hit, setting: HitSetting): Html {
  const { rank, id, url, title, date, score } = hit;
  const cached = documentAddress(id, setting.documentParameters);
  const opens = url !== null && /^https?:/i.test(url);
  return html`<li class="hit" value="${rank}">
<h2 dir="auto"><a href="${cached}" data-hit>${titleOf(id, title)}</a></h2>
<p class="about">${siteOf(url) !== '' && html`<span class="site">${siteOf(url)}</span>`}${date !== undefined && html`<time datetime="${date}">${date}</time>`}<span class="score">${bar(setting.best > 0 ? score / setting.best : 0)}<span class="unseen">score</span> ${groupDigits(score)}</span></p>
${hit.snippet !== undefined && html`<p class="snippet" dir="auto">${highlighted(hit.snippet, hit.highlights ?? [])}</p>`}
<div class="more"><a href="${cached}">cached page</a>${opens && html` <a href="${url}" rel="noreferrer nofollow">original address</a>`}
${duplicatesOf(hit)}
${hit.explain !== undefined && html`<details class="why"><summary>why</summary>${explanation(hit.explain, score, setting)}</details>`}</div>
</li>`;
}

/** The id of a document without a title, and of one whose title nobody sees: blanks and marks without a width. */
export function titleOf(id: string, title = ''): string {
  return /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(title) ? title : id;
}

/** The host, as people read it; empty for an address without one. */
export function siteOf(url: string | null): string {
  if (url === null || !URL.canParse(url)) return '';
  return new URL(url).host;
}

/** @param ranges into the text, ascending and apart */
export function highlighted(text: string, ranges: readonly (readonly [number, number])[]): Html[] {
  const pieces: Html[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    pieces.push(html`${text.slice(at, start)}<mark>${text.slice(start, end)}</mark>`);
    at = end;
  }
  return [...pieces, html`${text.slice(at)}`];
}

function duplicatesOf({
  duplicates = [],
  moreDuplicates = 0,
  nearDuplicates = [],
  moreNearDuplicates = 0,
}: Hit): Html | null {
  const same = duplicates.length + moreDuplicates;
  const near = nearDuplicates.length + moreNearDuplicates;
  if (same + near === 0) return null;
  const told = [same > 0 && `${same} with the same text`, near > 0 && `${near} with nearly the same text`];
  return html`<span class="quiet">${told.filter((each) => each !== false).join(', ')}</span>`;
}

function explanation(legs: readonly LegExplanation[], score: number, { fusion }: HitSetting): Html {
  const joined = legs.filter(({ leg }) => leg !== 'rerank');
  return html`<table><thead><tr><th scope="col">leg</th><th scope="col" class="number">rank</th><th scope="col" class="number">score</th></tr></thead>
<tbody>${legs.map(
    ({ leg, rank, score: given, reranker, before, foundBy }) =>
      html`<tr><th scope="row">${leg}${reranker !== undefined && ` ${reranker}`}</th><td class="number">${rank ?? '–'}</td><td class="number">${given === undefined ? '–' : groupDigits(given)}${before !== undefined && html` <span class="quiet">before: rank ${before.rank}</span>`}${foundBy !== undefined && html` <span class="quiet">found by links</span>`}</td></tr>`,
  )}
<tr><th scope="row">this hit</th><td></td><td class="number">${groupDigits(score)}</td></tr></tbody></table>
${joined.length > 1 && fusion !== null && html`<p class="quiet">Joined by ${fusion.method}; the dense leg weighs ${fusion.dense} %.</p>`}
${legs.map(({ terms }) => (terms === undefined || terms.length === 0 ? null : termTable(terms)))}`;
}

function termTable(terms: readonly TermExplanation[]): Html {
  const most = Math.max(1, ...terms.map(({ weight, impact }) => weight * impact));
  return html`<table><thead><tr><th scope="col">term</th><th scope="col" class="number">times</th><th scope="col" class="number">impact</th><td></td></tr></thead>
<tbody>${terms.map(
    ({ term, weight, impact, from }) =>
      html`<tr><th scope="row" dir="auto">${term}${from !== undefined && html` <span class="quiet">for ${from}</span>`}</th><td class="number">${weight}</td><td class="number">${groupDigits(impact)}</td><td class="drawn">${bar((weight * impact) / most)}</td></tr>`,
  )}</tbody></table>`;
}
