import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { StillwebError } from '../../errors.ts';
import { countRows } from '../../kernel/gpu/vector-buffers.ts';
import { MIN_GPU_PASSAGES } from '../../limits.ts';
import { viewIndex } from '../../store/index-view.ts';
import type { OpenIndex } from '../../store/open.ts';
import { workerFile } from '../../worker-file.ts';
import { comparesEveryVector } from '../engines.ts';
import type { GpuNews, GpuOrder, GpuThreadData } from './answer-mailboxes.ts';
import { CPU_REPORT, type DeviceReport } from './device-report.ts';
import { CONTROL, closeMailbox, createMailbox, type GpuMailbox, ringDoorbell } from './mailbox.ts';
import { type ProbedAdapter, probeAdapter } from './probe-adapter.ts';

/** Where vectors are compared: what `--device` chose, what came of it, and the thread that holds the GPU if there is one. */

export const DEVICE_CHOICES = ['auto', 'cpu', 'gpu'] as const;
export type DeviceChoice = (typeof DEVICE_CHOICES)[number];

export interface DeviceParts {
  /** Told once, when the GPU is lost and the CPU goes on. */
  readonly onLost?: (reason: string) => void;
  // What a test puts in place of this machine's GPU.
  readonly probe?: () => Promise<ProbedAdapter>;
  readonly thread?: { readonly file: string; readonly argv: readonly string[] };
  readonly patienceMs?: number;
}

/** Vectors of an index on the GPU. */
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
  readonly #boxes = new Map<GpuMailbox, number>();
  readonly #waiting = new Map<number, (refusal: string | null) => void>();
  #thread: Promise<MessagePort | null> | null = null;
  #worker: Worker | null = null;
  #ended: Promise<unknown> = Promise.resolve();
  #adapter: string | null = null;
  #reason: string | null = null;
  #isLost = false;
  #next = 1;
  #awaited = 0;
  /** Counts of mailboxes that are no more. */
  readonly #past = { queries: 0, batches: 0, leftToCpu: 0 };

  private constructor(choice: DeviceChoice, parts: DeviceParts) {
    this.#choice = choice;
    this.#parts = parts;
    if (choice === 'cpu') this.#reason = CPU_REPORT.reason;
  }

  /**
   * With `auto`, a GPU is looked for when the first index that could use it is loaded.
   *
   * @throws StillwebError GPU_UNAVAILABLE with `gpu` where there is none
   */
  static async open(choice: DeviceChoice, parts: DeviceParts = {}): Promise<VectorDevice> {
    const device = new VectorDevice(choice, parts);
    if (choice === 'gpu') await device.#requireThread();
    return device;
  }

  /**
   * Copies the vectors of an index to the GPU.
   *
   * @returns null when they are compared on the CPU; the report says why
   * @throws StillwebError GPU_UNAVAILABLE with `gpu` where they cannot be copied
   */
  async load(index: OpenIndex): Promise<LoadedIndex | null> {
    if (this.#choice === 'cpu' || this.#isLost) return null;
    const unfit = this.#whyUnfit(index);
    const port = unfit === null ? await this.#requireThread() : null;
    if (unfit !== null) this.#reason = `${index.name}: ${unfit}`;
    if (port === null) return null;
    const { dimensions } = index.manifest.encoder as { dimensions: number };
    const vectors = { dimensions, shards: viewIndex(index).vectors };
    const loaded = { id: this.#next++, dimensions, rows: countRows(vectors) };
    const answer = new Promise<string | null>((resolve) => this.#waiting.set(loaded.id, resolve));
    this.#order(port, { kind: 'load', id: loaded.id, vectors });
    const refusal = await this.#stayAwake(answer);
    if (refusal === null) return loaded;
    this.#refuse(`${index.name}: ${refusal}`);
    return null;
  }

  #whyUnfit({ manifest }: OpenIndex): string | null {
    if (manifest.encoder === null) return 'the index has no vectors';
    if (!comparesEveryVector(manifest)) return `engine ${manifest.engine} does not compare every vector`;
    const { passages } = manifest.counts;
    if (this.#choice === 'gpu' || passages >= MIN_GPU_PASSAGES) return null;
    return `the CPU compares ${passages} vectors sooner than a GPU is asked (from ${MIN_GPU_PASSAGES} on it is)`;
  }

  /** A mailbox to the vectors for so many threads: what `Searcher.open` takes in each of them. */
  async connect(loaded: LoadedIndex, threads: number): Promise<GpuMailbox> {
    const mailbox = createMailbox(this.#doorbell, loaded.dimensions, loaded.rows, threads + SPARE_SLOTS);
    const port = this.#isLost ? null : await this.#thread;
    if (!port) closeMailbox(mailbox);
    else {
      const box = this.#next++;
      this.#boxes.set(mailbox, box);
      this.#order(port, { kind: 'connect', id: loaded.id, box, mailbox });
    }
    return mailbox;
  }

  async disconnect(mailbox: GpuMailbox): Promise<void> {
    const box = this.#boxes.get(mailbox);
    if (box === undefined) return;
    this.#count(mailbox, this.#past);
    this.#boxes.delete(mailbox);
    const port = await this.#thread;
    if (port && !this.#isLost) this.#order(port, { kind: 'disconnect', box });
  }

  /** Gives the memory back, after its mailboxes have been disconnected. */
  async unload({ id }: LoadedIndex): Promise<void> {
    const port = await this.#thread;
    if (port && !this.#isLost) this.#order(port, { kind: 'unload', id });
  }

  get report(): DeviceReport {
    const device = !this.#isLost && this.#boxes.size > 0 ? 'gpu' : 'cpu';
    const counts = { ...this.#past };
    for (const mailbox of this.#boxes.keys()) this.#count(mailbox, counts);
    const reason = device === 'gpu' ? null : (this.#reason ?? 'no vectors have been loaded');
    return { device, adapter: this.#adapter, reason, ...counts, isLost: this.#isLost };
  }

  #count({ control }: GpuMailbox, counts: { queries: number; batches: number; leftToCpu: number }): void {
    const words = new Int32Array(control);
    counts.queries += Atomics.load(words, CONTROL.queries);
    counts.batches += Atomics.load(words, CONTROL.batches);
    counts.leftToCpu += Atomics.load(words, CONTROL.leftToCpu);
  }

  /** The thread's port; null with `auto` where there is no GPU. @throws StillwebError GPU_UNAVAILABLE with `gpu` */
  #requireThread(): Promise<MessagePort | null> {
    this.#thread ??= this.#start();
    return this.#thread;
  }

  async #start(): Promise<MessagePort | null> {
    const found = await (this.#parts.probe ?? probeAdapter)();
    if ('reason' in found) return this.#refuse(found.reason);
    this.#adapter = found.name;
    if (found.isFallback && this.#choice === 'auto') return this.#refuse(`${found.name} is software, not a GPU`);
    const { port1, port2 } = new MessageChannel();
    const { patienceMs } = this.#parts;
    const data: GpuThreadData = { port: port2, doorbell: this.#doorbell, patienceMs };
    const { file, argv } = this.#parts.thread ?? { file: workerFile(import.meta.url, './gpu-thread.js'), argv: [] };
    const worker = new Worker(file, { argv: [...argv], workerData: data, transferList: [port2] });
    this.#worker = worker;
    this.#ended = new Promise((resolve) => worker.once('exit', resolve));
    const opened = new Promise<string | null>((resolve) => {
      port1.on('message', (news: GpuNews) => {
        if (news.kind === 'opened') resolve(null);
        if (news.kind === 'loaded') this.#settle(news.id, news.refusal);
        if (news.kind === 'lost') resolve(this.#lose(news.reason));
      });
      worker.once('error', (error) => resolve(this.#lose(error.message)));
      worker.once('exit', () => resolve(this.#lose('its thread ended')));
    });
    port1.unref();
    const refusal = await this.#stayAwake(opened);
    if (refusal !== null) return this.#refuse(refusal);
    return port1;
  }

  /** The thread keeps the process alive while it is waited for, and no longer: a command that is done ends. */
  async #stayAwake<T>(answer: Promise<T>): Promise<T> {
    this.#awaited++;
    this.#worker?.ref();
    try {
      return await answer;
    } finally {
      this.#awaited--;
      if (this.#awaited === 0) this.#worker?.unref();
    }
  }

  #settle(id: number, refusal: string | null): void {
    this.#waiting.get(id)?.(refusal);
    this.#waiting.delete(id);
  }

  #lose(reason: string): string {
    const isNews = !this.#isLost;
    if (isNews) this.#reason = reason;
    this.#isLost = true;
    for (const mailbox of this.#boxes.keys()) closeMailbox(mailbox);
    if (isNews && this.#boxes.size > 0) this.#parts.onLost?.(reason);
    for (const id of [...this.#waiting.keys()]) this.#settle(id, reason);
    return reason;
  }

  #refuse(reason: string): null {
    this.#reason = reason;
    if (this.#choice !== 'gpu') return null;
    throw new StillwebError('GPU_UNAVAILABLE', `no GPU can compare the vectors: ${reason}`, {
      adapter: this.#adapter,
      reason,
    });
  }

  #order(port: MessagePort, order: GpuOrder): void {
    port.postMessage(order);
    ringDoorbell(this.#doorbell);
  }

  /** Ends the thread; whoever still asks compares on the CPU. */
  async close(): Promise<void> {
    const port = await this.#thread?.catch(() => null);
    for (const mailbox of this.#boxes.keys()) closeMailbox(mailbox);
    if (!port || this.#isLost) return;
    this.#isLost = true;
    this.#order(port, { kind: 'close' });
    await this.#stayAwake(this.#ended);
  }
}
