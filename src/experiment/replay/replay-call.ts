/** One recorded call asked again, and what came of it. */
import type { TraceAnswers } from '../trace/trace-answers.ts';
import type { TraceAnswer, TraceCall } from '../trace/trace-line.ts';
import { type Difference, describeDifference, type Replayed, withIndexId } from './answer-difference.ts';

/** What a recorded question can be asked of. */
export interface ReplayTarget {
  /** For people: `wiki@3f…`, or the address of a server. */
  readonly name: string;
  /** From the names of the indexes to their ids. */
  readonly ids: ReadonlyMap<string, string>;
  /** Calls of a session are to be asked in their order, one after the other: what answers knows sessions. */
  readonly isOrdered: boolean;
  /**
   * @param expected the recorded body, with the ids of this target: null for a refusal
   * @returns null where this target cannot be asked that
   * @throws StillwebError for a fault
   */
  ask(call: TraceCall, told: TraceAnswer, expected: Uint8Array | null): Promise<Replayed | null>;
  /** More about a difference, such as what each leg says. */
  explain?(call: TraceCall, told: TraceAnswer, difference: Difference): Promise<Difference>;
  close(): Promise<void>;
}

/**
 * - `same`, `differs`: it was asked again, and its answers were compared;
 * - `fault`: it had ended for a fault, such as a full queue, and so says nothing;
 * - `questionless`: it came to no question, so that no index has a part in its answer;
 * - `unasked`: this target cannot be asked that.
 */
export type ReplayOutcome =
  | { readonly verdict: 'same' | 'fault' | 'questionless' | 'unasked' }
  | { readonly verdict: 'differs'; readonly difference: Difference };

/** @throws StillwebError TRACE_INVALID, STORAGE_FAILED; what the target throws for a fault */
export async function replayCall(call: TraceCall, answers: TraceAnswers, target: ReplayTarget): Promise<ReplayOutcome> {
  if (call.kind === null) return { verdict: 'questionless' };
  if (call.answer === null) return { verdict: 'fault' };
  const { told, body: recorded } = await answers.read(call.answer);
  const change = idChange(call, target);
  const body = recorded === null ? null : withIndexId(recorded, change);
  const replayed = await target.ask(call, told, body);
  if (replayed === null) return { verdict: 'unasked' };
  const difference = describeDifference({ told, body }, replayed, change !== null);
  if (difference === null) return { verdict: 'same' };
  return { verdict: 'differs', difference: (await target.explain?.(call, told, difference)) ?? difference };
}

function idChange({ index }: TraceCall, { ids }: ReplayTarget): readonly [from: string, to: string] | null {
  if (index === null) return null;
  const to = ids.get(index.name);
  return to === undefined || to === index.id ? null : [index.id, to];
}
