import { errorOf, failureOf, type TaskFailure } from '../../src/task-failure.ts';

/** How a step in a thread of the build ended. */
export type Outcome<Value> = { readonly value: Value } | TaskFailure;

/** For the thread: what `step` gives or throws, as data that passes on whole. Never rejects. */
export async function outcomeOf<Value>(step: () => Value | Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await step() };
  } catch (error) {
    return failureOf(error);
  }
}

/** @throws what the step threw */
export function takeValue<Value>(outcome: Outcome<Value>): Value {
  if ('value' in outcome) return outcome.value;
  throw errorOf(outcome);
}
