import { join } from 'node:path';
import type { SearchMode } from '../contract/search.ts';
import type { AgentReport } from '../evaluation/agent-report.ts';
import type { Judge } from '../evaluation/judge/judge.ts';
import type { Measures } from '../evaluation/measures.ts';
import { writeJsonLines, writePieces } from '../evaluation/written-file.ts';
import { type BrowseCompEvaluation, evaluateBrowseComp } from '../library/browsecomp.ts';
import type { DeviceChoice } from '../retrieval/gpu/device-choice.ts';
import type { JudgeFlags } from './judge-options.ts';
import { describeJudge, openJudge } from './open-judge.ts';
import { print, printGrid, printJson, printTable } from './output.ts';
import { Progress } from './progress.ts';

export interface BrowseCompFlags extends JudgeFlags {
  readonly questions: string;
  readonly canary?: string;
  readonly evidence?: string;
  readonly gold?: string;
  readonly corpus?: readonly string[];
  readonly index?: string;
  readonly encoder?: string;
  readonly mode?: SearchMode;
  readonly k: number;
  readonly measures?: readonly string[];
  readonly device: DeviceChoice;
  readonly runs?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** @throws StillwebError as `evaluateBrowseComp` */
export async function runBrowseComp(flags: BrowseCompFlags): Promise<void> {
  const { json, quiet, judge: _url, judgeModel: _model, judgeRecord: _record, ...options } = flags;
  const judge = flags.runs === undefined ? undefined : await openJudge(flags);
  const progress = new Progress(quiet === true);
  const evaluation = await evaluateBrowseComp({
    ...options,
    judge,
    onProgress: (state) => progress.update(state),
  });
  progress.finish();
  const report = reportOf(evaluation, judge);
  if (flags.out !== undefined) await writeFiles(flags.out, evaluation, report);
  if (json) printJson(report);
  else printReport(evaluation, judge);
}

function reportOf(
  { retrieval, agents }: BrowseCompEvaluation,
  judge: Judge | undefined,
): Readonly<Record<string, unknown>> {
  return {
    ...(retrieval !== null && {
      retrieval: {
        index: retrieval.index,
        mode: retrieval.evaluation.mode,
        topics: retrieval.evaluation.topics,
        judged: retrieval.evaluation.judged,
        missingDocuments: retrieval.evaluation.missingDocuments,
        evidence: retrieval.evidence,
        gold: retrieval.gold,
      },
    }),
    ...(agents !== null && { agents: agents.report, judge: judge?.model ?? null }),
  };
}

async function writeFiles(out: string, { retrieval, agents }: BrowseCompEvaluation, report: unknown): Promise<void> {
  if (retrieval !== null) {
    const { index, evaluation, goldPerTopic } = retrieval;
    const rows = Array.from(evaluation.perTopic, ([topic, evidence]) => ({
      topic,
      index: `${index.name}@${index.id}`,
      mode: evaluation.mode,
      evidence,
      ...(goldPerTopic?.has(topic) && { gold: goldPerTopic.get(topic) }),
    }));
    await writeJsonLines(join(out, 'retrieval.jsonl'), rows);
  }
  if (agents !== null) await writeJsonLines(join(out, 'agents.jsonl'), agents.outcomes);
  await writePieces(join(out, 'report.json'), [`${JSON.stringify(report, null, 2)}\n`]);
}

function printReport({ retrieval, agents }: BrowseCompEvaluation, judge: Judge | undefined): void {
  if (retrieval !== null) {
    const { index, evaluation, evidence, gold } = retrieval;
    printTable([
      ['index', `${index.name}@${index.id}`],
      ['mode', evaluation.mode],
      ['questions', `${evaluation.topics}, judged ${evaluation.judged}`],
      ['documents', `${evaluation.judgedDocuments} judged, ${evaluation.missingDocuments} of them not in the index`],
    ]);
    print('');
    printGrid(
      ['retrieval', ...Object.keys(evidence)],
      [row('evidence', evidence), ...(gold === null ? [] : [row('gold', gold)])],
    );
  }
  if (agents === null) return;
  if (retrieval !== null) print('');
  printTable([...agentRows(agents.report), ...(judge === undefined ? [] : [['judge', describeJudge(judge)] as const])]);
}

function row(name: string, measures: Measures): string[] {
  return [name, ...Object.values(measures).map((value) => value.toFixed(4))];
}

function agentRows(report: AgentReport): (readonly [string, string])[] {
  const { accuracy, citations, calibration } = report;
  const percent = (share: number | null) => (share === null ? 'none' : `${(100 * share).toFixed(2)} %`);
  const error = calibration.error === null ? 'none' : `${calibration.error.toFixed(2)} %`;
  const published =
    calibration.asPublished === null ? '' : `; ${calibration.asPublished.toFixed(2)} % without the last bin`;
  return [
    ['questions', `${report.questions}, ${report.missing} without a run, ${report.incomplete} not completed`],
    ...(accuracy.judge === null ? [] : [['accuracy by the judge', percent(accuracy.judge)] as const]),
    ...(report.unjudged === 0 ? [] : [['not judged', String(report.unjudged)] as const]),
    ['answer is the right one', percent(accuracy.exactMatch)],
    ['answer is contained', percent(accuracy.contains)],
    ['evidence recall', percent(report.evidenceRecall)],
    ...Object.entries(report.callsPerRun).map(([tool, calls]) => [`calls of ${tool}`, calls.toFixed(2)] as const),
    ['responses that cite', `${percent(citations.coverage)}, ${citations.perResponse.toFixed(2)} documents each`],
    ['citation precision', percent(citations.precision)],
    ['citation recall', percent(citations.recall)],
    [
      'calibration error',
      `${error} of ${calibration.answers} answers, by ${calibration.by}${published}; ${calibration.withoutConfidence} without confidence`,
    ],
  ];
}
