/**
 * The seam of lexical kernels: the best passages of one shard, from posting lists to ranked numbers. `WindowScan` is the
 * scalar form, assembly/window-scan.ts the WebAssembly one; both give the same integers.
 */

/** One term of a query: where its postings are in the shard, as `docs/format.md` numbers them. */
export interface PostingList {
  /** Number among the frequent terms, or, when `rareCount` > 0, the first place in `rare`. */
  readonly start: number;
  /** Postings of a rare term; 0 for a frequent one. */
  readonly rareCount: number;
  /** How often the term counts, 1 … 255. */
  readonly weight: number;
  /** Bits by which its impacts are shifted right before they count, 0 … 15. */
  readonly shift: number;
}

/** The posting arrays of one shard. */
export interface PostingArrays {
  /** Windows of 2^14 passages. */
  readonly windows: number;
  /** The lists of the frequent terms, each in a form of its own. */
  readonly lists: Uint32Array;
  /** Where each begins in `lists`. */
  readonly frequentStarts: Uint32Array;
  /** Bytes of an entry × 16 + bits of a gap: 4 bytes without gaps, 3 with an impact, 2 with the code of one. */
  readonly frequentForms: Uint8Array;
  /** Entries of a frequent list in each window | largest impact << 16. */
  readonly rows: Uint32Array;
  /** Five bytes a posting: passage u24, impact u16. */
  readonly rare: Uint8Array;
}

/** Choices of path; none of them may change a ranking, and a test tries many. */
export interface WindowTuning {
  /** Lists that together stay below this many eighths of the threshold may be looked up instead of added. 0 … 8. */
  readonly weakEighths: number;
  /** They are, where they have more entries in the window than this × the passages for which they would be. 0 … 100,000. */
  readonly lookUpFactor: number;
  /** Postings × this below the window's size: walk the lists again instead of scanning. */
  readonly sparseFactor: number;
  /** Admitted passages × lists × this below postings + the window's size: look each of them up instead of adding up. */
  readonly fewFactor: number;
}

/** Measured on real questions over 194 k and 1 M passages; half or twice either moves the mean by some percent. */
export const WINDOW_TUNING: WindowTuning = { weakEighths: 2, lookUpFactor: 64, sparseFactor: 14, fewFactor: 160 };

/** Hits of one shard, best first: score descending, passage ascending. */
export interface ShardHits {
  readonly count: number;
  /** Passage numbers in the shard; the first `count` are valid, until the next call. */
  readonly passages: Uint32Array;
  readonly scores: Uint32Array;
}

export interface LexicalKernel {
  /**
   * The score of a passage is the sum of `(impact >> shift) * weight`. One of score 0 is no hit.
   *
   * @param lists at least one; the sum of their weights at most MAX_WEIGHTS
   * @param depth hits wanted, at least 1
   * @param floor lowest score of a hit, at least 1
   * @param accept bit set of the passages that may be ranked, from bit 0 of word 0; null for all
   */
  rank(lists: readonly PostingList[], depth: number, floor: number, accept: Uint32Array | null): ShardHits;

  /**
   * Ranks few passages, each of which is looked up in every list.
   *
   * @param lists none or more; the sum of weights, with those that made the scores, at most MAX_WEIGHTS
   * @param few pairs of a passage, ascending, and the score that it has beside what the lists add; at most MAX_FEW of them
   */
  rankFew(lists: readonly PostingList[], depth: number, floor: number, few: Uint32Array): ShardHits;
}

/** Passages that are named one by one. */
export const MAX_FEW = 4096;

/** Sums of weights × 65,535 up to this stay below 2^31, so that no integer of a kernel overflows. */
export const MAX_WEIGHTS = 32_768;
