/** What the address of a document's page asks. */
import { type QueryParameters, readDocumentQuery } from '../contract/query-string.ts';
import { refuseUnknownNames } from './known-names.ts';
import type { AddressParameters } from './page-address.ts';

export interface DocumentQuery {
  readonly id: string;
  /** Absent: the first index served. */
  readonly index: string | undefined;
  readonly offset: number;
  /** A query whose passages are marked; empty for none. */
  readonly query: string;
  readonly mode: string | undefined;
  /** A text whose places are marked; empty for none. */
  readonly find: string;
}

/** Names that the page knows; `id` where it is in no path. */
const NAMES = ['index', 'offset', 'query', 'mode', 'find'];

/** @throws StillwebError INVALID_REQUEST for other names, and for an offset that is no number */
export function readDocumentPageQuery(
  id: string,
  given: QueryParameters,
  chosenIndex: string | undefined,
): DocumentQuery {
  refuseUnknownNames(given, NAMES, 'the page of a document');
  const single = (name: string): string => [given[name] ?? ''].flat()[0] ?? '';
  const { offset = 0 } = readDocumentQuery(single('offset') === '' ? {} : { offset: single('offset') }) as {
    readonly offset?: number;
  };
  return {
    id,
    index: single('index') || chosenIndex,
    offset,
    query: single('query'),
    mode: single('mode') || undefined,
    find: single('find'),
  };
}

/** The parameters of an address of the same page. */
export function documentParameters({ index, query, mode, find, offset }: DocumentQuery): AddressParameters {
  const given: [string, string | undefined][] = [
    ['index', index],
    ['query', query],
    ['mode', mode],
    ['find', find],
    ['offset', offset === 0 ? undefined : String(offset)],
  ];
  return given.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]));
}
