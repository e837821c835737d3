import type { Outcome } from './connections.ts';
import { burst, type LoadTask, type OpenLoop, openLoop } from './load.ts';

type QueueTask =
  | { readonly kind: 'burst'; readonly task: LoadTask; readonly clients: number }
  | { readonly kind: 'open'; readonly task: LoadTask; readonly perSecond: number; readonly seconds: number };

export default function run(asked: QueueTask): Promise<Outcome[] | OpenLoop> {
  return asked.kind === 'burst'
    ? burst(asked.task, asked.clients)
    : openLoop(asked.task, asked.perSecond, asked.seconds);
}
