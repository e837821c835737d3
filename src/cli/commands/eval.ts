import { type Command, Option } from 'commander';
import type { SearchMode } from '../../contract/search.ts';
import { SEARCH_MODES } from '../../contract/search-mode.ts';
import { roundMs } from '../../evaluation/latency.ts';
import { MAX_DEPTH } from '../../limits.ts';
import type { DeviceChoice } from '../../retrieval/gpu/device-choice.ts';
import { describeDevice, deviceOption } from '../device.ts';
import { importOption } from '../import-option.ts';
import { print, printJson, printTable } from '../output.ts';
import { Progress } from '../progress.ts';
import { requiredSetting } from '../settings.ts';
import { integer } from '../values.ts';

interface EvalFlags {
  readonly topics: string;
  readonly qrels: string;
  readonly run?: string;
  readonly mode?: SearchMode;
  readonly k: number;
  readonly syntax: 'plain' | 'query';
  readonly device: DeviceChoice;
  readonly exact?: boolean;
  readonly rerank?: string;
  readonly perTopic?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addEvalCommand(program: Command): void {
  program
    .command('eval')
    .summary('measure an index with topics and judgments')
    .description(
      'Searches every topic and prints nDCG@10, MAP, MRR@10, P@10, R@5 and R@100 as trec_eval defines them, as means over the\njudged topics. Reads BEIR, TSV and TREC topics, BEIR and TREC judgments, plain or gzip.',
    )
    .argument('<dir>', 'index directory')
    .addOption(requiredSetting('--topics <file>', 'topics'))
    .addOption(requiredSetting('--qrels <file>', 'relevance judgments'))
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
    .option('--rerank <name>', 'give the first hits the order of this reranker')
    .addOption(importOption())
    .option('--per-topic', 'print the measures of each topic')
    .option('--json', 'print JSON')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      '\nExample:\n  stillweb eval data/scifact --topics queries.jsonl --qrels test.tsv --mode bm25 --run scifact.run',
    )
    .action(runEval);
}

async function runEval(directory: string, flags: EvalFlags): Promise<void> {
  const { evaluate } = await import('../../library/evaluate.ts');
  const progress = new Progress(flags.quiet === true);
  const evaluation = await evaluate(directory, {
    ...flags,
    onProgress: (done, total) => progress.update({ stage: 'searching', count: done, unit: 'topics', done, total }),
  });
  progress.finish();
  const { index, mode, measures: means, perTopic, device } = evaluation;
  const outcome = {
    index,
    mode,
    ...(flags.rerank !== undefined && { rerank: flags.rerank }),
    device: { kind: device.device, adapter: device.adapter, reason: device.reason },
    topics: evaluation.topics,
    judged: evaluation.judged,
    judgedDocuments: evaluation.judgedDocuments,
    missingDocuments: evaluation.missingDocuments,
    measures: means,
    ms: evaluation.ms === null ? null : roundMs(evaluation.ms),
    ...(flags.perTopic ? { perTopic: Object.fromEntries(perTopic) } : {}),
  };
  if (flags.json) {
    printJson(outcome);
    return;
  }
  if (flags.perTopic) {
    for (const [topic, measures] of perTopic) {
      print(
        `${topic}  ${Object.entries(measures)
          .map(([measure, value]) => `${measure} ${value.toFixed(4)}`)
          .join('  ')}`,
      );
    }
  }
  printTable([
    ['index', `${index.name}@${index.id}`],
    ['mode', mode],
    ...(flags.rerank === undefined ? [] : [['rerank', flags.rerank] as const]),
    ['device', describeDevice(device)],
    ['topics', `${outcome.topics}, judged ${outcome.judged}`],
    ['documents', `${outcome.judgedDocuments} judged, ${outcome.missingDocuments} of them not in the index`],
    ...Object.entries(means).map(([measure, value]) => [measure, value.toFixed(4)] as const),
    ['time', outcome.ms === null ? 'none' : `${outcome.ms.mean} ms a topic, p95 ${outcome.ms.p95} ms`],
  ]);
}
