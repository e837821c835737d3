/** What the address of the search page asks: the parameters of `GET /v1/search`, and `against`, which shows a second list beside the first. */
import type { QueryParameters } from '../contract/query-string.ts';
import { SEARCH_DEFAULTS } from '../contract/search-defaults.ts';
import { StillwebError } from '../errors.ts';
import type { AddressParameters } from './page-address.ts';

/** The second list of a comparison: another mode, or another index. */
export type Against = { readonly mode: string } | { readonly index: string };

export interface PageQuery {
  /** As `GET /v1/search` takes them; without what a form sends empty. */
  readonly parameters: AddressParameters;
  readonly against: Against | null;
  /** Empty where nothing is asked yet. */
  readonly query: string;
}

/** Fields of the form that hold several values, apart by spaces or commas. */
const LISTS: ReadonlySet<string> = new Set(['filter.sites', 'filter.excludeSites', 'filter.languages']);

/**
 * @param given the query string, decoded
 * @param chosenIndex what `/i/{name}` in front of the path names
 * @throws StillwebError INVALID_REQUEST for an `against` that names nothing
 */
export function readPageQuery(given: QueryParameters, chosenIndex: string | undefined): PageQuery {
  const parameters: [string, string][] = [];
  for (const [name, value] of Object.entries(given)) {
    // A page writes into nobody's session.
    if (name === 'against' || name === 'session') continue;
    // As search engines of browsers name it.
    const own = name === 'q' && given.query === undefined ? 'query' : name;
    for (const each of [value ?? []].flat()) {
      const values = LISTS.has(own) ? each.split(/[\s,]+/) : [each];
      for (const single of values) if (single.trim() !== '') parameters.push([own, single]);
    }
  }
  const has = (wanted: string): boolean => parameters.some(([name]) => name === wanted);
  if (!has('index') && chosenIndex !== undefined) parameters.push(['index', chosenIndex]);
  const query = parameters.find(([name]) => name === 'query')?.[1] ?? '';
  return { parameters, against: readAgainst(given.against), query };
}

function readAgainst(given: QueryParameters[string]): Against | null {
  const value = [given ?? []].flat().find((each) => each !== '');
  if (value === undefined) return null;
  const [, kind, name] = /^(mode|index):(.+)$/s.exec(value) ?? [];
  if (kind === 'mode') return { mode: name };
  if (kind === 'index') return { index: name };
  throw new StillwebError('INVALID_REQUEST', 'against is "mode:MODE" or "index:NAME"', {
    field: 'against',
    value: value.slice(0, 100),
  });
}

/** `mode:bm25`, as the address holds it. */
export function writeAgainst(against: Against): string {
  return 'mode' in against ? `mode:${against.mode}` : `index:${against.index}`;
}

/** As a parser of query strings gives them. */
export function toQueryParameters(parameters: AddressParameters): QueryParameters {
  const read: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of parameters) {
    const before = read[name];
    read[name] = before === undefined ? value : [before, value].flat();
  }
  return read;
}

/** Hits of a page, as asked; no number where none is given. */
export function countOf(parameters: AddressParameters): number {
  return Number(valuesOf(parameters, 'k')[0] ?? SEARCH_DEFAULTS.k);
}

/** Hits before the page. */
export function offsetOf({ parameters }: Pick<PageQuery, 'parameters'>): number {
  return Number(valuesOf(parameters, 'offset')[0] ?? 0);
}

/** Values of a name, in their order. */
export function valuesOf(parameters: AddressParameters, wanted: string): string[] {
  return parameters.flatMap(([name, value]) => (name === wanted ? [value] : []));
}
