import type { IndexInspection } from '../contract/index-inspection.ts';
import type { QueryResult } from '../contract/search.ts';
import type { ServedIndex } from '../serving/search-backend.ts';
import type { AddressParameters } from './page-address.ts';

/** One list of hits, and what was asked for it. */
export interface SearchList {
  readonly index: ServedIndex;
  readonly result: QueryResult;
  /** Of `GET /v1/search`, which gives the same. */
  readonly parameters: AddressParameters;
  /** There are hits behind those of this page. */
  readonly hasMore: boolean;
  /** Null where the backend knows no more than the description. */
  readonly inspection: IndexInspection | null;
}
