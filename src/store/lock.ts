import { StillwebError } from '../errors.ts';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from './file-system.ts';
import { lockFile } from './layout.ts';

/**
 * Admits one builder to an index directory. The lock names a process and when it started, so that neither a dead
 * builder nor another process with its recycled number keeps the directory shut.
 *
 * @returns a function that releases the lock
 * @throws StillwebError INDEX_LOCKED while the builder is alive
 */
export function lockDirectory(directory: string): () => void {
  const path = lockFile(directory);
  const mine = `${process.pid} ${processStart(process.pid)}\n`;
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      const file = openSync(path, 'wx');
      try {
        writeSync(file, mine);
      } finally {
        closeSync(file);
      }
      return () => {
        if (readLock(path) === mine) rmSync(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readLock(path);
    if (holder === null) continue;
    const [pid, started] = holder.trim().split(' ');
    if (isAlive(Number(pid), started)) {
      throw new StillwebError('INDEX_LOCKED', `process ${pid} is building in ${directory}`, { pid: Number(pid) });
    }
    rmSync(path, { force: true });
  }
  throw new StillwebError('INDEX_LOCKED', `the lock in ${directory} cannot be taken`, {});
}

function readLock(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function isAlive(pid: number, started: string | undefined): boolean {
  // An empty or foreign lock is the trace of a builder that died while writing it.
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return started === undefined || started === 'unknown' || processStart(pid) === started;
}

/** When a process started, in clock ticks since boot, where the system tells (Linux); else `unknown`. */
function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
