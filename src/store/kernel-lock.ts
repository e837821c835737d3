import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from './file-system.ts';

/** Where Linux has the program that asks the kernel for a lock. By whole paths, so that no folder of a user is asked. */
const PROGRAMS = ['/usr/bin/flock', '/bin/flock'];
/** `flock -n` ends with it when another process holds the lock. */
const HELD_EXIT = 1;
const PATIENCE_MS = 10_000;

/**
 * Has the kernel lock a directory or a file, through a descriptor that this process shares for a moment with `flock`. The lock ends
 * with this process, however it ends, and is seen from every container of the machine. File systems over a network may have
 * none.
 *
 * @returns what gives it back; `held` when another process has it; null where there is no such lock
 */
export function lockInKernel(path: string): (() => void) | 'held' | null {
  const program = process.platform === 'linux' ? PROGRAMS.find((name) => existsSync(name)) : undefined;
  if (program === undefined) return null;
  const folder = openSync(path, 'r');
  let status: number | null = null;
  try {
    const stdio = ['ignore', 'ignore', 'ignore', folder] as const;
    ({ status } = spawnSync(program, ['-x', '-n', '3'], { stdio: [...stdio], env: {}, timeout: PATIENCE_MS }));
  } finally {
    if (status !== 0) closeSync(folder);
  }
  if (status === 0) return () => closeSync(folder);
  return status === HELD_EXIT ? 'held' : null;
}
