import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { VectorRows } from '../../kernel/gpu/vector-buffers.ts';
import { workerFile } from '../../worker-file.ts';
import type { GpuNews, GpuOrder, GpuThreadData } from './answer-mailboxes.ts';
import { ringDoorbell } from './mailbox.ts';

/** The program of the thread that holds the GPU, when it is not ours, and how long it waits for an answer. */
export interface GpuThreadParts {
  readonly thread?: { readonly file: string; readonly argv: readonly string[] };
  readonly patienceMs?: number;
}

/** One device of the GPU from opening to loss, and the thread that holds it. A lost one stays lost; another may be opened. */
export class GpuSession {
  /** Settles when the thread has ended: only then another may be started. */
  readonly ended: Promise<void>;
  /** Settles with the reason when the device is lost, or was never there. */
  readonly lost: Promise<string>;
  /** That reason; null as long as there is a device. */
  lostReason: string | null = null;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #doorbell: SharedArrayBuffer;
  readonly #waiting = new Map<number, (refusal: string | null) => void>();
  readonly #opened: Promise<void>;
  #settleOpened: () => void = () => {};
  #settleLost: (reason: string) => void = () => {};
  #awaited = 0;

  constructor(doorbell: SharedArrayBuffer, { thread, patienceMs }: GpuThreadParts) {
    const { port1, port2 } = new MessageChannel();
    const data: GpuThreadData = { port: port2, doorbell, patienceMs };
    const { file, argv } = thread ?? { file: workerFile(import.meta.url, './gpu-thread.js'), argv: [] };
    const worker = new Worker(file, { argv: [...argv], workerData: data, transferList: [port2] });
    this.#worker = worker;
    this.#port = port1;
    this.#doorbell = doorbell;
    this.ended = new Promise((resolve) => worker.once('exit', () => resolve()));
    this.lost = new Promise((resolve) => {
      this.#settleLost = resolve;
    });
    this.#opened = new Promise((resolve) => {
      this.#settleOpened = resolve;
    });
    port1.on('message', (news: GpuNews) => this.#hear(news));
    worker.once('error', (error) => this.#lose(error.message));
    worker.once('exit', () => {
      // What the thread said last may come behind its end.
      for (let last = receiveMessageOnPort(port1); last !== undefined; last = receiveMessageOnPort(port1)) {
        this.#hear(last.message as GpuNews);
      }
      this.#lose('its thread ended');
    });
    port1.unref();
  }

  /** @returns why there is no device; null when there is one */
  open(): Promise<string | null> {
    return this.stayAwake(Promise.race([this.#opened.then(() => null), this.lost]));
  }

  /** @returns why the vectors cannot be searched there; null when they can */
  load(id: number, vectors: VectorRows): Promise<string | null> {
    if (this.lostReason !== null) return Promise.resolve(this.lostReason);
    const answer = new Promise<string | null>((resolve) => this.#waiting.set(id, resolve));
    this.order({ kind: 'load', id, vectors });
    return this.stayAwake(answer);
  }

  order(order: GpuOrder): void {
    this.#port.postMessage(order);
    ringDoorbell(this.#doorbell);
  }

  /** Ends the thread in good order. */
  async close(): Promise<void> {
    this.order({ kind: 'close' });
    await this.stayAwake(this.ended);
  }

  /** Ends the thread wherever it is, if its driver lets go of it. */
  kill(): void {
    void this.#worker.terminate();
  }

  /** The thread keeps the process alive while it is waited for, and no longer: a command that is done ends. */
  async stayAwake<T>(answer: Promise<T>): Promise<T> {
    this.#awaited++;
    this.#worker.ref();
    try {
      return await answer;
    } finally {
      this.#awaited--;
      if (this.#awaited === 0) this.#worker.unref();
    }
  }

  #hear(news: GpuNews): void {
    if (news.kind === 'opened') this.#settleOpened();
    if (news.kind === 'loaded') this.#settle(news.id, news.refusal);
    if (news.kind === 'lost') this.#lose(news.reason);
  }

  #settle(id: number, refusal: string | null): void {
    this.#waiting.get(id)?.(refusal);
    this.#waiting.delete(id);
  }

  #lose(reason: string): void {
    if (this.lostReason !== null) return;
    this.lostReason = reason;
    this.#settleLost(reason);
    for (const id of [...this.#waiting.keys()]) this.#settle(id, reason);
  }
}
