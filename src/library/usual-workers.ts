import { availableParallelism } from 'node:os';

/** Threads that search where nothing is said: one a core less one, as the thread that speaks HTTP takes most of a core. */
export function usualWorkers(): number {
  return Math.max(1, availableParallelism() - 1);
}
