import { type ErrorCode, type ErrorFacts, StillwebError } from './errors.ts';
import { storageFault } from './store/storage-fault.ts';

/** What was thrown in another thread, as data: a thread boundary keeps no class and no extra property of an `Error`. */
export type TaskFailure =
  | { readonly refusal: { readonly code: ErrorCode; readonly message: string; readonly facts: ErrorFacts } }
  | { readonly bug: unknown };

/** To be called in the thread that threw: behind the boundary a fault of the disk cannot be told from a bug. */
export function failureOf(error: unknown): TaskFailure {
  const known = error instanceof StillwebError ? error : storageFault(error);
  if (known === null) return { bug: error };
  const { code, message, facts } = known;
  return { refusal: { code, message, facts } };
}

/** What was thrown on the other side. */
export function errorOf(failure: TaskFailure): unknown {
  if ('bug' in failure) return failure.bug;
  const { code, message, facts } = failure.refusal;
  return new StillwebError(code, message, facts);
}
