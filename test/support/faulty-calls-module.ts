/** A disk with one fault, in the threads of one kind: `?thread=unit`, those that make units, or `shard`; and a `FaultPlan`. */
import { isMainThread, workerData } from 'node:worker_threads';
import { type FaultPlan, injectFault } from './faulty-calls.ts';

const settings = new URL(import.meta.url).searchParams;
const thread = isMainThread ? 'main' : 'roll' in (workerData as object) ? 'unit' : 'shard';
if (settings.get('thread') === thread) {
  injectFault({
    directory: settings.get('directory') ?? '',
    call: Number(settings.get('call')),
    fault: settings.get('fault') as FaultPlan['fault'],
    log: settings.get('log') ?? undefined,
  });
}
