/** From the fields that search APIs have in common to a canonical search. */
import { parseHost } from '../../analysis/query-operators.ts';
import type { Asked } from '../../contract/asked.ts';
import { canonicalizeSearch } from '../../contract/canonical-search.ts';
import type { SearchFilter, SearchMode, SearchUnit } from '../../contract/search.ts';
import type { Where } from '../../contract/where.ts';
import { MAX_DEPTH, MAX_FILTER_ENTRIES, MAX_K } from '../../limits.ts';

/** What a dialect understood. All but the query may be absent. */
export interface LooseSearch {
  readonly query?: string;
  /** A batch, in place of `query`. */
  readonly queries?: readonly string[];
  /** Hits of a page; more than there can be are cut off. */
  readonly k: number;
  readonly offset?: number;
  /** Default: that of the index. */
  readonly mode?: SearchMode;
  /** Default: documents. */
  readonly unit?: SearchUnit;
  /** Rank only these documents. */
  readonly ids?: readonly string[];
  /** Hosts, also as URLs or with `*.` in front. What is no host is passed over beside others, and refused alone. */
  readonly sites?: readonly string[];
  readonly excludeSites?: readonly string[];
  /** `YYYY-MM-DD` */
  readonly after?: string;
  readonly before?: string;
  readonly languages?: readonly string[];
  readonly excludeIds?: readonly string[];
  /** Conditions on typed fields. */
  readonly where?: Where;
  /** Tokens, or false for none. Default: as the native API. */
  readonly snippet?: number | false;
  /** With the text of each hit, cut to so many UTF-16 code units. */
  readonly textChars?: number;
  readonly session?: string;
  readonly index?: string;
}

/** @throws INVALID_REQUEST, QUERY_TOO_LONG */
export function searchQuestion(loose: LooseSearch): Extract<Asked, { kind: 'search' }> {
  const { query, queries, k, offset = 0, mode, unit, snippet, textChars, session, index } = loose;
  const from = Math.min(offset, MAX_DEPTH - 1);
  const filter = filterOf(loose);
  return {
    kind: 'search',
    ...canonicalizeSearch({
      ...(queries === undefined ? { query } : { queries }),
      k: Math.max(1, Math.min(k, MAX_K, MAX_DEPTH - from)),
      offset: from,
      ...(mode !== undefined && { mode }),
      ...(unit !== undefined && { unit }),
      ...(filter !== undefined && { filter }),
      ...(snippet !== undefined && { snippet: snippet === false ? false : { tokens: snippet } }),
      ...(textChars !== undefined && { text: true, maxChars: textChars }),
      ...(session !== undefined && { session }),
      ...(index !== undefined && { index }),
    }),
  };
}

function filterOf({
  sites,
  excludeSites,
  after,
  before,
  languages,
  ids,
  excludeIds,
  where,
}: LooseSearch): SearchFilter | undefined {
  const wanted = hostsOf(sites);
  const unwanted = hostsOf(excludeSites);
  const filter = {
    ...(wanted.length > 0 && { sites: wanted }),
    ...(unwanted.length > 0 && { excludeSites: unwanted }),
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
    ...(languages !== undefined && languages.length > 0 && { languages: languages.slice(0, MAX_FILTER_ENTRIES) }),
    ...(excludeIds !== undefined && { excludeIds }),
    ...(ids !== undefined && { ids }),
    ...(where !== undefined && { where }),
  };
  return Object.keys(filter).length === 0 ? undefined : filter;
}

function hostsOf(sites: readonly string[] = []): string[] {
  const hosts = sites.flatMap((site) => parseHost(site.trim()) ?? []);
  // Nobody who names one site means all of them: the contract says what is wrong with it.
  return (hosts.length === 0 ? [...sites] : hosts).slice(0, MAX_FILTER_ENTRIES);
}
