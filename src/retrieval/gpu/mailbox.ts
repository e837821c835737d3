import { MAX_GPU_QUERIES } from '../../kernel/gpu/scanner.ts';

/**
 * Shared memory through which threads ask the thread that holds the GPU. A retriever answers synchronously and a GPU
 * does not, so the asking thread sleeps until its answer is there; what several threads ask meanwhile becomes one batch.
 *
 *   control   i32   isGone, slots claimed, queries answered, batches, queries left to the CPU
 *   slots     one for each thread that asks:
 *     header  i32   state, queries, depth
 *     vectors i8    MAX_GPU_QUERIES × dimensions, up to a multiple of 4
 *     scores  i32   MAX_SLOT_HITS, the hits of one query after those of another
 *     rows    u32   MAX_SLOT_HITS
 */
export interface GpuMailbox {
  readonly control: SharedArrayBuffer;
  readonly slots: SharedArrayBuffer;
  readonly slotCount: number;
  /** One number that grows with every question, for all mailboxes of a GPU. */
  readonly doorbell: SharedArrayBuffer;
  readonly dimensions: number;
  /** Rows that can be found. */
  readonly rows: number;
}

/** Hits of all queries of one question. */
export const MAX_SLOT_HITS = 65_536;

export const CONTROL = { isGone: 0, claimed: 1, queries: 2, batches: 3, leftToCpu: 4 } as const;
const CONTROL_WORDS = 8;

/** A slot is its owner's when free or answered, and the GPU thread's in between. */
export const SLOT = { free: 0, asked: 1, taken: 2, answered: 3, failed: 4 } as const;
const HEADER_BYTES = 16;

export interface Slot {
  /** state, queries, depth */
  readonly header: Int32Array;
  readonly vectors: Int8Array;
  readonly scores: Int32Array;
  readonly rows: Uint32Array;
}

function slotBytes(dimensions: number): number {
  return HEADER_BYTES + Math.ceil((MAX_GPU_QUERIES * dimensions) / 4) * 4 + MAX_SLOT_HITS * 8;
}

export function createMailbox(
  doorbell: SharedArrayBuffer,
  dimensions: number,
  rows: number,
  slotCount: number,
): GpuMailbox {
  const control = new SharedArrayBuffer(CONTROL_WORDS * 4);
  // Pages that nobody writes to take no memory.
  const slots = new SharedArrayBuffer(slotBytes(dimensions) * slotCount);
  return { control, slots, slotCount, doorbell, dimensions, rows };
}

export function viewSlot({ slots, dimensions }: GpuMailbox, slot: number): Slot {
  const start = slot * slotBytes(dimensions);
  const vectors = start + HEADER_BYTES;
  const scores = vectors + Math.ceil((MAX_GPU_QUERIES * dimensions) / 4) * 4;
  return {
    header: new Int32Array(slots, start, 3),
    vectors: new Int8Array(slots, vectors, MAX_GPU_QUERIES * dimensions),
    scores: new Int32Array(slots, scores, MAX_SLOT_HITS),
    rows: new Uint32Array(slots, scores + MAX_SLOT_HITS * 4, MAX_SLOT_HITS),
  };
}

export function ringDoorbell(doorbell: SharedArrayBuffer): void {
  const bell = new Int32Array(doorbell);
  Atomics.add(bell, 0, 1);
  Atomics.notify(bell, 0);
}

/** The opposite of closing, for another thread than the one that answered before, which has ended. */
export function reopenMailbox(mailbox: GpuMailbox): void {
  const control = new Int32Array(mailbox.control);
  const claimed = Math.min(Atomics.load(control, CONTROL.claimed), mailbox.slotCount);
  for (let slot = 0; slot < claimed; slot++) {
    const { header } = viewSlot(mailbox, slot);
    // What that thread took it will not answer. What nobody took is answered now.
    if (Atomics.compareExchange(header, 0, SLOT.taken, SLOT.failed) === SLOT.taken) Atomics.notify(header, 0);
  }
  Atomics.store(control, CONTROL.isGone, 0);
}

/** From now on nobody is answered, and everybody knows. */
export function closeMailbox({ control }: GpuMailbox): void {
  Atomics.store(new Int32Array(control), CONTROL.isGone, 1);
}
