/** Some calls of a trace asked again, one after the other, each with its verdict: for whoever looks at a session. */
import { StillwebError } from '../../errors.ts';
import { readTrace } from '../trace/read-trace.ts';
import { TraceAnswers } from '../trace/trace-answers.ts';
import type { TraceCall } from '../trace/trace-line.ts';
import type { Difference } from './answer-difference.ts';
import { type ReplayOutcome, type ReplayTarget, replayCall } from './replay-call.ts';

export interface CallVerdict {
  /** As the trace numbers it. */
  readonly call: number;
  readonly verdict: ReplayOutcome['verdict'];
  readonly difference?: Difference;
  /** Why it was not asked again, where there is more to say. */
  readonly why?: string;
}

export interface CallsReplay {
  /** Of the calls that were looked at, in the order of the trace. */
  readonly verdicts: readonly CallVerdict[];
  /** What the calls were recorded over, and what answers now; null for an index that is not served. */
  readonly indexes: readonly { readonly name: string; readonly recorded: string; readonly replayed: string | null }[];
  /** Calls behind the last one that was looked at. */
  readonly left: number;
}

export interface CallsReplayOptions {
  /** The first of them, at the most. */
  readonly most: number;
  /** Whether there is still time for another one. */
  readonly hasTime: () => boolean;
}

/**
 * A fault of one call is told as its verdict; one that waiting mends ends the replay.
 *
 * @throws StillwebError INPUT_MISSING, TRACE_INVALID, STORAGE_FAILED
 */
export async function replayCalls(
  path: string,
  numbers: ReadonlySet<number>,
  target: ReplayTarget,
  { most, hasTime }: CallsReplayOptions,
): Promise<CallsReplay> {
  const answers = new TraceAnswers(path);
  const calls: TraceCall[] = [];
  for await (const entry of readTrace(path, (kind) => kind === 'answer' || kind === 'call')) {
    if (entry.kind === 'answer') answers.note(entry);
    if (entry.kind === 'call' && numbers.has(entry.call.call)) calls.push(entry.call);
  }
  const verdicts: CallVerdict[] = [];
  try {
    for (const call of calls.slice(0, most)) {
      if (!hasTime()) break;
      const verdict = await verdictOf(call, answers, target);
      if (verdict === null) break;
      verdicts.push(verdict);
    }
  } finally {
    await answers.close();
  }
  return { verdicts, indexes: indexesOf(calls, target), left: calls.length - verdicts.length };
}

/** @returns null where only waiting mends what went wrong */
async function verdictOf(call: TraceCall, answers: TraceAnswers, target: ReplayTarget): Promise<CallVerdict | null> {
  const { call: number } = call;
  try {
    return { call: number, ...(await replayCall(call, answers, target)) };
  } catch (error) {
    if (error instanceof StillwebError && error.entry.retry === 'later') return null;
    const why = error instanceof StillwebError ? error.message : 'this version cannot ask it';
    return { call: number, verdict: 'unasked', why };
  }
}

function indexesOf(calls: readonly TraceCall[], { ids }: ReplayTarget): CallsReplay['indexes'] {
  const recorded = new Map(calls.flatMap(({ index }) => (index === null ? [] : [[index.name, index.id] as const])));
  return [...recorded].map(([name, id]) => ({ name, recorded: id, replayed: ids.get(name) ?? null }));
}
