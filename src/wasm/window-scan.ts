import {
  type LexicalKernel,
  MAX_WEIGHTS,
  type PostingArrays,
  type PostingList,
  type ShardHits,
  WINDOW_TUNING,
  type WindowTuning,
} from '../kernel/lexical-kernel.ts';
import { WindowScan } from '../kernel/window-scan.ts';
import { SHARD_PASSAGES } from '../limits.ts';
import { type BoundKernel, bindKernel } from './bound-kernel.ts';
import type { KernelExports } from './kernel-exports.ts';
import type { KernelMemory } from './kernel-memory.ts';
import { describeList } from './posting-lists.ts';
import {
  ACCEPT_AT,
  HITS_AT,
  LIST_FIELDS,
  LIST_PLACES,
  LISTS_AT,
  MAX_KERNEL_HITS,
  MAX_KERNEL_LISTS,
  ORDER_AT,
  SUMS_AT,
} from './postings-memory.ts';

/**
 * The kernel over a shard's postings: in WebAssembly where the engine, the memory and the query allow it, and the scalar
 * twin, which gives the same integers, everywhere else.
 *
 * @param memory holds the postings file from address 0; null for a file beyond what WebAssembly can address
 */
export function openLexicalKernel(
  shard: PostingArrays,
  memory: KernelMemory | null,
  tuning: WindowTuning = WINDOW_TUNING,
): LexicalKernel {
  const bound = bindKernel('window-scan', memory);
  return bound === null ? new WindowScan(shard, tuning) : new WasmWindowScan(shard, tuning, bound);
}

class WasmWindowScan implements LexicalKernel {
  readonly #shard: PostingArrays;
  readonly #slot: number;
  readonly #calls: KernelExports['window-scan'];
  readonly #lists: Uint32Array;
  /** Bits of the passages that may be ranked, or pairs of those that are named. */
  readonly #accept: Uint32Array;
  /** Hits as pairs: all bits of the passage inverted, score. */
  readonly #hits: Uint32Array;
  readonly #passages = new Uint32Array(MAX_KERNEL_HITS);
  readonly #scores = new Uint32Array(MAX_KERNEL_HITS);
  readonly #tuning: WindowTuning;
  #scalar: WindowScan | null = null;

  constructor(shard: PostingArrays, tuning: WindowTuning, { calls, buffer, slot }: BoundKernel<'window-scan'>) {
    this.#shard = shard;
    this.#slot = slot;
    this.#tuning = tuning;
    this.#calls = calls;
    this.#lists = new Uint32Array(buffer, slot + LISTS_AT, MAX_KERNEL_LISTS * LIST_FIELDS);
    this.#accept = new Uint32Array(buffer, slot + ACCEPT_AT, SHARD_PASSAGES / 32);
    this.#hits = new Uint32Array(buffer, slot + HITS_AT, MAX_KERNEL_HITS * 2);
  }

  rank(lists: readonly PostingList[], depth: number, floor: number, accept: Uint32Array | null): ShardHits {
    if (!hasRoom(lists, depth, floor)) return this.#twin.rank(lists, depth, floor, accept);
    this.#describe(lists);
    if (accept !== null) this.#accept.set(accept);
    const slot = this.#slot;
    const count = this.#calls.rank(
      slot + LISTS_AT,
      lists.length,
      slot + ORDER_AT,
      this.#shard.windows,
      slot + SUMS_AT,
      slot + HITS_AT,
      depth,
      floor,
      accept === null ? 0 : slot + ACCEPT_AT,
      this.#tuning.weakEighths,
      this.#tuning.sparseFactor,
      this.#tuning.fewFactor,
      this.#tuning.lookUpFactor,
    );
    return this.#read(count);
  }

  rankFew(lists: readonly PostingList[], depth: number, floor: number, few: Uint32Array): ShardHits {
    if (!hasRoom(lists, depth, floor)) return this.#twin.rankFew(lists, depth, floor, few);
    this.#describe(lists);
    this.#accept.set(few);
    const slot = this.#slot;
    const [hitsAt, fewAt] = [slot + HITS_AT, slot + ACCEPT_AT];
    const count = this.#calls.rankFew(
      slot + LISTS_AT,
      lists.length,
      slot + ORDER_AT,
      hitsAt,
      depth,
      floor,
      fewAt,
      few.length / 2,
    );
    return this.#read(count);
  }

  get #twin(): WindowScan {
    this.#scalar ??= new WindowScan(this.#shard, this.#tuning);
    return this.#scalar;
  }

  #describe(lists: readonly PostingList[]): void {
    for (let i = 0; i < lists.length; i++) {
      const at = i * LIST_FIELDS;
      this.#lists[at + LIST_PLACES.weight] = lists[i].weight;
      this.#lists[at + LIST_PLACES.shift] = lists[i].shift;
      describeList(this.#lists, at, this.#shard, lists[i]);
    }
  }

  #read(count: number): ShardHits {
    const hits = this.#hits;
    for (let i = 0; i < count; i++) {
      this.#passages[i] = ~hits[2 * i];
      this.#scores[i] = hits[2 * i + 1];
    }
    return { count, passages: this.#passages, scores: this.#scores };
  }
}

/** Whether the scratch has room for it, and sums for its scores. */
function hasRoom(lists: readonly PostingList[], depth: number, floor: number): boolean {
  let weights = 0;
  for (const { weight } of lists) weights += weight;
  return lists.length <= MAX_KERNEL_LISTS && depth <= MAX_KERNEL_HITS && weights <= MAX_WEIGHTS && floor <= 0x7fffffff;
}
