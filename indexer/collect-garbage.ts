import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Below it there is too little to give back: a build whose bound is near holds many times as much. */
const LEAST_BYTES = 96 * 1024 * 1024;

/**
 * Gives back the memory of a finished stage before the next one takes its own. The engine would do so in its own time,
 * which is later than a bound on memory allows.
 */
export function collectGarbage(): void {
  const { heapUsed, external } = process.memoryUsage();
  if (heapUsed + external < LEAST_BYTES) return;
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
