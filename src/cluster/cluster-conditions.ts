/** What a query and a filter admit, as a filter of the cluster. The meaning is that of `Conditions` over a local index. */
import type { Condition, ParsedQuery, PhraseTerm } from '../analysis/parsed-query.ts';
import { lowerAscii } from '../bytes/lower-ascii.ts';
import type { SearchFilter } from '../contract/search.ts';
import { type CanonicalWhere, COMPARISONS, type WhereValue } from '../contract/where.ts';
import { StillwebError } from '../errors.ts';
import { dateNumber } from '../format/attributes.ts';
import type { FieldDescription } from '../format/fields.ts';
import { CLUSTER_PAGE_HITS, MAX_CLUSTER_EXCLUDED } from '../limits.ts';
import { keywordOf, noOrder, numberOf, periodOf } from '../retrieval/field-conditions.ts';
import { askedHost } from '../retrieval/host-set.ts';
import { unknownField } from '../store/field-reader.ts';
import type { Json } from './cluster.ts';
import { type ClusterIndex, sortValueOf } from './cluster-index.ts';
import { fieldName, GAP, tokenOf } from './cluster-layout.ts';

/** Clauses that all must hold for a passage. */
export type ClusterAdmission = readonly Json[];

/**
 * @returns null where nothing restricts the passages
 * @throws StillwebError INVALID_REQUEST as over a local index; UNSUPPORTED for what a cluster cannot tell; CLUSTER_INCOMPLETE and others
 */
export async function admitOver(
  index: ClusterIndex,
  query: ParsedQuery,
  filter: SearchFilter | undefined,
): Promise<ClusterAdmission | null> {
  const fields = index.manifest.fields ?? [];
  const clauses = query.required.map((clause) => anyOf(clause.map((condition) => holding(condition, fields))));
  const excluded = query.excluded.map((condition) => ({ condition, clause: holding(condition, fields) }));
  const ofDocuments = excluded.filter(({ condition }) => !isOfPassage(condition)).map(({ clause }) => clause);
  const ofPassages = excluded.filter(({ condition }) => isOfPassage(condition)).map(({ clause }) => clause);
  if (ofDocuments.length > 0) clauses.push(noneOf(ofDocuments));
  if (filter !== undefined) clauses.push(...filtered(filter, fields));
  if (ofPassages.length > 0) {
    const documents = await documentsHolding(index, anyOf(ofPassages));
    if (documents.length > 0) clauses.push(noneOf([{ terms: { document: documents } }]));
    else clauses.push({ exists: { field: 'passage' } });
  }
  return clauses.length === 0 ? null : clauses;
}

/** What a filter admits: clauses that hold for every passage of a document or for none; null for all. @throws as `admitOver` */
export function admitFiltered({ manifest }: ClusterIndex, filter: SearchFilter | undefined): ClusterAdmission | null {
  const clauses = filter === undefined ? [] : filtered(filter, manifest.fields ?? []);
  return clauses.length === 0 ? null : clauses;
}

/** Whether it holds for some passages of a document and not for others: an exclusion removes the whole document. */
function isOfPassage({ kind }: Condition): boolean {
  return kind === 'term' || kind === 'phrase' || kind === 'title';
}

/** The documents that have a passage of which a clause holds, ascending. */
async function documentsHolding(index: ClusterIndex, clause: Json): Promise<number[]> {
  const documents: number[] = [];
  const what = 'the documents that a query excludes';
  for await (const hits of index.firstOfEach({ what, clauses: [clause], field: 'document', size: CLUSTER_PAGE_HITS })) {
    documents.push(...hits.map(sortValueOf));
    if (documents.length <= MAX_CLUSTER_EXCLUDED) continue;
    const message = `the query excludes more than ${MAX_CLUSTER_EXCLUDED} documents by words, which an index of a cluster does not do`;
    throw new StillwebError('UNSUPPORTED', message, { index: index.name, most: MAX_CLUSTER_EXCLUDED });
  }
  return documents;
}

function anyOf(clauses: readonly Json[]): Json {
  return clauses.length === 1 ? clauses[0] : { bool: { should: clauses, minimum_should_match: 1 } };
}

function noneOf(clauses: readonly Json[]): Json {
  return { bool: { must_not: clauses } };
}

function holding(condition: Condition, fields: readonly FieldDescription[]): Json {
  switch (condition.kind) {
    case 'term':
      return { term: { impacts: tokenOf(condition.term) } };
    case 'phrase':
      return phrase('places', condition.terms);
    case 'title':
      return phrase('titlePlaces', condition.terms);
    case 'site':
      return onHosts([condition.host]);
    case 'before':
    case 'after':
      return dated(condition.kind, condition.date);
    case 'field':
      return meeting(condition.where, fields);
  }
}

/** Terms at their distances; what stands between two is not asked for. */
function phrase(field: string, terms: readonly PhraseTerm[]): Json {
  const first = Math.min(...terms.map(({ offset }) => offset));
  const places: string[] = [];
  for (const { term, offset } of terms) {
    while (places.length <= offset - first) places.push(GAP);
    places[offset - first] = tokenOf(term);
  }
  return { match_phrase: { [field]: { query: places.join(' ') } } };
}

function onHosts(hosts: readonly string[]): Json {
  return { terms: { hosts: hosts.map(askedHost) } };
}

/** Both ends are inclusive; a document without a date is on neither side. */
function dated(side: 'before' | 'after', date: string): Json {
  return { range: { day: { [side === 'before' ? 'lte' : 'gte']: dateNumber(date) } } };
}

function filtered(filter: SearchFilter, fields: readonly FieldDescription[]): Json[] {
  const { sites, excludeSites, after, before, languages, ids, excludeIds, excludeUrls, excludeStrings, where } = filter;
  if (excludeUrls !== undefined || excludeStrings !== undefined) {
    const name = excludeUrls === undefined ? 'excludeStrings' : 'excludeUrls';
    const message = `an index of a cluster knows no filter ${name}`;
    throw new StillwebError('UNSUPPORTED', message, { filter: name, supported: 'excludeIds, excludeSites' });
  }
  return [
    ...(sites === undefined ? [] : [onHosts(sites)]),
    ...(excludeSites === undefined ? [] : [noneOf([onHosts(excludeSites)])]),
    ...(after === undefined ? [] : [dated('after', after)]),
    ...(before === undefined ? [] : [dated('before', before)]),
    ...(languages === undefined ? [] : [{ terms: { language: languages.map(lowerAscii) } }]),
    ...(ids === undefined ? [] : [{ terms: { id: ids } }]),
    ...(excludeIds === undefined ? [] : [noneOf([{ terms: { id: excludeIds } }])]),
    ...(where === undefined ? [] : [meeting(where, fields)]),
  ];
}

/** @throws StillwebError INVALID_REQUEST as `findDocuments` */
function meeting(where: CanonicalWhere, fields: readonly FieldDescription[]): Json {
  if ('and' in where) return { bool: { filter: where.and.map((each) => meeting(each, fields)) } };
  if ('or' in where) return anyOf(where.or.map((each) => meeting(each, fields)));
  if ('not' in where) return noneOf([meeting(where.not, fields)]);
  const { field } = where;
  const place = fields.findIndex(({ name }) => name === field);
  if (place < 0)
    throw unknownField(
      field,
      fields.map(({ name }) => name),
    );
  const { type } = fields[place];
  const name = fieldName(place);
  if (where.exists !== undefined) return { exists: { field: name } };
  const comparison = COMPARISONS.find((each) => where[each] !== undefined);
  if (comparison === undefined) return oneOf(field, type, name, where.in ?? []);
  const value = where[comparison] as WhereValue;
  if (type === 'number') return { range: { [name]: { [comparison]: numberOf(field, value) } } };
  if (type !== 'date') throw noOrder(field, type, comparison);
  // A year or a month has a first and a last day.
  const [first, last] = periodOf(field, value);
  const bound = comparison === 'gte' || comparison === 'lt' ? first : last;
  return { range: { [name]: { [comparison]: bound } } };
}

function oneOf(field: string, type: FieldDescription['type'], name: string, values: readonly WhereValue[]): Json {
  switch (type) {
    case 'number':
      return { terms: { [name]: values.map((value) => numberOf(field, value)) } };
    case 'date': {
      const periods = values.map((value) => periodOf(field, value));
      return anyOf(periods.map(([gte, lte]) => ({ range: { [name]: { gte, lte } } })));
    }
    default:
      return { terms: { [name]: values.map((value) => keywordOf(field, value)) } };
  }
}
