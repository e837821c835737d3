import { MAX_IMPACT } from '../format/impact.ts';
import type { ShardPostings } from '../format/postings.ts';
import type { TermReach } from './retriever.ts';

/** Where the postings of a term are in one shard, and how high they reach. */
export interface TermEntry {
  /** As in `PostingList`. */
  readonly start: number;
  readonly rareCount: number;
  /** Of the list: postings, and what bridges wide gaps. */
  readonly entries: number;
  /** Largest impact. */
  readonly max: number;
  /** The 10th and the 100th largest impact; 0 where the shard does not say. */
  readonly tenth: number;
  readonly hundredth: number;
}

/** Terms remembered: queries repeat themselves, and an entry found in the files costs a dozen cache misses. */
const MAX_REMEMBERED = 1 << 16;

/** Looks terms up in every shard of an index, and remembers them; it forgets all when it is full. */
export class TermDirectory {
  readonly #shards: readonly ShardPostings[];
  readonly #remembered = new Map<string, readonly (TermEntry | null)[]>();

  constructor(shards: readonly ShardPostings[]) {
    this.#shards = shards;
  }

  /** One entry a shard, null where it does not hold the term. */
  find(term: string): readonly (TermEntry | null)[] {
    let entries = this.#remembered.get(term);
    if (entries === undefined) {
      entries = this.#shards.map((shard) => readEntry(shard, term));
      if (this.#remembered.size === MAX_REMEMBERED) this.#remembered.clear();
      this.#remembered.set(term, entries);
    }
    return entries;
  }

  /** By our postings, over all shards. */
  reachOf(term: string): TermReach {
    let impact = 0;
    for (const entry of this.find(term)) if (entry !== null) impact = Math.max(impact, entry.max);
    return impact === 0 ? { isHeld: false, impact: MAX_IMPACT } : { isHeld: true, impact };
  }
}

function readEntry(shard: ShardPostings, term: string): TermEntry | null {
  const ordinal = shard.terms.find(term);
  if (ordinal < 0) return null;
  const { start, rareCount } = shard.locate(ordinal);
  const entries = shard.entries(ordinal);
  if (rareCount > 0) {
    return { start, rareCount, entries, max: shard.largestRare(start, rareCount), tenth: 0, hundredth: 0 };
  }
  const { frequentMaxima, frequentTenths, frequentHundredths } = shard;
  return {
    start,
    rareCount,
    entries,
    max: frequentMaxima[start],
    tenth: frequentTenths[start],
    hundredth: frequentHundredths[start],
  };
}
