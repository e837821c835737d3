import { parentPort, workerData } from 'node:worker_threads';
import { type DenseMemory, DenseSearcher } from './dense-index.ts';

/** A thread of the throughput measurement: answers its queries when told to, and says so. */

export interface DenseWorkerSettings {
  readonly memory: DenseMemory;
  readonly queries: readonly Int16Array[];
}

const { memory, queries } = workerData as DenseWorkerSettings;
const searcher = new DenseSearcher(memory);

parentPort?.on('message', ({ ef, candidates }: { ef: number; candidates: number }) => {
  for (const query of queries) searcher.search(query, ef, candidates);
  parentPort?.postMessage(ef);
});
parentPort?.postMessage('ready');
