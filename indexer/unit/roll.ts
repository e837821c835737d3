/**
 * Which threads of a pool have opened something that is to be closed before they end. The pool marks its threads as ready
 * before they are, so a thread signs up before it opens anything, and opens nothing when the roll is closed.
 */
export type Roll = Int32Array;

const CLOSED = -1;

export function createRoll(): Roll {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** @returns false when the roll is closed: the work is over, and this thread is about to be ended */
export function signUp(roll: Roll): boolean {
  for (;;) {
    const holders = Atomics.load(roll, 0);
    if (holders === CLOSED) return false;
    if (Atomics.compareExchange(roll, 0, holders, holders + 1) === holders) return true;
  }
}

/** @returns how many threads are on it; no other gets on it any more */
export function closeRoll(roll: Roll): number {
  return Atomics.exchange(roll, 0, CLOSED);
}
