import { StillwebError } from '../../src/errors.ts';
import { isThreadLoss } from '../threads/thread-pool.ts';

/**
 * Which documents of a unit end the thread that works on them? Found by halves, in the order of the collection, so that nothing
 * but the documents decides. See docs/decisions/028-fatal-documents.md.
 */

/** What can be done with the documents of a unit, in one thread that is replaced when it ends. Each step throws what it met. */
export interface UnitTrials<Made> {
  /** How many there are. */
  readonly documents: number;
  /** How many fatal ones are looked for; the first ones. */
  readonly most: number;
  /** Makes the unit of all documents. */
  make(): Promise<Made>;
  /** Does the same work for some of them, and keeps nothing. */
  tryPart(from: number, to: number): Promise<void>;
  /** The same for one short document that the house has written. */
  tryHarmless(): Promise<void>;
  /** Has the next step done in a thread that has done nothing. */
  renew(): Promise<void>;
}

/** A document that ends a thread alone: its place in the unit, and why the thread ended. */
export interface FatalPlace {
  readonly place: number;
  readonly reason: string;
}

export type UnitOutcome<Made> = { readonly made: Made } | { readonly fatal: readonly FatalPlace[] };

/**
 * Makes a unit. Where its thread ends, the documents are tried by halves. One is fatal when it ends two threads one after the other,
 * the second of them fresh and with no other document. Where none is, the end came by chance, and a fresh thread makes the unit.
 *
 * @returns the unit, or the first of its documents that are fatal
 * @throws StillwebError BUILD_THREAD_LOST where threads end and no document does it alone; what a step threw
 */
export async function findFatal<Made>(trials: UnitTrials<Made>): Promise<UnitOutcome<Made>> {
  const first = await lossOr(() => trials.make());
  if (!(first instanceof StillwebError)) return { made: first };
  // An encoder that cannot work at all would have every document accused.
  const harmless = await lossOr(() => trials.tryHarmless());
  if (harmless instanceof StillwebError) throw lossWith(harmless, 'also with one short word to index');
  const fatal: FatalPlace[] = [];
  // Any other comes alone behind a part that has ended its thread.
  if (trials.documents === 1) await trials.renew();
  await searchPart(trials, 0, trials.documents, fatal);
  if (fatal.length > 0) return { fatal };
  await trials.renew();
  const last = await lossOr(() => trials.make());
  if (!(last instanceof StillwebError)) return { made: last };
  throw lossWith(last, `each time it had ${trials.documents} documents at once, none of which ends it alone`);
}

/** @param when goes on after the reason */
function lossWith(loss: StillwebError, when: string): StillwebError {
  return new StillwebError('BUILD_THREAD_LOST', `${loss.message}, ${when}`, loss.facts, { cause: loss });
}

/** Looks through documents that have ended a thread together. */
async function searchPart<Made>(
  trials: UnitTrials<Made>,
  from: number,
  to: number,
  fatal: FatalPlace[],
): Promise<void> {
  if (to - from === 1) {
    const reason = await findReason(() => trials.tryPart(from, to));
    if (reason !== null) fatal.push({ place: from, reason });
    return;
  }
  const middle = Math.floor((from + to) / 2);
  for (const [start, end] of [
    [from, middle],
    [middle, to],
  ]) {
    if (fatal.length >= trials.most) return;
    const reason = await findReason(() => trials.tryPart(start, end));
    if (reason !== null) await searchPart(trials, start, end, fatal);
  }
}

/** Why a step has ended its thread; null where it has not. @throws what the step threw */
export async function findReason(step: () => Promise<void>): Promise<string | null> {
  const loss = await lossOr(step);
  return loss instanceof StillwebError ? String(loss.facts.reason) : null;
}

async function lossOr<Value>(step: () => Promise<Value>): Promise<Value | StillwebError> {
  try {
    return await step();
  } catch (error) {
    if (isThreadLoss(error)) return error;
    throw error;
  }
}
