import { MAX_CALL_REPEATS } from '../limits.ts';

const AGAIN_WAIT_MS = 10;
const NEVER = new Int32Array(new SharedArrayBuffer(4));

/**
 * A call of the file system that is made again when a signal interrupted it (EINTR), or when a file system that should not
 * say so says that it is not ready (EAGAIN). Only for calls that have done nothing when they fail so.
 *
 * @throws what the call throws; EINTR and EAGAIN only after MAX_CALL_REPEATS
 */
export function repeatInterrupted<Value>(call: () => Value): Value {
  for (let repeats = 0; ; repeats += 1) {
    try {
      return call();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if ((code !== 'EINTR' && code !== 'EAGAIN') || repeats === MAX_CALL_REPEATS) throw error;
      if (code === 'EAGAIN') Atomics.wait(NEVER, 0, 0, AGAIN_WAIT_MS);
    }
  }
}
