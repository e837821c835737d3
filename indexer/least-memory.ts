/** What a build takes at least, apart from `build-memory.ts` so that the command line can name it without loading encoders. */

/** The main thread with its tables. */
export const MAIN_BYTES = 224 * 1024 * 1024;
/** One worker with a unit in hand, measured with the encoder `static`. */
export const WORKER_BYTES = 224 * 1024 * 1024;

/** What a build with one worker, the fewest, takes at least: less cannot be kept. */
export const MIN_BUILD_BYTES = MAIN_BYTES + WORKER_BYTES;
