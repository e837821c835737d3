import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { readFileSync, readlinkSync, statSync } from './file-system.ts';

/** Who holds a lock, as its file says it, and whether it can still be there. */
export interface LockHolder {
  readonly pid: number;
  /** When the process started, in clock ticks since the boot; `unknown` where the system does not tell. */
  readonly started: string;
  /** The machine: its name, and the number that its installation has where there is one. */
  readonly host: string;
  /** One for each start of a kernel (Linux); empty elsewhere. */
  readonly boot: string;
  /** In which a process number means this process (Linux): containers have their own. Empty elsewhere. */
  readonly namespace: string;
  /** Device and inode of the directory, as the holder sees it. */
  readonly folder: string;
  /** Whether the kernel holds a lock on the directory as long as this process lives. */
  readonly isInKernel: boolean;
}

/** Whether the holder is there: `unknown` where nothing that can be seen from here says. */
export type Presence = 'here' | 'gone' | 'unknown';

/** This process, for the lock of a directory. */
export function describeSelf(directory: string, isInKernel: boolean): LockHolder {
  const { dev, ino } = statSync(directory, { bigint: true });
  return {
    pid: process.pid,
    started: processStart(process.pid) ?? 'unknown',
    host: [hostname(), ...readFirst('/etc/machine-id')].join(' '),
    boot: readFirst('/proc/sys/kernel/random/boot_id').join(),
    namespace: readNamespace(),
    folder: `${dev}:${ino}`,
    isInKernel,
  };
}

/** The text of a lock: one line of JSON that no other lock has, not of this process either. */
export function encodeHolder(holder: LockHolder): string {
  return `${JSON.stringify({ ...holder, nonce: randomBytes(8).toString('hex') })}\n`;
}

/** null for what no builder has written */
export function decodeHolder(text: string): LockHolder | null {
  const [, pid, started] = /^(\d{1,10}) (\d{1,20}|unknown)\n$/.exec(text) ?? [];
  // As the first versions wrote it, which knew one machine only.
  if (pid !== undefined) return { ...UNPLACED, pid: Number(pid), started };
  try {
    const holder = JSON.parse(text) as LockHolder;
    const texts = [holder.started, holder.host, holder.boot, holder.namespace, holder.folder];
    const isWhole =
      Number.isSafeInteger(holder.pid) && holder.pid > 0 && texts.every((each) => typeof each === 'string');
    return isWhole ? holder : null;
  } catch {
    return null;
  }
}

const UNPLACED = { host: '', boot: '', namespace: '', folder: '', isInKernel: false };

/** What tells one lock from every other: the claim of who takes it over has it in its name. */
export function tokenOf(text: string, inode: bigint, modifiedNs: bigint): string {
  return createHash('sha256').update(`${inode} ${modifiedNs} ${text}`).digest('hex').slice(0, 16);
}

/** @param self this process; where it holds the kernel's lock, no other process does */
export function findHolder(holder: LockHolder, self: LockHolder): Presence {
  const isUnplaced = holder.host === '';
  if (!isUnplaced && holder.boot !== self.boot) {
    // All else equal: this machine, started anew. Anything else may be another machine.
    const isThisMachine = holder.boot !== '' && holder.host === self.host && holder.namespace === self.namespace;
    return isThisMachine ? 'gone' : 'unknown';
  }
  const isOneKernel = holder.boot !== '' && holder.folder === self.folder;
  if (isOneKernel && holder.isInKernel === true && self.isInKernel) return 'gone';
  if (!isUnplaced && (holder.namespace !== self.namespace || (holder.boot === '' && holder.host !== self.host))) {
    return 'unknown';
  }
  return isRunning(holder.pid, holder.started) ? 'here' : 'gone';
}

function isRunning(pid: number, started: string): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (started === 'unknown') return true;
  const found = processStart(pid);
  return found === null || found === started;
}

/**
 * When a process started, in clock ticks since the boot, where the system tells (Linux); else null. Other than any start for
 * one that has ended and whose end nobody has asked for yet.
 */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : fields[19];
  } catch {
    return null;
  }
}

/** The first line of a small file of the system; none where there is no such file, or nothing in it. */
function readFirst(path: string): string[] {
  try {
    return [readFileSync(path, 'utf8').split('\n')[0].trim()].filter(Boolean);
  } catch {
    return [];
  }
}

function readNamespace(): string {
  try {
    return String(readlinkSync('/proc/self/ns/pid'));
  } catch {
    return '';
  }
}
