import { type ErrorCode, type ErrorFacts, StillwebError } from '../errors.ts';
import { storageFault } from '../store/storage-fault.ts';

/**
 * How a task ended; `bytes` are those of its value in the bytes of the report: start and end. Errors are data here: a
 * thread boundary keeps no class and no extra property of an `Error`.
 */
export type TaskOutcome =
  | { readonly value: unknown; readonly bytes?: readonly [number, number] }
  | { readonly refusal: { readonly code: ErrorCode; readonly message: string; readonly facts: ErrorFacts } }
  | { readonly bug: unknown };

export function failureOf(error: unknown): Exclude<TaskOutcome, { value: unknown }> {
  const known = error instanceof StillwebError ? error : storageFault(error);
  if (known === null) return { bug: error };
  const { code, message, facts } = known;
  return { refusal: { code, message, facts } };
}

/** What was thrown on the other side. */
export function errorOf(failure: Exclude<TaskOutcome, { value: unknown }>): unknown {
  if ('bug' in failure) return failure.bug;
  const { code, message, facts } = failure.refusal;
  return new StillwebError(code, message, facts);
}
