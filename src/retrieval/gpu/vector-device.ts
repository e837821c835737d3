import { StillwebError } from '../../errors.ts';
import { countRows, type VectorRows } from '../../kernel/gpu/vector-buffers.ts';
import { MIN_GPU_PASSAGES } from '../../limits.ts';
import { viewIndex } from '../../store/index-view.ts';
import type { OpenIndex } from '../../store/open.ts';
import { comparesEveryVector } from '../engines.ts';
import type { DeviceChoice } from './device-choice.ts';
import { CPU_REPORT, type DeviceReport } from './device-report.ts';
import { GpuSession, type GpuThreadParts } from './gpu-session.ts';
import { CONTROL, closeMailbox, createMailbox, type GpuMailbox, reopenMailbox } from './mailbox.ts';
import { type ProbedAdapter, probeAdapter } from './probe-adapter.ts';
import { RetryDelays } from './retry-delays.ts';

/** Where vectors are compared: what `--device` chose, what came of it, and the GPU if there is one. */

/** The last members are what a test puts in place of this machine's GPU and of the time it takes. */
export interface DeviceParts extends GpuThreadParts {
  /** Told each time that the GPU is lost and the CPU goes on. */
  readonly onLost?: (reason: string) => void;
  /** Told each time that it has come back and has taken over. */
  readonly onReturned?: (adapter: string) => void;
  readonly probe?: (signal: AbortSignal) => Promise<ProbedAdapter>;
  readonly retryMs?: { readonly first: number; readonly max: number };
}

/** Vectors of an index on the GPU, or waiting for it to come back. */
export interface LoadedIndex {
  readonly id: number;
  readonly dimensions: number;
  readonly rows: number;
}

/** Slots beyond one for each thread: for threads that take the place of dead ones. */
const SPARE_SLOTS = 16;

export class VectorDevice {
  readonly #choice: DeviceChoice;
  readonly #parts: DeviceParts;
  readonly #doorbell = new SharedArrayBuffer(4);
  /** What is searched there, by id; a GPU that comes back is given it again. */
  readonly #vectors = new Map<number, VectorRows>();
  /** Its number, and the id of the vectors that are asked through it. */
  readonly #mailboxes = new Map<GpuMailbox, { readonly mailboxId: number; readonly id: number }>();
  readonly #delays: RetryDelays;
  readonly #closing = new AbortController();
  #session: Promise<GpuSession | null> | null = null;
  #isLost = false;
  #timer: NodeJS.Timeout | null = null;
  #wholeSinceMs = 0;
  #adapter: string | null = null;
  #reason: string | null = null;
  #next = 1;
  #losses = 0;
  #returns = 0;
  /** Counts of mailboxes that are no more. */
  readonly #past = { queries: 0, batches: 0, leftToCpu: 0 };

  private constructor(choice: DeviceChoice, parts: DeviceParts) {
    this.#choice = choice;
    this.#parts = parts;
    this.#delays = new RetryDelays(parts.retryMs?.first, parts.retryMs?.max);
    if (choice === 'cpu') this.#reason = CPU_REPORT.reason;
  }

  /**
   * With `auto`, a GPU is looked for when the first index that could use it is loaded. One that is lost later is looked for
   * again, for as long as an index could use it.
   *
   * @throws StillwebError GPU_UNAVAILABLE with `gpu` where there is none
   */
  static async open(choice: DeviceChoice, parts: DeviceParts = {}): Promise<VectorDevice> {
    const device = new VectorDevice(choice, parts);
    if (choice === 'gpu') await device.#requireSession();
    return device;
  }

  /**
   * Copies the vectors of an index to the GPU, or has them copied when it comes back.
   *
   * @returns null when they are compared on the CPU; the report says why
   * @throws StillwebError GPU_UNAVAILABLE with `gpu` where they cannot be copied
   */
  async load(index: OpenIndex): Promise<LoadedIndex | null> {
    if (this.#choice === 'cpu') return null;
    const unfit = this.#whyUnfit(index);
    const session = unfit === null ? await this.#requireSession() : null;
    if (unfit !== null && !this.#isLost) this.#reason = `${index.name}: ${unfit}`;
    if (unfit !== null || (session === null && !this.#isLost)) return null;
    const { dimensions } = index.manifest.encoder as { dimensions: number };
    const vectors = { dimensions, shards: viewIndex(index).vectors };
    const loaded = { id: this.#next++, dimensions, rows: countRows(vectors) };
    const refusal = this.#isLost ? null : await (session as GpuSession).load(loaded.id, vectors);
    if (refusal !== null && !this.#isLost) {
      this.#refuse(`${index.name}: ${refusal}`);
      return null;
    }
    this.#vectors.set(loaded.id, vectors);
    if (this.#isLost) this.#retryLater();
    return loaded;
  }

  #whyUnfit({ manifest, vectors }: OpenIndex): string | null {
    if (manifest.encoder === null) return 'the index has no vectors';
    if (vectors === 'disk') return 'its vectors stay on disk';
    if (!comparesEveryVector(manifest)) return `engine ${manifest.engine} does not compare every vector`;
    const { passages } = manifest.counts;
    if (this.#choice === 'gpu' || passages >= MIN_GPU_PASSAGES) return null;
    return `the CPU compares ${passages} vectors sooner than a GPU is asked (from ${MIN_GPU_PASSAGES} on it is)`;
  }

  /** A mailbox to the vectors for so many threads: what `Searcher.open` takes in each of them. */
  async connect(loaded: LoadedIndex, threads: number): Promise<GpuMailbox> {
    const mailbox = createMailbox(this.#doorbell, loaded.dimensions, loaded.rows, threads + SPARE_SLOTS);
    const session = await this.#session;
    const mailboxId = this.#next++;
    this.#mailboxes.set(mailbox, { mailboxId, id: loaded.id });
    if (session === null || this.#isLost) closeMailbox(mailbox);
    else session.order({ kind: 'connect', id: loaded.id, mailboxId, mailbox });
    return mailbox;
  }

  async disconnect(mailbox: GpuMailbox): Promise<void> {
    const known = this.#mailboxes.get(mailbox);
    if (known === undefined) return;
    this.#count(mailbox, this.#past);
    this.#mailboxes.delete(mailbox);
    closeMailbox(mailbox);
    const session = await this.#session;
    if (!this.#isLost) session?.order({ kind: 'disconnect', mailboxId: known.mailboxId });
  }

  /** Gives the memory back, after its mailboxes have been disconnected. */
  async unload({ id }: LoadedIndex): Promise<void> {
    this.#vectors.delete(id);
    const session = await this.#session;
    if (!this.#isLost) session?.order({ kind: 'unload', id });
  }

  get report(): DeviceReport {
    const device = !this.#isLost && this.#mailboxes.size > 0 ? 'gpu' : 'cpu';
    const counts = { ...this.#past, losses: this.#losses, returns: this.#returns };
    for (const mailbox of this.#mailboxes.keys()) this.#count(mailbox, counts);
    const reason = device === 'gpu' ? null : (this.#reason ?? 'no vectors have been loaded');
    return { device, adapter: this.#adapter, reason, ...counts, isLost: this.#isLost };
  }

  #count({ control }: GpuMailbox, counts: { queries: number; batches: number; leftToCpu: number }): void {
    const words = new Int32Array(control);
    counts.queries += Atomics.load(words, CONTROL.queries);
    counts.batches += Atomics.load(words, CONTROL.batches);
    counts.leftToCpu += Atomics.load(words, CONTROL.leftToCpu);
  }

  /** The device; null with `auto` where there is no GPU. @throws StillwebError GPU_UNAVAILABLE with `gpu` */
  #requireSession(): Promise<GpuSession | null> {
    this.#session ??= this.#begin().then((begun) => (begun instanceof GpuSession ? begun : this.#refuse(begun)));
    return this.#session;
  }

  /** Finds a GPU and opens it. @returns why there is none, where there is none */
  async #begin(): Promise<GpuSession | string> {
    const found = await (this.#parts.probe ?? probeAdapter)(this.#closing.signal);
    if ('reason' in found) return found.reason;
    this.#adapter = found.name;
    if (found.isFallback && this.#choice === 'auto') return `${found.name} is software, not a GPU`;
    const session = new GpuSession(this.#doorbell, this.#parts);
    const refusal = await session.open();
    if (refusal !== null) return refusal;
    void session.lost.then((reason) => this.#lose(session, reason));
    return session;
  }

  async #lose(session: GpuSession, reason: string): Promise<void> {
    // One that was lost before it took over is another attempt that failed.
    if (this.#isLost || this.#closing.signal.aborted || (await this.#session) !== session) return;
    this.#isLost = true;
    this.#losses++;
    this.#reason = reason;
    for (const mailbox of this.#mailboxes.keys()) closeMailbox(mailbox);
    if (this.#mailboxes.size > 0) this.#parts.onLost?.(reason);
    this.#delays.observeLoss(performance.now() - this.#wholeSinceMs);
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#timer !== null || this.#closing.signal.aborted || this.#vectors.size === 0) return;
    this.#timer = setTimeout(async () => {
      const failure = await this.#return().catch((error: Error) => error.message);
      this.#timer = null;
      if (failure === null) return;
      this.#reason = `${this.#reason?.split(RETRIED)[0]}${RETRIED}${failure}`;
      this.#retryLater();
    }, this.#delays.take());
    this.#timer.unref();
  }

  /** Opens a GPU, gives it all vectors, and then lets it answer. @returns why that failed; null when it has taken over */
  async #return(): Promise<string | null> {
    const old = (await this.#session) as GpuSession;
    if (!(await hasEnded(old))) return 'the thread of the lost device does not end';
    const session = await this.#begin();
    if (!(session instanceof GpuSession)) return session;
    const held = new Set<number>();
    let refusal: string | null = null;
    // Indexes come and go meanwhile.
    for (let next = this.#nextMissing(held); next !== null && refusal === null; next = this.#nextMissing(held)) {
      refusal = await session.load(next[0], next[1]);
      held.add(next[0]);
    }
    refusal ??= session.lostReason ?? (this.#closing.signal.aborted ? 'the program ends' : null);
    if (refusal === null) this.#takeOver(session, held);
    else if (session.lostReason === null) await session.close();
    return refusal;
  }

  #nextMissing(held: ReadonlySet<number>): [number, VectorRows] | null {
    for (const [id, vectors] of this.#vectors) if (!held.has(id)) return [id, vectors];
    return null;
  }

  #takeOver(session: GpuSession, held: ReadonlySet<number>): void {
    for (const id of held) if (!this.#vectors.has(id)) session.order({ kind: 'unload', id });
    for (const [mailbox, { mailboxId, id }] of this.#mailboxes) {
      reopenMailbox(mailbox);
      session.order({ kind: 'connect', id, mailboxId, mailbox });
    }
    this.#session = Promise.resolve(session);
    this.#isLost = false;
    this.#reason = null;
    this.#returns++;
    this.#wholeSinceMs = performance.now();
    this.#parts.onReturned?.(this.#adapter as string);
  }

  #refuse(reason: string): null {
    this.#reason = reason;
    if (this.#choice !== 'gpu') return null;
    throw new StillwebError('GPU_UNAVAILABLE', `no GPU can compare the vectors: ${reason}`, {
      adapter: this.#adapter,
      reason,
    });
  }

  /** Ends the thread; whoever still asks compares on the CPU. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    const session = await this.#session?.catch(() => null);
    for (const mailbox of this.#mailboxes.keys()) closeMailbox(mailbox);
    if (!session || this.#isLost) return;
    this.#isLost = true;
    await session.close();
  }
}

/** Between the reason of a loss and that of the last attempt after it. */
const RETRIED = '; it is looked for again, so far in vain: ';
/** For a thread to end after its device was lost. */
const END_MS = 1000;

/** A thread that its driver holds is told to end, and asked again at the next attempt. */
async function hasEnded(session: GpuSession): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), END_MS);
    timer.unref();
  });
  const isEnded = await Promise.race([session.ended.then(() => true), late]);
  clearTimeout(timer);
  if (!isEnded) session.kill();
  return isEnded;
}
