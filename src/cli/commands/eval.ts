import { type Command, Option } from 'commander';
import type { SearchMode } from '../../contract/search.ts';
import { SEARCH_MODES } from '../../contract/search-mode.ts';
import { roundMs } from '../../evaluation/latency.ts';
import type { Measures } from '../../evaluation/measures.ts';
import type { EvaluateOptions } from '../../library/evaluate.ts';
import { MAX_DEPTH } from '../../limits.ts';
import type { DeviceChoice } from '../../retrieval/gpu/device-choice.ts';
import type { AgainstFlags } from '../against.ts';
import { addEncoderOptions, describeDevice, deviceOption, type EncoderFlags, encoderOf } from '../device.ts';
import { importOption } from '../import-option.ts';
import {
  addLeverOptions,
  type LeverFlags,
  type RerankFlags,
  refuseIdleDepth,
  rerankDepthOption,
  rerankerOption,
  rerankOption,
} from '../lever-options.ts';
import { print, printJson, printTable } from '../output.ts';
import { Progress } from '../progress.ts';
import { requiredSetting } from '../settings.ts';
import { integer } from '../values.ts';

interface EvalFlags extends AgainstFlags, LeverFlags, EncoderFlags, RerankFlags {
  readonly topics: string;
  readonly qrels: string;
  readonly canary?: string;
  readonly relevant: 'evidence_docs' | 'gold_docs';
  readonly run?: string;
  readonly mode?: SearchMode;
  readonly k: number;
  readonly syntax: 'plain' | 'query';
  readonly device: DeviceChoice;
  readonly exact?: boolean;
  readonly perTopic?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addEvalCommand(program: Command): void {
  const command = program
    .command('eval')
    .summary('measure an index with topics and judgments')
    .description(
      'Searches every topic and prints nDCG@10, MAP, MRR@10, P@10, R@5 and R@100 as trec_eval defines them, as means over the judged topics. Reads BEIR, TSV and TREC topics, BEIR and TREC judgments, plain or gzip. With --against, --against-mode or --against-run a second system is measured with the same topics, and the differences are tested. --exact, --rerank, --rerank-depth, --no-fuzzy, --no-request-words and --dense-share hold for both sides of --against and --against-mode. To compare an index with itself under other such flags, write one side with --run and name that file by --against-run.',
    )
    .argument('<dir>', 'index directory')
    .addOption(requiredSetting('--topics <file>', 'topics'))
    .addOption(requiredSetting('--qrels <file>', 'relevance judgments'))
    .option('--canary <text>', 'what topics and judgments are obfuscated with; better given as STILLWEB_CANARY')
    .addOption(
      new Option('--relevant <list>', 'documents that are relevant, where rows of BrowseComp-Plus are the judgments')
        .choices(['evidence_docs', 'gold_docs'])
        .default('evidence_docs'),
    )
    .option('--run <file>', 'write the rankings as a TREC run')
    .addOption(new Option('--mode <mode>', 'ranking').choices(SEARCH_MODES))
    .addOption(new Option('-k, --k <n>', 'hits per topic').default(1000).argParser(integer(1, MAX_DEPTH)))
    .addOption(
      new Option('--syntax <syntax>', 'plain: topics are words; query: quotes and operators count')
        .choices(['plain', 'query'])
        .default('plain'),
    )
    .addOption(deviceOption('auto'))
    .option('--exact', 'compare every vector, where the index would search a graph of them')
    .addOption(rerankOption())
    .addOption(rerankDepthOption())
    .addOption(rerankerOption())
    .addOption(importOption())
    .option('--against <dir>', 'compare with this index, topic by topic')
    .addOption(
      new Option('--against-mode <mode>', 'compare with this ranking, of --against or of the same index').choices(
        SEARCH_MODES,
      ),
    )
    .addOption(new Option('--against-run <file>', 'compare with this TREC run').conflicts(['against', 'againstMode']))
    .option('--per-topic', 'print the measures of each topic')
    .option('--json', 'print JSON')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      '\nExample:\n  stillweb eval data/scifact --topics queries.jsonl --qrels test.tsv --mode bm25 --run scifact.run\n  stillweb eval data/scifact --topics queries.jsonl --qrels test.tsv --against-mode bm25\n  stillweb eval data/scifact --topics queries.jsonl --qrels test.tsv --no-fuzzy --run exact-words.run\n  stillweb eval data/scifact --topics queries.jsonl --qrels test.tsv --against-run exact-words.run',
    )
    .action(runEval);
  addEncoderOptions(addLeverOptions(command));
}

async function runEval(directory: string, flags: EvalFlags): Promise<void> {
  const { evaluate } = await import('../../library/evaluate.ts');
  const { changedLevers, checkOther, describeMissing, evaluateOther, isCompared } = await import('../against.ts');
  const { leverNames } = await import('../../library/lever-names.ts');
  const progress = new Progress(flags.quiet === true);
  const options = (stage: string): EvaluateOptions => ({
    topics: flags.topics,
    qrels: flags.qrels,
    canary: flags.canary,
    relevant: flags.relevant,
    run: flags.run,
    mode: flags.mode,
    k: flags.k,
    syntax: flags.syntax,
    device: flags.device,
    ...encoderOf(flags),
    exact: flags.exact,
    rerank: flags.rerank,
    rerankDepth: flags.rerankDepth,
    rerankers: flags.reranker,
    requestWords: flags.requestWords,
    fuzzy: flags.fuzzy,
    denseShare: flags.denseShare,
    onProgress: (done, total) => progress.update({ stage, count: done, unit: 'topics', done, total }),
  });
  refuseIdleDepth(flags);
  checkOther(directory, flags, flags.mode);
  const evaluation = await evaluate(directory, options('searching'));
  const other = isCompared(flags) ? await evaluateOther(directory, flags, options('searching the other')) : null;
  progress.finish();
  const { index, mode, measures: means, perTopic, device } = evaluation;
  const levers = leverNames(evaluation.levers).join(', ');
  const { compareMeasures } = await import('../../evaluation/comparison.ts');
  const comparison = other === null ? null : compareMeasures(perTopic, other.perTopic);
  const outcome = {
    index,
    mode,
    ...(flags.rerank !== undefined && { rerank: flags.rerank }),
    ...(flags.rerankDepth !== undefined && { rerankDepth: flags.rerankDepth }),
    ...changedLevers(evaluation),
    device: { kind: device.device, adapter: device.adapter, reason: device.reason },
    topics: evaluation.topics,
    judged: evaluation.judged,
    judgedDocuments: evaluation.judgedDocuments,
    missingDocuments: evaluation.missingDocuments,
    measures: means,
    ms: evaluation.ms === null ? null : roundMs(evaluation.ms),
    ...(flags.perTopic ? { perTopic: Object.fromEntries(perTopic) } : {}),
    ...(other !== null && {
      against: {
        ...other.facts,
        measures: other.means,
        ...(flags.perTopic ? { perTopic: Object.fromEntries(other.perTopic) } : {}),
      },
      comparison,
    }),
  };
  if (flags.json) {
    printJson(outcome);
    return;
  }
  if (flags.perTopic) {
    for (const [topic, measures] of perTopic) print(describeTopic(topic, measures, other?.perTopic.get(topic)));
  }
  printTable([
    ['index', `${index.name}@${index.id}`],
    ['mode', mode],
    ...(flags.rerank === undefined ? [] : [['rerank', flags.rerank] as const]),
    ...(flags.rerankDepth === undefined ? [] : [['rerank depth', String(flags.rerankDepth)] as const]),
    ...(levers === '' ? [] : [['levers', levers] as const]),
    ['device', describeDevice(device)],
    ['topics', `${outcome.topics}, judged ${outcome.judged}`],
    ['documents', `${outcome.judgedDocuments} judged, ${outcome.missingDocuments} of them not in the index`],
    ...Object.entries(means).map(([measure, value]) => [measure, value.toFixed(4)] as const),
    ['time', outcome.ms === null ? 'none' : `${outcome.ms.mean} ms a topic, p95 ${outcome.ms.p95} ms`],
    ...(other === null ? [] : [['against', other.name] as const, ...describeMissing(other)]),
  ]);
  if (other === null || comparison === null) return;
  print('');
  const { printComparison } = await import('../comparison-report.ts');
  printComparison(means, other.means, comparison);
}

/** The first system's value of each measure, and the other's behind it. */
function describeTopic(topic: string, ours: Measures, theirs: Measures | undefined): string {
  const cells = (Object.keys(ours) as (keyof Measures)[]).map((measure) => {
    const other = theirs === undefined ? '' : ` (${theirs[measure].toFixed(4)})`;
    return `${measure} ${ours[measure].toFixed(4)}${other}`;
  });
  return `${topic}  ${cells.join('  ')}`;
}
