import { workerData } from 'node:worker_threads';
import { answerMailboxes, type GpuThreadData } from './answer-mailboxes.ts';
import { openGpu } from './dawn.ts';

await answerMailboxes(workerData as GpuThreadData, openGpu);
// Dawn keeps the event loop of its thread alive.
process.exit(0);
