/** Keys in a trace that somebody has sent: only what a door of this program could have made is given to a worker. */
import { type KeyedRequest, readAnswerKey, shapedKey } from '../../contract/answer-key.ts';
import type { Asked } from '../../contract/asked.ts';
import { canonicalizeFetch } from '../../contract/canonical-fetch.ts';
import { canonicalizeGrep } from '../../contract/canonical-grep.ts';
import { canonicalizeSearch } from '../../contract/canonical-search.ts';
import { requestKey } from '../../serving/asked-key.ts';
import type { ServedIndex } from '../../serving/search-backend.ts';
import { nativeRequest } from './native-request.ts';

export interface SoundKey {
  /** Without a shape. */
  readonly key: string;
  readonly kind: KeyedRequest['kind'];
  /** Whether a dialect wrote the body, by parameters that nobody has looked at. */
  readonly isShaped: boolean;
}

/**
 * The question of a key, as the native API takes it: within every limit, and with the reranker that is served.
 *
 * @returns null for what no request of the native API asks, and for what was treated
 */
export function findSoundKey(key: string, indexes: readonly ServedIndex[]): SoundKey | null {
  try {
    const keyed = readAnswerKey(key);
    const index = indexes.find(({ name }) => name === keyed.indexName);
    if (index === undefined || keyed.treatments.length > 0) return null;
    const asked = askedOf({ ...keyed, shape: null }, index.id);
    if (asked === null) return null;
    const plain = requestKey(index, asked);
    return shapedKey(plain, keyed.shape) === key
      ? { key: plain, kind: keyed.kind, isShaped: keyed.shape !== null }
      : null;
  } catch {
    // Whatever it is, it is no key.
    return null;
  }
}

/** @throws StillwebError for what a door refuses; anything for what is no key */
function askedOf(keyed: KeyedRequest, indexId: string): Asked | null {
  const isSingle = keyed.kind === 'fetch' && keyed.isSingle;
  const body = nativeRequest(isSingle ? { ...keyed, isSingle: false } : keyed, indexId)?.body;
  if (keyed.kind === 'links' || keyed.kind === 'original') return { kind: keyed.kind, id: String(keyed.id) };
  if (body === undefined) return null;
  if (keyed.kind === 'search') return { kind: 'search', ...canonicalizeSearch(body) };
  if (keyed.kind === 'grep') return { kind: 'grep', ...canonicalizeGrep(body) };
  return { kind: 'fetch', isSingle, ...canonicalizeFetch(body) };
}
