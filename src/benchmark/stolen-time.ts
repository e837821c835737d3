import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** `USER_HZ`, which Linux fixes for programs. */
const TICKS_PER_SECOND = 100;

/**
 * How much of the time of all cores the host of a virtual machine gave to others, from now until it is asked: what no program inside can
 * help, and what a figure must be read with.
 *
 * @returns a function for the share, 0 … 1; null where the system does not tell
 * @see proc_stat(5), `steal`
 */
export function watchStolenTime(): () => number | null {
  const startMs = performance.now();
  const before = stolenSeconds();
  return () => {
    const after = stolenSeconds();
    if (before === null || after === null) return null;
    return (after - before) / cpus().length / ((performance.now() - startMs) / 1000);
  };
}

function stolenSeconds(): number | null {
  try {
    const total = /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1].split(' ') ?? [];
    return total.length > 7 ? Number(total[7]) / TICKS_PER_SECOND : null;
  } catch {
    return null;
  }
}
