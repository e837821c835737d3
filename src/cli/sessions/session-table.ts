import { Float64, Int32, Int64, Table, tableToIPC, Utf8, type Vector, vectorFromArray } from 'apache-arrow';
import { REFORMULATIONS } from '../../experiment/sessions/reformulation.ts';
import { EVENT_KINDS } from '../../experiment/sessions/session-event.ts';
import type { SessionMeasures } from '../../experiment/sessions/session-measures.ts';

/** What the table keeps of a session: its measures without those of each gap and each query. */
export interface SessionRow {
  readonly session: string;
  readonly numbers: Readonly<Record<string, number | null>>;
}

/** Times, tokens and bytes: whole numbers beyond 2^31. */
const LONG = new Set(['startMs', 'durationMs', 'tokens', 'bytes']);
const SHARES = new Set(['recall', 'recallOpened']);

export function rowOf(measures: SessionMeasures): SessionRow {
  const { name, queries, recall, startMs, durationMs, steps, tokens, bytes } = measures;
  const adoptions = queries.flatMap(({ adoption }) => (adoption === null ? [] : [adoption]));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const ofAdoptions = (values: readonly number[]) => (adoptions.length === 0 ? null : sum(values));
  return {
    session: name,
    numbers: {
      startMs,
      durationMs,
      steps: steps.length,
      ...Object.fromEntries(EVENT_KINDS.map((kind) => [kind, measures.events[kind]])),
      queries: queries.length,
      repeatedText: queries.filter(({ isRepeatedText }) => isRepeatedText).length,
      repeated: queries.filter(({ isRepeated }) => isRepeated).length,
      ...Object.fromEntries(
        REFORMULATIONS.map((kind) => [kind, queries.filter(({ reformulation }) => reformulation === kind).length]),
      ),
      introducedTerms: ofAdoptions(adoptions.map(({ introduced }) => introduced)),
      adoptedTerms: ofAdoptions(adoptions.map(({ adopted }) => adopted)),
      adoptedFromLast: ofAdoptions(adoptions.map(({ adoptedFromLast }) => adoptedFromLast)),
      documents: measures.documents,
      distinctDocuments: measures.distinctDocuments,
      opened: measures.opened,
      reopened: measures.reopened,
      tokens,
      bytes,
      errors: measures.errors,
      relevant: recall?.relevant ?? null,
      recall: recall === null ? null : recall.retrieved[recall.retrieved.length - 1] / recall.relevant,
      recallOpened: recall === null ? null : recall.opened[recall.opened.length - 1] / recall.relevant,
    },
  };
}

/**
 * Sessions as one table in the file format of Apache Arrow: `session` (utf8); times, tokens and bytes as int64; shares as float64; counts
 * as int32. Null where the log does not tell.
 *
 * @param rows one at least
 */
export function sessionTable(rows: readonly SessionRow[]): Uint8Array {
  const columns: Record<string, Vector> = {
    session: vectorFromArray(
      rows.map(({ session }) => session),
      new Utf8(),
    ),
  };
  for (const name of Object.keys(rows[0].numbers)) {
    const values = rows.map(({ numbers }) => numbers[name]);
    columns[name] = LONG.has(name)
      ? vectorFromArray(
          values.map((value) => (value === null ? null : BigInt(value))),
          new Int64(),
        )
      : vectorFromArray(values, SHARES.has(name) ? new Float64() : new Int32());
  }
  return tableToIPC(new Table(columns), 'file');
}
