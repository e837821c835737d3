import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { MAX_GPU_QUERIES } from '../../kernel/gpu/scanner.ts';
import type { VectorRows } from '../../kernel/gpu/vector-buffers.ts';
import { GPU_PATIENCE_MS } from '../../limits.ts';
import { checkLoaded } from './check-loaded.ts';
import { CONTROL, closeMailbox, type GpuMailbox, SLOT, type Slot, viewSlot } from './mailbox.ts';
import type { LoadedVectors, OpenedGpu } from './opened-gpu.ts';

/** What the thread that holds the GPU does: it sleeps until somebody asks, and answers all that was asked at once. */

export interface GpuThreadData {
  readonly port: MessagePort;
  readonly doorbell: SharedArrayBuffer;
  readonly patienceMs?: number;
}

/** From the main thread, which rings the doorbell after each. `id` is of vectors, `mailboxId` of a mailbox for them. */
export type GpuOrder =
  | { readonly kind: 'load'; readonly id: number; readonly vectors: VectorRows }
  | { readonly kind: 'unload'; readonly id: number }
  | { readonly kind: 'connect'; readonly id: number; readonly mailboxId: number; readonly mailbox: GpuMailbox }
  | { readonly kind: 'disconnect'; readonly mailboxId: number }
  | { readonly kind: 'close' };

/** To the main thread. */
export type GpuNews =
  | { readonly kind: 'opened' }
  | { readonly kind: 'loaded'; readonly id: number; readonly refusal: string | null }
  | { readonly kind: 'lost'; readonly reason: string };

/** Sleep between looks whether an idle device was lost. */
const IDLE_MS = 1000;

/** A mailbox that is answered. */
interface ServedMailbox {
  readonly loaded: LoadedVectors;
  readonly mailbox: GpuMailbox;
  readonly control: Int32Array;
  readonly slots: Slot[];
  /** Slot that is looked at first: each in its turn, so that none waits for ever behind the others. */
  first: number;
}

interface Held {
  readonly vectors: Map<number, LoadedVectors>;
  readonly mailboxes: Map<number, ServedMailbox>;
}

export async function answerMailboxes(data: GpuThreadData, open: () => Promise<OpenedGpu>): Promise<void> {
  const { port, doorbell, patienceMs = GPU_PATIENCE_MS } = data;
  const say = (news: GpuNews): void => port.postMessage(news);
  const held: Held = { vectors: new Map(), mailboxes: new Map() };
  const bell = new Int32Array(doorbell);
  let lost: string | null = null;
  let gpu: OpenedGpu | null = null;
  try {
    gpu = await open();
    void gpu.lost.then((reason) => {
      lost ??= `the device was lost: ${reason}`;
    });
    say({ kind: 'opened' });
    for (;;) {
      const heard = Atomics.load(bell, 0);
      const order = receiveMessageOnPort(port)?.message as GpuOrder | undefined;
      if (order?.kind === 'close') return;
      if (order !== undefined) await follow(order, gpu, held, say);
      let isIdle = order === undefined;
      for (const served of held.mailboxes.values()) {
        if (await within(patienceMs, answerAsked(served))) isIdle = false;
      }
      // Promises of the device settle between turns of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      if (lost !== null) throw new Error(lost);
      if (isIdle) Atomics.wait(bell, 0, heard, IDLE_MS);
    }
  } catch (error) {
    say({ kind: 'lost', reason: lost ?? (error as Error).message });
  } finally {
    for (const served of held.mailboxes.values()) failAsked(served);
    gpu?.close();
    port.close();
  }
}

async function follow(
  order: Exclude<GpuOrder, { kind: 'close' }>,
  gpu: OpenedGpu,
  { vectors, mailboxes }: Held,
  say: (news: GpuNews) => void,
): Promise<void> {
  switch (order.kind) {
    case 'load': {
      const refusal = await load(gpu, order, vectors);
      say({ kind: 'loaded', id: order.id, refusal });
      return;
    }
    case 'unload':
      vectors.get(order.id)?.destroy();
      vectors.delete(order.id);
      return;
    case 'connect': {
      const loaded = vectors.get(order.id);
      if (loaded === undefined) throw new TypeError(`no vectors ${order.id} are loaded`);
      const { mailbox } = order;
      mailboxes.set(order.mailboxId, {
        loaded,
        mailbox,
        control: new Int32Array(mailbox.control),
        slots: [],
        first: 0,
      });
      return;
    }
    case 'disconnect': {
      const served = mailboxes.get(order.mailboxId);
      if (served !== undefined) failAsked(served);
      mailboxes.delete(order.mailboxId);
    }
  }
}

/** @returns why the vectors cannot be searched there; null when they can */
async function load(
  gpu: OpenedGpu,
  { id, vectors }: Extract<GpuOrder, { kind: 'load' }>,
  all: Map<number, LoadedVectors>,
): Promise<string | null> {
  let loaded: LoadedVectors | null = null;
  try {
    loaded = await gpu.load(vectors);
    await checkLoaded(loaded, vectors);
    all.set(id, loaded);
    return null;
  } catch (error) {
    loaded?.destroy();
    return (error as Error).message;
  }
}

/** Nobody is answered any more, and who waits is told. */
function failAsked({ mailbox, slots }: ServedMailbox): void {
  closeMailbox(mailbox);
  for (const { header } of slots) {
    const state = Atomics.load(header, 0);
    if (state === SLOT.asked || state === SLOT.taken) settle(header, SLOT.failed);
  }
}

/** Answers what stands in the slots as one batch; what does not fit is next. Whether there was anything. */
async function answerAsked(served: ServedMailbox): Promise<boolean> {
  const { loaded, mailbox, control, slots } = served;
  const { dimensions } = mailbox;
  const taken = takeAsked(served);
  if (taken.length === 0) return false;
  const count = taken.reduce((sum, { header }) => sum + header[1], 0);
  const queries = new Int8Array(count * dimensions);
  let at = 0;
  for (const { header, vectors } of taken) {
    queries.set(vectors.subarray(0, header[1] * dimensions), at * dimensions);
    at += header[1];
  }
  // A smaller depth is a prefix of a larger one.
  const answers = await loaded.search(queries, Math.max(...taken.map(({ header }) => header[2])));
  served.first = (served.first + 1) % slots.length;
  // Counted first: whoever has an answer finds it in the counts.
  Atomics.add(control, CONTROL.queries, count);
  Atomics.add(control, CONTROL.batches, 1);
  at = 0;
  for (const { header, scores, rows } of taken) {
    const hits = Math.min(header[2], mailbox.rows);
    for (let query = 0; query < header[1]; query++, at++) {
      scores.set(answers[at].scores.subarray(0, hits), query * hits);
      rows.set(answers[at].rows.subarray(0, hits), query * hits);
    }
    settle(header, SLOT.answered);
  }
  return true;
}

function takeAsked({ mailbox, control, slots, first }: ServedMailbox): Slot[] {
  const claimed = Math.min(Atomics.load(control, CONTROL.claimed), mailbox.slotCount);
  while (slots.length < claimed) slots.push(viewSlot(mailbox, slots.length));
  const taken: Slot[] = [];
  let count = 0;
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[(first + i) % slots.length];
    const isAsked = Atomics.load(slot.header, 0) === SLOT.asked;
    if (!isAsked || count + slot.header[1] > MAX_GPU_QUERIES) continue;
    if (Atomics.compareExchange(slot.header, 0, SLOT.asked, SLOT.taken) !== SLOT.asked) continue;
    taken.push(slot);
    count += slot.header[1];
  }
  return taken;
}

function settle(header: Int32Array, state: number): void {
  Atomics.store(header, 0, state);
  Atomics.notify(header, 0);
}

/** @throws Error when it takes longer */
async function within<T>(patienceMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the GPU gave no answer in ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
