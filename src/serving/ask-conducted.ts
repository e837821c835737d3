/** One question under an experiment: what is chosen for it is found, it is asked, and the experiment is told how it ended. */
import { type ShapeChoice, shapedKey, treatedKey } from '../contract/answer-key.ts';
import type { Asked } from '../contract/asked.ts';
import { requestKey } from './asked-key.ts';
import type { CallRecord } from './call-record.ts';
import type { ConductedCall, KnownOfAnswer } from './conductor.ts';
import type { CallOptions, SearchBackend, ServedIndex } from './search-backend.ts';
import type { WrittenAnswer } from './written-answer.ts';

/** One question of a request, ready to be asked. */
export interface OpenedCall {
  readonly index: ServedIndex;
  /** Of a conducted call it may be settled when it is asked. */
  key: string;
  /** As it is asked. */
  readonly asked: Asked;
  readonly shape: ShapeChoice | null;
  readonly queries: number;
  /** Null where there is no experiment. */
  readonly conducted: ConductedCall | null;
}

/**
 * Every call of a session passes here: what is not there is not waited for, and nothing is copied that need not be.
 *
 * @param record where is noted what the answer says beside what it tells
 * @throws what the backend and the experiment throw
 */
export async function askConducted(
  backend: SearchBackend,
  call: OpenedCall,
  conducted: ConductedCall,
  record: CallRecord,
  options: CallOptions,
): Promise<WrittenAnswer> {
  let answer: WrittenAnswer;
  try {
    if (conducted.begin !== undefined) await conducted.begin();
    if (conducted.settle !== undefined) await settle(backend, call, conducted, options);
    const known = conducted.known(call.key);
    answer = withKnown(await backend.answer(call.key, askingOnly(options, known)), known);
  } catch (error) {
    await conducted.end(call.key, { error });
    throw error;
  }
  await conducted.end(call.key, { answer });
  const remarks = answer.notes?.remarks;
  if (remarks !== undefined && remarks.length > 0) record.remarks = [...(record.remarks ?? []), ...remarks];
  return answer.digest === undefined ? withKnown(answer, conducted.known(call.key)) : answer;
}

/** Finds the key of a call whose treatments hang on what the index would answer. */
async function settle(
  backend: SearchBackend,
  call: OpenedCall,
  conducted: ConductedCall,
  options: CallOptions,
): Promise<void> {
  const { index, asked, shape } = call;
  const treatments = await conducted.settle?.(async (other, under) => {
    const key = treatedKey(requestKey(index, other), under);
    const known = conducted.known(key);
    return withKnown(await backend.answer(key, askingOnly(options, known)), known);
  });
  call.key = treatedKey(shapedKey(requestKey(index, asked), shape), treatments ?? []);
}

/** For what is not known. */
function askingOnly({ deadlineMs, queries, isWanted }: CallOptions, known: KnownOfAnswer | undefined): CallOptions {
  return { deadlineMs, queries, isWanted, takesNotes: known?.notes === undefined };
}

function withKnown(answer: WrittenAnswer, known: KnownOfAnswer | undefined): WrittenAnswer {
  if (known === undefined) return answer;
  const { body, mediaType, hits, notes = known.notes, waitedMs } = answer;
  return { body, mediaType, hits, notes, digest: known.digest, waitedMs };
}
