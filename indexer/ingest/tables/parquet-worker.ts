import { parentPort, workerData } from 'node:worker_threads';
import { TableFault } from '../../../src/format/table-fault.ts';
import { readRows } from './parquet-rows.ts';
import type { FromWorker, ToWorker } from './table-thread.ts';

/**
 * Reads a Parquet file in a thread of its own, whose heap has a limit: what a hostile file asks for ends this thread and nothing
 * else. The bytes come from the thread that started it, which has the file open.
 */

const port = parentPort!;
const { size } = workerData as { readonly size: number };
/** What is waited for: bytes, or that what comes next is wanted. */
let answer: ((message: ToWorker) => void) | null = null;
port.on('message', (message: ToWorker) => answer?.(message));

function ask(message: FromWorker): Promise<ToWorker> {
  return new Promise((resolve) => {
    answer = resolve;
    port.postMessage(message);
  });
}

/** One range at a time, for the parser asks for several at once. */
let last: Promise<unknown> = Promise.resolve();
function readRange(start: number, end: number): Promise<ArrayBuffer> {
  const read = last.then(async () => {
    if (end <= start) return new ArrayBuffer(0);
    const message = await ask({ kind: 'read', start, bytes: end - start });
    if (message.kind !== 'bytes') throw new TypeError('bytes were asked for');
    return message.bytes;
  });
  last = read.catch(() => {});
  return read;
}

try {
  const tellColumns = (names: readonly string[]) => ask({ kind: 'columns', names });
  for await (const batch of readRows(size, readRange, tellColumns)) await ask({ kind: 'rows', ...batch });
  port.postMessage({ kind: 'end' } satisfies FromWorker);
} catch (error) {
  const fault =
    error instanceof TableFault
      ? { code: error.code, what: error.message, facts: error.facts }
      : { code: 'TABLE_INVALID' as const, what: 'cannot be read as Parquet', facts: { reason: String(error) } };
  port.postMessage({ kind: 'fault', ...fault } satisfies FromWorker);
}
