import type { SearchMode } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { compareMeasures, type MeasureComparisons } from '../evaluation/comparison.ts';
import { roundMs } from '../evaluation/latency.ts';
import type { Measures } from '../evaluation/measures.ts';
import { type EvaluateOptions, evaluate } from '../library/evaluate.ts';
import { evaluateRun } from '../library/evaluate-run.ts';
import { leverNames } from '../library/lever-names.ts';
import type { DeviceChoice } from '../retrieval/gpu/device-choice.ts';
import {
  type AgainstFlags,
  changedLevers,
  checkOther,
  describeMissing,
  evaluateOther,
  evaluateOtherRun,
  isCompared,
  type OtherEvaluation,
} from './against.ts';
import { printComparison } from './comparison-report.ts';
import { describeDevice, type OpeningFlags, openingOf } from './device.ts';
import { type LeverFlags, type RerankFlags, refuseIdleDepth } from './lever-options.ts';
import { print, printJson, printTable } from './output.ts';
import { writePerQuery, writeTopics } from './per-query-file.ts';
import { Progress } from './progress.ts';

export interface EvalFlags extends AgainstFlags, LeverFlags, OpeningFlags, RerankFlags {
  readonly topics?: string;
  readonly qrels: string;
  readonly canary?: string;
  readonly relevant: 'evidence_docs' | 'gold_docs';
  readonly measures?: readonly string[];
  readonly now?: string;
  readonly run?: string;
  readonly metadata?: boolean;
  readonly givenRun?: string;
  readonly perQuery?: string;
  readonly writeTopics?: string;
  readonly mode?: SearchMode;
  readonly k: number;
  readonly syntax: 'plain' | 'query';
  readonly device: DeviceChoice;
  readonly exact?: boolean;
  readonly perTopic?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Of an index, which is asked what the topics say. */
type SearchedFlags = EvalFlags & { readonly topics: string };

/** What `stillweb eval` prints of one system. */
interface Told {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly rows: readonly (readonly [string, string])[];
  readonly means: Measures;
  readonly perTopic: ReadonlyMap<string, Measures>;
}

/** @param directory of an index; absent where a run is measured @throws StillwebError */
export async function runEval(directory: string | undefined, flags: EvalFlags): Promise<void> {
  if (flags.metadata && flags.run === undefined)
    throw refuse('metadata', '--metadata is of a run: give --run FILE too');
  if (flags.givenRun !== undefined) await evalGivenRun(directory, flags, flags.givenRun);
  else if (directory === undefined) throw refuse('dir', 'name an index directory, or a run with --given-run FILE');
  else if (flags.topics === undefined)
    throw refuse('topics', 'name what is searched: --topics FILE; a run that is measured with --given-run needs none');
  else await evalIndex(directory, { ...flags, topics: flags.topics });
}

async function evalIndex(directory: string, flags: SearchedFlags): Promise<void> {
  const progress = new Progress(flags.quiet === true);
  const options = optionsOf(flags, (stage, done, total) => {
    progress.update({ stage, count: done, unit: 'topics', done, total });
  });
  refuseIdleDepth(flags);
  checkOther(directory, flags, flags.mode);
  const evaluation = await evaluate(directory, options('searching'));
  const other = isCompared(flags) ? await evaluateOther(directory, flags, options('searching the other')) : null;
  progress.finish();
  const { index, mode, device, perTopic, measures: means, filledTopics, rankings } = evaluation;
  const levers = leverNames(evaluation.levers).join(', ');
  const ms = evaluation.ms === null ? null : roundMs(evaluation.ms);
  const of = { index: `${index.name}@${index.id}`, mode };
  if (flags.perQuery !== undefined) {
    await writePerQuery(flags.perQuery, of, perTopic, flags.run === undefined ? undefined : rankings);
  }
  if (flags.writeTopics !== undefined) await writeTopics(flags.writeTopics, filledTopics);
  const { topics, judged, judgedDocuments, missingDocuments } = evaluation;
  const facts = {
    index,
    mode,
    ...(flags.rerank !== undefined && { rerank: flags.rerank }),
    ...(flags.rerankDepth !== undefined && { rerankDepth: flags.rerankDepth }),
    ...changedLevers(evaluation),
    device: { kind: device.device, adapter: device.adapter, reason: device.reason },
    topics,
    judged,
    judgedDocuments,
    missingDocuments,
    measures: means,
    ms,
  };
  const rows: (readonly [string, string])[] = [
    ['index', of.index],
    ['mode', mode],
    ...(flags.rerank === undefined ? [] : [['rerank', flags.rerank] as const]),
    ...(flags.rerankDepth === undefined ? [] : [['rerank depth', String(flags.rerankDepth)] as const]),
    ...(levers === '' ? [] : [['levers', levers] as const]),
    ['device', describeDevice(device)],
    ['topics', `${topics}, judged ${judged}`],
    ['documents', `${judgedDocuments} judged, ${missingDocuments} of them not in the index`],
    ...meansRows(means),
    ['time', ms === null ? 'none' : `${ms.mean} ms a topic, p95 ${ms.p95} ms`],
  ];
  tell({ facts, rows, means, perTopic }, other, flags);
}

async function evalGivenRun(directory: string | undefined, flags: EvalFlags, path: string): Promise<void> {
  if (directory !== undefined) throw refuse('given-run', 'a run is measured without an index: leave the directory out');
  if (flags.writeTopics !== undefined) throw refuse('write-topics', 'no topic is searched where a run is measured');
  const { topics, qrels, canary, relevant, measures } = flags;
  const { tag, means, perTopic, missingTopics, ...run } = await evaluateRun(path, topics ?? null, qrels, {
    canary,
    relevant,
    measures,
  });
  const other =
    flags.againstRun === undefined
      ? null
      : await evaluateOtherRun(flags.againstRun, { topics, qrels, canary, relevant, measures });
  if (flags.perQuery !== undefined) await writePerQuery(flags.perQuery, { run: tag }, perTopic);
  const facts = { run: path, tag, topics: run.topics, judged: perTopic.size, missingTopics, measures: means };
  const rows: (readonly [string, string])[] = [
    ['run', tag],
    ['topics', `${run.topics}, judged ${perTopic.size}, ${missingTopics} of them not in the run`],
    ...meansRows(means),
  ];
  tell({ facts, rows, means, perTopic }, other, flags);
}

function optionsOf(
  flags: SearchedFlags,
  onProgress: (stage: string, done: number, total: number) => void,
): (stage: string) => EvaluateOptions {
  const { topics, qrels, canary, relevant, measures, now, run, metadata, mode, k, syntax, device, exact } = flags;
  const { rerank, rerankDepth, reranker: rerankers, requestWords, fuzzy, denseShare } = flags;
  return (stage) => ({
    ...{ topics, qrels, canary, relevant, measures, now, run, metadata, mode, k, syntax, device, exact },
    ...{ rerank, rerankDepth, rerankers, requestWords, fuzzy, denseShare },
    ...openingOf(flags),
    onProgress: (done, total) => onProgress(stage, done, total),
  });
}

function tell({ facts, rows, means, perTopic }: Told, other: OtherEvaluation | null, flags: EvalFlags): void {
  const comparison: MeasureComparisons | null = other === null ? null : compareMeasures(perTopic, other.perTopic);
  if (flags.json) {
    printJson({
      ...facts,
      ...(flags.perTopic ? { perTopic: Object.fromEntries(perTopic) } : {}),
      ...(other !== null && {
        against: {
          ...other.facts,
          measures: other.means,
          ...(flags.perTopic ? { perTopic: Object.fromEntries(other.perTopic) } : {}),
        },
        comparison,
      }),
    });
    return;
  }
  if (flags.perTopic) {
    for (const [topic, measures] of perTopic) print(describeTopic(topic, measures, other?.perTopic.get(topic)));
  }
  printTable([...rows, ...(other === null ? [] : [['against', other.name] as const, ...describeMissing(other)])]);
  if (other === null || comparison === null) return;
  print('');
  printComparison(means, other.means, comparison);
}

function meansRows(means: Measures): (readonly [string, string])[] {
  return Object.entries(means).map(([measure, value]) => [measure, value.toFixed(4)] as const);
}

/** The first system's value of each measure, and the other's behind it. */
function describeTopic(topic: string, ours: Measures, theirs: Measures | undefined): string {
  const cells = Object.entries(ours).map(([measure, value]) => {
    const other = theirs === undefined ? '' : ` (${theirs[measure].toFixed(4)})`;
    return `${measure} ${value.toFixed(4)}${other}`;
  });
  return `${topic}  ${cells.join('  ')}`;
}

function refuse(setting: string, message: string): StillwebError {
  return new StillwebError('SETTING_INVALID', message, { setting });
}
