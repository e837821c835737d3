import type { CanonicalFetch } from './canonical-fetch.ts';
import type { CanonicalGrep } from './canonical-grep.ts';
import type { CanonicalSearch } from './canonical-search.ts';
import type { IndexReference } from './index-reference.ts';
import type { WalkRequest } from './walk.ts';

/** A canonical request of any kind: what every door makes of what its callers send. */
export type Asked =
  | ({ readonly kind: 'search' } & CanonicalSearch)
  /** `isSingle`: one document is asked for by its path, and is no list. */
  | ({ readonly kind: 'fetch'; readonly isSingle?: boolean } & CanonicalFetch)
  | ({ readonly kind: 'grep' } & CanonicalGrep)
  | ({ readonly kind: 'links'; readonly id: string } & AskedBeside)
  /** What a document was made of; its answer is no JSON. */
  | ({ readonly kind: 'original'; readonly id: string } & AskedBeside)
  | ({ readonly kind: 'walk'; readonly request: WalkRequest } & AskedBeside);

interface AskedBeside {
  readonly index?: IndexReference;
  /** As of a search. */
  readonly session?: string;
}
