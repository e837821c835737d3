import { writeJsonLines } from '../evaluation/written-file.ts';
import type { MaskMeasures } from '../experiment/mask/mask-measures.ts';
import { evaluateMasks } from '../library/evaluate-masks.ts';
import { noteCutLine } from './note-cut-line.ts';
import { printGrid, printJson, printTable } from './output.ts';

export interface EvalMasksFlags {
  readonly masks: string;
  readonly index?: string;
  readonly answers?: string;
  readonly questions?: string;
  readonly perQuery?: string;
  readonly json?: boolean;
}

/** @throws StillwebError as `evaluateMasks` */
export async function runEvalMasks(trace: string, flags: EvalMasksFlags): Promise<void> {
  const { masks, index, answers, questions, perQuery, json } = flags;
  const sessions: MaskMeasures[] = [];
  const onSession = (session: MaskMeasures): void => void sessions.push(session);
  const summary = await evaluateMasks({
    trace,
    masks,
    index,
    answers,
    questions,
    onSession,
    onCut: noteCutLine(trace),
  });
  if (perQuery !== undefined) await writeJsonLines(perQuery, sessions);
  if (json) {
    printJson(summary);
    return;
  }
  const shown = (value: number | null): string => (value === null ? 'not known' : value.toFixed(4));
  const { refusal } = summary;
  printTable([
    ['sessions', summary.sessions],
    ['evidence visited', shown(summary.visited)],
    ['all evidence', shown(summary.sufficient)],
    ['all of it at step', summary.sufficientAt === null ? 'never' : summary.sufficientAt.toFixed(2)],
    ['queries that named what was hidden', summary.guesses.toFixed(2)],
    ['knowledge used', shown(summary.used)],
    ['right without all evidence', shown(summary.known)],
    ['refusals: precision', shown(refusal.precision)],
    ['refusals: recall', shown(refusal.recall)],
    ['refusals: F1', shown(refusal.f1)],
  ]);
  const outcomes = ['right', 'wrong', 'refused', 'unanswered', 'unjudged'] as const;
  printGrid(
    ['', ...outcomes],
    [
      ['with all evidence', ...outcomes.map((outcome) => String(summary.withEvidence[outcome]))],
      ['without', ...outcomes.map((outcome) => String(summary.withoutEvidence[outcome]))],
    ],
  );
}
