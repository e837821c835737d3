import { MAX_GPU_QUERIES, type ScanHits } from '../../kernel/gpu/scanner.ts';
import { GPU_PATIENCE_MS } from '../../limits.ts';
import {
  CONTROL,
  closeMailbox,
  type GpuMailbox,
  MAX_SLOT_HITS,
  ringDoorbell,
  SLOT,
  type Slot,
  viewSlot,
} from './mailbox.ts';

/** How long to sleep between looks at the deadline. */
const LOOK_MS = 100;

/** Asks the GPU thread on behalf of one thread, which sleeps meanwhile. */
export class GpuClient {
  readonly rows: number;
  readonly #mailbox: GpuMailbox;
  readonly #control: Int32Array;
  #slot: Slot | null = null;

  constructor(mailbox: GpuMailbox) {
    this.rows = mailbox.rows;
    this.#mailbox = mailbox;
    this.#control = new Int32Array(mailbox.control);
  }

  /**
   * The first `depth` rows of each query, or fewer where there are fewer.
   *
   * @param queries one after the other, up to MAX_GPU_QUERIES
   * @param checkpoint called now and then; throws to give up
   * @returns null when there is no GPU to ask: the caller compares on the CPU, with the same answer
   */
  ask(queries: Int8Array, depth: number, checkpoint?: () => void): ScanHits[] | null {
    const { dimensions } = this.#mailbox;
    const most = Math.min(MAX_GPU_QUERIES, Math.floor(MAX_SLOT_HITS / Math.min(depth, this.rows)));
    const answers: ScanHits[] = [];
    for (let start = 0; start < queries.length; start += most * dimensions) {
      const answer = this.#askOnce(queries.subarray(start, start + most * dimensions), depth, checkpoint);
      if (answer === null) {
        Atomics.add(this.#control, CONTROL.leftToCpu, queries.length / dimensions);
        return null;
      }
      answers.push(...answer);
    }
    return answers;
  }

  #askOnce(queries: Int8Array, depth: number, checkpoint?: () => void): ScanHits[] | null {
    checkpoint?.();
    const slot = this.#claim();
    if (slot === null || this.#isGone()) return null;
    const { header, vectors, scores, rows } = slot;
    const state = Atomics.load(header, 0);
    // A question that was given up is still being answered there.
    if (state === SLOT.asked || state === SLOT.taken) return null;
    const count = queries.length / this.#mailbox.dimensions;
    vectors.set(queries);
    header[1] = count;
    header[2] = depth;
    Atomics.store(header, 0, SLOT.asked);
    ringDoorbell(this.#mailbox.doorbell);
    try {
      if (!this.#await(header, checkpoint)) return null;
    } finally {
      // When it is given up before it was taken, nobody needs to take it.
      Atomics.compareExchange(header, 0, SLOT.asked, SLOT.free);
    }
    const hits = Math.min(depth, this.rows);
    return Array.from({ length: count }, (_, i) => ({
      scores: scores.slice(i * hits, (i + 1) * hits),
      rows: rows.slice(i * hits, (i + 1) * hits),
    }));
  }

  /** Sleeps until there is an answer; false when there will be none. */
  #await(header: Int32Array, checkpoint?: () => void): boolean {
    let waitedMs = 0;
    for (;;) {
      const state = Atomics.load(header, 0);
      if (state === SLOT.answered) return true;
      if (state === SLOT.failed || this.#isGone()) return false;
      if (Atomics.wait(header, 0, state, LOOK_MS) !== 'timed-out') continue;
      checkpoint?.();
      waitedMs += LOOK_MS;
      // Its thread watches over the GPU; nothing but a dead thread takes this long.
      if (waitedMs > 2 * GPU_PATIENCE_MS) closeMailbox(this.#mailbox);
    }
  }

  #isGone(): boolean {
    return Atomics.load(this.#control, CONTROL.isGone) !== 0;
  }

  /** A slot that this thread keeps; null when all are taken. */
  #claim(): Slot | null {
    if (this.#slot !== null) return this.#slot;
    const claimed = Atomics.add(this.#control, CONTROL.claimed, 1);
    if (claimed >= this.#mailbox.slotCount) {
      Atomics.sub(this.#control, CONTROL.claimed, 1);
      return null;
    }
    this.#slot = viewSlot(this.#mailbox, claimed);
    return this.#slot;
  }
}
