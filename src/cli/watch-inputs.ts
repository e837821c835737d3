import { type FSWatcher, watch } from 'node:fs';

/** No change for so long: whoever writes several files has ended. */
const QUIET_MS = 100;
/** Who writes all the time does not put it off for longer. */
const MOST_QUIET_MS = 5000;
/** Looked at without having been told, too: not every file system tells. */
const LOOK_MS = 10_000;

/** Tells when to look whether inputs have changed. What it tells is a hint: whoever looks finds out. */
export interface InputWatch {
  /** Waits for the next time; false when the watch has ended. */
  next(): Promise<boolean>;
  end(): void;
}

/** Watches files and folders with all that is in them. */
export function watchInputs(paths: readonly string[]): InputWatch {
  let isEnded = false;
  let changes = 0;
  let wake = (): void => {};
  const onChange = (): void => {
    changes += 1;
    wake();
  };
  const watchers = paths.flatMap((path) => openWatcher(path, onChange));
  /** Ends at a change, at the end, or when the time is over. */
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (isEnded) wake();
    });
  return {
    async next() {
      if (changes === 0) await pause(LOOK_MS);
      const endMs = performance.now() + MOST_QUIET_MS;
      while (changes > 0 && !isEnded && performance.now() < endMs) {
        changes = 0;
        await pause(QUIET_MS);
      }
      changes = 0;
      return !isEnded;
    },
    end() {
      isEnded = true;
      for (const watcher of watchers) watcher.close();
      wake();
    },
  };
}

/** None where the system cannot watch: looking at times is left. */
function openWatcher(path: string, onChange: () => void): FSWatcher[] {
  try {
    const watcher = watch(path, { recursive: true }, onChange);
    watcher.on('error', onChange);
    return [watcher];
  } catch {
    return [];
  }
}
