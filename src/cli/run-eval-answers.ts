import { StillwebError } from '../errors.ts';
import type { ReportPart } from '../evaluation/judge/judge-report.ts';
import { writeJsonLines } from '../evaluation/written-file.ts';
import { evaluateAnswers } from '../library/evaluate-answers.ts';
import { evaluateReports } from '../library/evaluate-reports.ts';
import type { JudgeFlags } from './judge-options.ts';
import { describeJudge, openJudge } from './open-judge.ts';
import { printJson, printTable } from './output.ts';
import { Progress } from './progress.ts';

export interface EvalAnswersFlags {
  readonly questions: string;
  readonly answersField?: string;
  readonly canary?: string;
  readonly list?: boolean;
  readonly perQuery?: string;
  readonly json?: boolean;
}

export interface EvalReportsFlags extends JudgeFlags {
  readonly keyPoints?: string;
  readonly index?: string;
  readonly parts?: readonly ReportPart[];
  readonly perQuery?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** @throws StillwebError as `evaluateAnswers` */
export async function runEvalAnswers(answers: string, flags: EvalAnswersFlags): Promise<void> {
  const { questions, answersField, canary, list: isList, perQuery, json } = flags;
  const { perQuestion, means, missing, unanswerable } = await evaluateAnswers(questions, answers, {
    answers: answersField,
    canary,
    isList,
  });
  if (perQuery !== undefined) {
    await writeJsonLines(
      perQuery,
      Array.from(perQuestion, ([question, measures]) => ({ question, measures })),
    );
  }
  if (json) {
    printJson({ questions: perQuestion.size, missing, unanswerable, measures: means });
    return;
  }
  printTable([
    [
      'questions',
      `${perQuestion.size}, ${missing} of them not answered; ${unanswerable} without a right answer left out`,
    ],
    ...Object.entries(means).map(([measure, value]) => [measure, value.toFixed(4)] as const),
  ]);
}

/** @throws StillwebError as `evaluateReports` */
export async function runEvalReports(reports: string, flags: EvalReportsFlags): Promise<void> {
  const judge = await openJudge(flags);
  if (judge === undefined) {
    throw new StillwebError('SETTING_INVALID', 'name a judge with --judge and --judge-model', { setting: 'judge' });
  }
  const { keyPoints, index, parts } = flags;
  const progress = new Progress(flags.quiet === true);
  const { scores, means, withoutKeyPoints, unread } = await evaluateReports({
    ...{ reports, keyPoints, index, parts, judge },
    onProgress: (done, total) => progress.update({ stage: 'judging', count: done, unit: 'reports', done, total }),
  });
  progress.finish();
  if (flags.perQuery !== undefined) await writeJsonLines(flags.perQuery, scores);
  if (flags.json) {
    printJson({ reports: scores.length, withoutKeyPoints, unread, judge: judge.model, means });
    return;
  }
  const shown = (value: number | null) => (value === null ? 'not measured' : value.toFixed(2));
  printTable([
    ['reports', `${scores.length}, ${withoutKeyPoints} of them without key points`],
    ['key-point recall', shown(means.keyPointRecall)],
    ['contradiction', shown(means.keyPointContradiction)],
    ['citation precision', shown(means.citationPrecision)],
    ['citation recall', shown(means.citationRecall)],
    ['quality', shown(means.quality)],
    ...(unread === 0 ? [] : [['answers not read', String(unread)] as const]),
    ['judge', describeJudge(judge)],
  ]);
}
