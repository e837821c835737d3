import { groupDigits } from '../bytes/number-text.ts';
import type { IndexInspection } from '../contract/index-inspection.ts';
import type { QueryResult } from '../contract/search.ts';
import type { StillwebError } from '../errors.ts';
import { MAX_DEPTH } from '../limits.ts';
import type { ServedIndex } from '../serving/search-backend.ts';
import { errorSection } from './error-page.ts';
import { type Html, html } from './html.ts';
import { addressOf, changeParameters } from './page-address.ts';
import { type PageServer, renderPage, type SameAsData } from './page-frame.ts';
import { comparison } from './search-comparison.ts';
import { FIELDS, searchForm } from './search-form.ts';
import { type HitSetting, hitItem } from './search-hit.ts';
import type { SearchList } from './search-list.ts';
import { countOf, offsetOf, type PageQuery, valuesOf, writeAgainst } from './search-query.ts';
import { searchStart } from './search-start.ts';

/** Below it is said that the answer is probably not here. */
const LOW_COVERAGE = 0.5;

/** Before anything is asked. */
export function renderSearchStart(
  server: PageServer,
  page: PageQuery,
  index: ServedIndex,
  inspection: IndexInspection | null,
): string {
  return renderPage({
    title: '',
    server,
    place: 'search',
    index,
    data: [{ label: 'Indexes as JSON', path: '/v1/indexes' }],
    main: html`<h1 class="unseen">Search ${index.name}</h1>${searchForm(page, index, server.indexes)}${searchStart(index, inspection)}`,
  });
}

/** What was asked cannot be answered: the form as it was filled in, to be mended, without what no field shows and is at fault. */
export function renderSearchRefusal(
  server: PageServer,
  page: PageQuery,
  index: ServedIndex,
  error: StillwebError,
  requestId: string,
): string {
  const { field, fields, unknown } = error.facts;
  const faulty = [field, fields, unknown].flat();
  const parameters = page.parameters.filter(([name]) => FIELDS.has(name) || !faulty.includes(name));
  return renderPage({
    title: error.code,
    server,
    place: 'search',
    index,
    data: [],
    main: html`${searchForm({ ...page, parameters }, index, server.indexes)}${errorSection(error, requestId)}`,
  });
}

/** @param lists one, or two that are compared */
export function renderSearchPage(server: PageServer, page: PageQuery, lists: readonly SearchList[]): string {
  const [first, second] = lists;
  const data: SameAsData[] = lists.map(({ parameters }, i) => ({
    label: lists.length === 1 ? 'JSON' : `JSON of list ${i + 1}`,
    path: addressOf('/v1/search', parameters),
  }));
  return renderPage({
    title: page.query,
    server,
    place: 'search',
    index: first.index,
    data,
    isWide: second !== undefined,
    main: html`<h1 class="unseen">Hits for ${page.query}</h1>
${searchForm(page, first.index, server.indexes)}
<section class="answer" aria-label="Hits">
${remarks(first.result)}
${second === undefined ? hitList(page, first) : comparison(first, second, page)}
</section>
${paging(page, lists)}`,
  });
}

/** What an answer says beside its hits. */
function remarks({ corrections = [], notes = [], coverage }: QueryResult): Html {
  return html`${corrections.map(({ from, to }) => html`<p class="remark" role="note">Searched for <b dir="auto">${to}</b>: the index does not hold <i dir="auto">${from}</i>.</p>`)}
${notes.map((note) => html`<p class="remark" role="note">${note}</p>`)}
${coverage !== undefined && coverage < LOW_COVERAGE && html`<p class="remark" role="note">The best passage holds ${Math.round(coverage * 100)} % of what the query names: probably little here answers it.</p>`}`;
}

function hitList(page: PageQuery, list: SearchList): Html {
  const { hits } = list.result;
  if (hits.length === 0) {
    const offset = offsetOf(page);
    return offset > 0
      ? html`<p class="none">There are no more hits behind ${groupDigits(offset)}.</p>`
      : html`<p class="none">Nothing was found. Fewer words, another mode or fewer filters find more.</p>`;
  }
  return html`<p class="unseen" role="status">Hits ${groupDigits(hits[0].rank)} to ${groupDigits(hits[hits.length - 1].rank)}</p>
<ol class="hits" start="${hits[0].rank}">
${hits.map((hit) => hitItem(hit, settingOf(page, list)))}
</ol>`;
}

export function settingOf({ query }: PageQuery, { index, result, parameters, inspection }: SearchList): HitSetting {
  const mode = valuesOf(parameters, 'mode');
  const [dense] = valuesOf(parameters, 'denseShare');
  const fusion = inspection?.settings.fusion ?? null;
  return {
    best: result.hits.reduce((most, { score }) => Math.max(most, score), 0),
    documentParameters: [['index', index.name], ['query', query], ...mode.map((each) => ['mode', each] as const)],
    // More, where the words of the query are not in the index.
    fusion: fusion && { method: fusion.method, dense: dense ?? `at least ${fusion.denseShare}` },
  };
}

function paging(page: PageQuery, lists: readonly SearchList[]): Html | null {
  const offset = offsetOf(page);
  const k = countOf(page.parameters);
  const hasMore = lists.some((list) => list.hasMore) && offset + 2 * k <= MAX_DEPTH;
  if (offset === 0 && !hasMore) return null;
  const at = (other: number): string =>
    addressOf('/', [
      ...changeParameters(page.parameters, { offset: other === 0 ? null : String(other) }),
      ...(page.against === null ? [] : [['against', writeAgainst(page.against)] as const]),
    ]);
  return html`<nav class="paging" aria-label="Further hits">
${offset > 0 && html`<a rel="prev" href="${at(Math.max(0, offset - k))}">Previous</a>`}
${hasMore && html`<a rel="next" href="${at(offset + k)}">Next</a>`}
</nav>`;
}
