/**
 * Milliseconds of a clock that no setting of the time moves, the same in every thread of this process. `performance.now()` counts
 * from another moment in each thread.
 */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
