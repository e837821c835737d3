import type { TaskFailure } from '../task-failure.ts';

/** How a task ended; `bytes` are those of its value in the bytes of the report: start and end. */
export type TaskOutcome = { readonly value: unknown; readonly bytes?: readonly [number, number] } | TaskFailure;
