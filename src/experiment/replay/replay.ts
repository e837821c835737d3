/** A recorded run asked again, and every answer compared with the one that was recorded. */
import { StillwebError } from '../../errors.ts';
import { readTrace } from '../trace/read-trace.ts';
import { TraceAnswers } from '../trace/trace-answers.ts';
import type { TraceCall } from '../trace/trace-line.ts';
import type { Difference } from './answer-difference.ts';
import { type ReplayTarget, replayCall } from './replay-call.ts';

export interface ReplayOptions {
  /** Asked at once. Default: 1. */
  readonly clients?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ReplayedCall extends Difference {
  readonly call: number;
  readonly session: string | null;
  readonly step: number | null;
  readonly door: string | null;
  readonly kind: TraceCall['kind'];
  readonly queries: readonly string[] | null;
}

export interface ReplayReport {
  readonly target: string;
  /** What the trace was recorded over, and what answered now; the same where the ids are. */
  readonly indexes: readonly { readonly name: string; readonly recorded: string; readonly replayed: string | null }[];
  /** Lines of calls in the trace. */
  readonly calls: number;
  readonly sessions: number;
  readonly compared: number;
  /** Calls that ended for a fault, such as a full queue, and so say nothing. */
  readonly faults: number;
  /** Calls that came to no question, whose refusal no index has a part in. */
  readonly questionless: number;
  /** Calls that this target cannot be asked. */
  readonly unasked: number;
  readonly differences: readonly ReplayedCall[];
  /** The number of the last line of the trace, where a process that was killed has cut that: it is passed over. */
  readonly cutLine?: number;
  /** The file has grown while it was replayed against a server: a server records into it, perhaps the one that was asked. */
  readonly hasGrown?: true;
}

/**
 * @throws StillwebError INPUT_MISSING, TRACE_INVALID, what the target throws for a fault
 */
export async function replayTrace(
  path: string,
  target: ReplayTarget,
  { clients = 1, onProgress = () => {} }: ReplayOptions = {},
): Promise<ReplayReport> {
  const answers = new TraceAnswers(path);
  const calls: TraceCall[] = [];
  const recorded = new Map<string, string>();
  let cutLine: number | undefined;
  const onCut = (line: number): void => {
    cutLine = line;
  };
  for await (const entry of readTrace(path, undefined, { onCut })) {
    if (entry.kind === 'answer') answers.note(entry);
    if (entry.kind === 'call') calls.push(entry.call);
    if (entry.kind === 'index') recorded.set(entry.index.serves.name, entry.index.serves.id);
  }
  if (calls.length === 0) throw new StillwebError('TRACE_INVALID', `${path} has no call to replay`, { path });
  const differences: ReplayedCall[] = [];
  let [compared, faults, questionless, unasked, done] = [0, 0, 0, 0, 0];
  const replay = async (call: TraceCall): Promise<void> => {
    const outcome = await replayCall(call, answers, target);
    if (outcome.verdict === 'questionless') questionless++;
    else if (outcome.verdict === 'fault') faults++;
    else if (outcome.verdict === 'unasked') unasked++;
    else compared++;
    if (outcome.verdict === 'differs') {
      const { call: number, session, step, door, kind } = call;
      differences.push({ call: number, session, step, door, kind, queries: queriesOf(call), ...outcome.difference });
    }
    onProgress(++done, calls.length);
  };
  try {
    await inLanes(target.isOrdered ? bySession(calls) : calls.map((call) => [call]), clients, replay);
  } finally {
    await answers.close();
  }
  differences.sort((a, b) => a.call - b.call);
  const indexes = [...recorded].map(([name, id]) => ({ name, recorded: id, replayed: target.ids.get(name) ?? null }));
  const sessions = new Set(calls.flatMap(({ session }) => session ?? [])).size;
  return {
    target: target.name,
    ...{ indexes, calls: calls.length, sessions, compared, faults, questionless, unasked, differences },
    ...(cutLine !== undefined && { cutLine }),
  };
}

/** Calls of a session in a lane of their own, each other call in one; in the order of their first calls. */
function bySession(calls: readonly TraceCall[]): TraceCall[][] {
  const lanes: TraceCall[][] = [];
  const known = new Map<string, TraceCall[]>();
  for (const call of calls) {
    // Questions of one request belong together as those of one session do.
    const name =
      call.session === null ? (call.request ?? null) && `request ${call.request}` : `session ${call.session}`;
    const lane = name === null ? undefined : known.get(name);
    if (lane !== undefined) {
      lane.push(call);
      continue;
    }
    const next = [call];
    lanes.push(next);
    if (name !== null) known.set(name, next);
  }
  return lanes;
}

/** So many lanes at a time, each in its order. Rejects with the first fault, when all that was begun has ended. */
async function inLanes<T>(
  lanes: readonly (readonly T[])[],
  width: number,
  run: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const take = async (): Promise<void> => {
    while (next < lanes.length) {
      const lane = lanes[next++];
      try {
        for (const item of lane) await run(item);
      } catch (error) {
        next = lanes.length;
        throw error;
      }
    }
  };
  const taken = Array.from({ length: Math.min(width, lanes.length) }, take);
  await Promise.allSettled(taken);
  await Promise.all(taken);
}

function queriesOf({ asked }: TraceCall): readonly string[] | null {
  const { queries } = (asked ?? {}) as { readonly queries?: readonly string[] };
  return queries ?? null;
}
