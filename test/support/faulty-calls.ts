import { appendFileSync } from 'node:fs';
import { changeFileSystem, type FileSystem } from '../../src/store/file-system.ts';

/** One fault at one call of the file system, counted over all calls of a thread that touch a directory. */
export interface FaultPlan {
  readonly directory: string;
  /** Counted from 1; 0 for none. */
  readonly call: number;
  readonly fault: 'ENOSPC' | 'EIO' | 'EINTR' | 'kill';
  /** A file that gets a line for each call, written past the seam. */
  readonly log?: string;
}

const BY_PATH = ['linkSync', 'mkdirSync', 'openSync', 'readdirSync', 'renameSync', 'rmdirSync', 'unlinkSync'] as const;
const BY_NUMBER = ['fsyncSync', 'ftruncateSync', 'readSync', 'writeSync'] as const;

type Call = (...given: unknown[]) => unknown;

/** @returns takes the fault away again */
export function injectFault({ directory, call, fault, log }: FaultPlan): () => void {
  const files = new Map<unknown, string>();
  let calls = 0;
  const meet = (name: string, path: string): void => {
    calls++;
    if (log !== undefined) appendFileSync(log, `${name} ${path}\n`);
    if (calls !== call) return;
    if (fault === 'kill') {
      process.kill(process.pid, 'SIGKILL');
      // The signal ends the process at once, but not this thread at this line.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
    const syscall = name.replace(/Sync$/, '');
    throw Object.assign(new Error(`${fault}: injected, ${syscall} '${path}'`), { code: fault, syscall, path });
  };
  const isInside = (path: unknown): path is string => typeof path === 'string' && path.startsWith(directory);
  return changeFileSystem((before) => {
    const changed: Record<string, Call> = {};
    for (const name of BY_PATH) {
      changed[name] = (...given) => {
        const inside = given.find(isInside);
        if (inside !== undefined) meet(name, inside);
        const result = (before[name] as Call)(...given);
        if (name === 'openSync' && inside !== undefined) files.set(result, inside);
        return result;
      };
    }
    for (const name of BY_NUMBER) {
      changed[name] = (...given) => {
        const path = files.get(given[0]);
        if (path !== undefined) meet(name, path);
        return (before[name] as Call)(...given);
      };
    }
    changed.closeSync = (file) => {
      files.delete(file);
      return (before.closeSync as Call)(file);
    };
    return changed as Partial<FileSystem>;
  });
}
