import { Worker } from 'node:worker_threads';
import type { ErrorCode, ErrorFacts } from '../../../src/errors.ts';
import { TableFault } from '../../../src/format/table-fault.ts';
import { MAX_TABLE_HEAP_MEBIBYTES, MAX_TABLE_PART_BYTES } from '../../../src/limits.ts';
import { workerFile } from '../../../src/worker-file.ts';
import type { RowBatch } from './parquet-rows.ts';

/** What the thread says: which bytes it needs, the names of the columns, the next rows, or that there are no more. */
export type FromWorker =
  | { readonly kind: 'read'; readonly start: number; readonly bytes: number }
  | { readonly kind: 'columns'; readonly names: readonly string[] }
  | ({ readonly kind: 'rows' } & RowBatch)
  | { readonly kind: 'end' }
  | { readonly kind: 'fault'; readonly code: ErrorCode; readonly what: string; readonly facts: ErrorFacts };

export type ToWorker = { readonly kind: 'bytes'; readonly bytes: ArrayBuffer } | { readonly kind: 'next' };

/** A column that is read whole, or a page, with its header. */
const MAX_READ_BYTES = 2 * MAX_TABLE_PART_BYTES;

/**
 * The rows of a Parquet file, read by a thread of its own.
 *
 * @param read any part of it
 * @param onColumns given the names of the columns before any row
 * @param heapMebibytes of the thread
 * @throws TableFault TABLE_TOO_LARGE when the heap is full; what `read` and `onColumns` throw
 */
export async function* readParquet(
  size: number,
  read: (start: number, bytes: number) => Buffer,
  onColumns: (names: readonly string[]) => void,
  heapMebibytes = MAX_TABLE_HEAP_MEBIBYTES,
): AsyncGenerator<RowBatch> {
  const worker = new Worker(workerFile(import.meta.url, './parquet-worker.js'), {
    workerData: { size },
    resourceLimits: { maxOldGenerationSizeMb: heapMebibytes },
  });
  const messages = new Mailbox(worker, heapMebibytes);
  try {
    for (;;) {
      const message = await messages.next();
      if (message.kind === 'end') return;
      if (message.kind === 'fault') throw new TableFault(message.code, message.what, message.facts);
      if (message.kind === 'columns') {
        onColumns(message.names);
        worker.postMessage({ kind: 'next' } satisfies ToWorker);
      } else if (message.kind === 'rows') {
        yield { rows: message.rows, share: message.share };
        worker.postMessage({ kind: 'next' } satisfies ToWorker);
      } else {
        const { bytes } = message;
        if (bytes > MAX_READ_BYTES) {
          const what = `has a part of ${bytes} bytes, over ${MAX_READ_BYTES}`;
          throw new TableFault('TABLE_TOO_LARGE', what, { bytes, limit: MAX_READ_BYTES });
        }
        const { buffer } = read(message.start, bytes);
        worker.postMessage({ kind: 'bytes', bytes: buffer as ArrayBuffer } satisfies ToWorker, [buffer as ArrayBuffer]);
      }
    }
  } finally {
    await worker.terminate();
  }
}

/** Messages of a worker one after the other, or what ended it. */
class Mailbox {
  readonly #waiting: FromWorker[] = [];
  readonly #heapMebibytes: number;
  #fault: Error | null = null;
  #wake: (() => void) | null = null;

  constructor(worker: Worker, heapMebibytes: number) {
    this.#heapMebibytes = heapMebibytes;
    worker.on('message', (message: FromWorker) => {
      this.#waiting.push(message);
      this.#wake?.();
    });
    worker.on('error', (error) => this.#end(error));
    worker.on('exit', () => this.#end(new Error('its thread has ended')));
  }

  async next(): Promise<FromWorker> {
    for (;;) {
      const message = this.#waiting.shift();
      if (message !== undefined) return message;
      if (this.#fault !== null) throw this.#fault;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #end(error: Error & { readonly code?: string }): void {
    const isFull = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    const what = isFull ? `needs over ${this.#heapMebibytes} MiB to be read` : 'cannot be read as Parquet';
    const facts: ErrorFacts = isFull ? { limit: this.#heapMebibytes } : { reason: error.message };
    this.#fault ??= new TableFault(isFull ? 'TABLE_TOO_LARGE' : 'TABLE_INVALID', what, facts);
    this.#wake?.();
  }
}
