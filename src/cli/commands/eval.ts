import { type Command, Option } from 'commander';
import type { SearchMode } from '../../contract/search.ts';
import { SEARCH_MODES } from '../../contract/search-mode.ts';
import { StillwebError } from '../../errors.ts';
import { roundMs, summarizeMs } from '../../evaluation/latency.ts';
import { evaluateRankings } from '../../evaluation/measures.ts';
import { readQrels } from '../../evaluation/qrels-file.ts';
import { type Run, writeRun } from '../../evaluation/run-file.ts';
import { readTopics } from '../../evaluation/topic-file.ts';
import type { ScoredId } from '../../evaluation/trec-order.ts';
import { MAX_DEPTH } from '../../limits.ts';
import type { DeviceChoice } from '../../retrieval/gpu/vector-device.ts';
import { openIndex } from '../../store/open.ts';
import { describeDevice, deviceOption, openSearcher } from '../device.ts';
import { importOption } from '../import-option.ts';
import { print, printJson, printTable } from '../output.ts';
import { Progress } from '../progress.ts';
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
    .requiredOption('--topics <file>', 'topics')
    .requiredOption('--qrels <file>', 'relevance judgments')
    .option('--run <file>', 'write the rankings as a TREC run')
    .addOption(new Option('--mode <mode>', 'ranking').choices(SEARCH_MODES))
    .addOption(new Option('-k, --k <n>', 'hits per topic').default(1000).argParser(integer(1, MAX_DEPTH)))
    .addOption(
      new Option('--syntax <syntax>', 'plain: topics are words; query: quotes and operators count')
        .choices(['plain', 'query'])
        .default('plain'),
    )
    .addOption(deviceOption('auto'))
    .addOption(importOption())
    .option('--exact', 'compare every vector, where the index would search a graph of them')
    .option('--rerank <name>', 'give the first hits the order of this reranker')
    .option('--per-topic', 'print the measures of each topic')
    .option('--json', 'print JSON')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      '\nExample:\n  stillweb eval data/scifact --topics queries.jsonl --qrels test.tsv --mode bm25 --run scifact.run',
    )
    .action(evaluate);
}

async function evaluate(directory: string, flags: EvalFlags): Promise<void> {
  const [topics, qrels] = [await readTopics(flags.topics), await readQrels(flags.qrels)];
  const opened = await openSearcher(openIndex(directory), flags.device);
  const { searcher } = opened;
  const { name, manifest } = searcher.view.index;
  const mode = flags.mode ?? searcher.modes[0];
  const ranking = flags.rerank === undefined ? mode : `${mode}-${flags.rerank}`;
  const progress = new Progress(flags.quiet === true);
  const run = new Map<string, ScoredId[]>();
  const milliseconds: number[] = [];
  // Unjudged topics are searched only for a run file: they add nothing to the measures.
  const asked = flags.run === undefined ? topics.filter(({ id }) => qrels.has(id)) : topics;
  for (const [i, topic] of asked.entries()) {
    const startMs = performance.now();
    const ranking = await searcher.rank(topic.text, {
      mode,
      k: flags.k,
      syntax: flags.syntax,
      exact: flags.exact === true,
      rerank: flags.rerank,
    });
    milliseconds.push(performance.now() - startMs);
    run.set(
      topic.id,
      ranking.map(({ id, score }) => ({ id, score })),
    );
    progress.update({ stage: 'searching', count: i + 1, unit: 'topics', done: i + 1, total: asked.length });
  }
  progress.finish();
  const { report } = opened;
  await opened.close();
  if (flags.run !== undefined) await writeRun(flags.run, run satisfies Run, `stillweb-${ranking}`);
  const rankings = new Map(Array.from(run, ([id, hits]) => [id, hits.map((hit) => hit.id)]));
  const { perTopic, means } = evaluateRankings(
    topics.map(({ id }) => id),
    qrels,
    rankings,
  );
  if (means === null) throw noneJudged(flags);
  const outcome = {
    index: { name, id: manifest.id },
    mode,
    ...(flags.rerank !== undefined && { rerank: flags.rerank }),
    device: { kind: report.device, adapter: report.adapter, reason: report.reason },
    topics: topics.length,
    judged: perTopic.size,
    measures: means,
    ms: milliseconds.length === 0 ? null : roundMs(summarizeMs(milliseconds)),
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
    ['index', `${name}@${manifest.id}`],
    ['mode', mode],
    ...(flags.rerank === undefined ? [] : [['rerank', flags.rerank] as const]),
    ['device', describeDevice(report)],
    ['topics', `${outcome.topics}, judged ${outcome.judged}`],
    ...Object.entries(means).map(([measure, value]) => [measure, value.toFixed(4)] as const),
    ['time', outcome.ms === null ? 'none' : `${outcome.ms.mean} ms a topic, p95 ${outcome.ms.p95} ms`],
  ]);
}

function noneJudged({ topics, qrels }: EvalFlags): StillwebError {
  const message = `no topic of ${topics} is judged in ${qrels}`;
  return new StillwebError('QRELS_INVALID', message, { topics, qrels });
}
