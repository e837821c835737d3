import type { ServedIndex } from '../serving/search-backend.ts';
import { type Html, html } from './html.ts';
import { type PageQuery, valuesOf, writeAgainst } from './search-query.ts';

/** What the fields outside the fold of filters are named. */
const SHOWN = new Set(['query', 'mode', 'index', 'offset', 'k', 'explain']);

/** What people can mend in the form. */
export const FIELDS: ReadonlySet<string> = new Set([
  ...['query', 'index', 'mode', 'unit', 'rerank'],
  ...['filter.sites', 'filter.after', 'filter.before', 'filter.languages'],
]);

/** The box and all that narrows a search. It is sent by GET, so that the address holds what was asked. */
export function searchForm(page: PageQuery, index: ServedIndex, indexes: readonly ServedIndex[]): Html {
  const { parameters, against, query } = page;
  const value = (name: string): string => valuesOf(parameters, name).join(' ');
  const isFiltered = against !== null || parameters.some(([name]) => !SHOWN.has(name));
  return html`<form class="search" role="search" action="/" method="get">
<div class="ask"><label class="unseen" for="query">Search ${index.name}</label>
<input id="query" type="search" name="query" value="${query}" placeholder="Search ${index.name}" autocomplete="off" spellcheck="false" dir="auto" maxlength="8192"${query === '' && html` autofocus`}>
<button type="submit">Search</button></div>
<div class="choices">
${
  indexes.length > 1 &&
  choice(
    'index',
    'Index',
    value('index') || index.name,
    indexes.map(({ name }) => [name, name]),
  )
}
${choice('mode', 'Mode', value('mode'), [['', `default: ${index.description.modes[0]}`], ...index.description.modes.map((mode) => [mode, mode] as const)])}
<details class="filters"${isFiltered && html` open`}><summary>Filters</summary><div class="fields">
${field('filter.sites', 'Sites', value('filter.sites'), 'example.org')}
${field('filter.after', 'From day', value('filter.after'), 'YYYY-MM-DD')}
${field('filter.before', 'To day', value('filter.before'), 'YYYY-MM-DD')}
${field('filter.languages', 'Languages', value('filter.languages'), 'en de')}
${choice('unit', 'Rank', value('unit'), [
  ['', 'documents'],
  ['passage', 'passages'],
])}
${choice('rerank', 'Rerank', value('rerank'), [['', 'no'], ...rerankersOf(index)])}
${compareChoice(page, index, indexes)}
${others(parameters)}
</div></details>
</div>
</form>`;
}

function compareChoice(
  { against, parameters }: PageQuery,
  index: ServedIndex,
  indexes: readonly ServedIndex[],
): Html | null {
  const [own] = valuesOf(parameters, 'mode');
  const { modes: all } = index.description;
  // Not with itself.
  const others = all.filter((mode) => mode !== (own ?? all[0]));
  const modes = others.map((mode) => [`mode:${mode}`, `mode ${mode}`] as const);
  const names = indexes
    .filter(({ name }) => name !== index.name)
    .map(({ name }) => [`index:${name}`, `index ${name}`] as const);
  const choices = [...modes, ...names];
  if (choices.length === 0 && against === null) return null;
  return choice('against', 'Compare with', against === null ? '' : writeAgainst(against), [
    ['', 'nothing'],
    ...choices,
  ]);
}

function rerankersOf({ description }: ServedIndex): (readonly [string, string])[] {
  const named = (description.rerankers ?? []).map(({ name }) => name);
  // There is nothing to go along in an index without links.
  return [...(description.links > 0 ? ['graph'] : []), ...named].map((name) => [name, name] as const);
}

/** Parameters that the form has no field for stay as they are; the page begins anew. */
function others(parameters: PageQuery['parameters']): Html[] {
  return parameters
    .filter(([name]) => !FIELDS.has(name) && name !== 'offset' && name !== 'explain')
    .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

function field(name: string, label: string, value: string, example: string): Html {
  const id = name.replaceAll('.', '-');
  return html`<p><label for="${id}">${label}</label><input id="${id}" name="${name}" value="${value}" placeholder="${example}" autocomplete="off" spellcheck="false"></p>`;
}

function choice(name: string, label: string, value: string, options: readonly (readonly [string, string])[]): Html {
  // A value that is none of them is shown as it is: what was asked is never said to be something else.
  const all = options.some(([each]) => each === value) ? options : [...options, [value, value] as const];
  return html`<p><label for="${name}">${label}</label><select id="${name}" name="${name}">${all.map(
    ([each, text]) => html`<option value="${each}"${each === value && html` selected`}>${text}</option>`,
  )}</select></p>`;
}
