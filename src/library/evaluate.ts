import type { SearchMode } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { type LatencySummary, summarizeMs } from '../evaluation/latency.ts';
import { DEFAULT_MEASURES, measuresOf } from '../evaluation/measure-names.ts';
import { evaluateRankings, type Measures } from '../evaluation/measures.ts';
import { type Qrels, readQrels } from '../evaluation/qrels-file.ts';
import { type Run, writeRun } from '../evaluation/run-file.ts';
import type { Topic } from '../evaluation/topic.ts';
import { fillDates } from '../evaluation/topic-dates.ts';
import { readTopics } from '../evaluation/topic-file.ts';
import type { ScoredId } from '../evaluation/trec-order.ts';
import { MAX_DEPTH, MAX_RERANK_DEPTH } from '../limits.ts';
import { importModules, type ModuleUrls } from '../modules.ts';
import type { DeviceChoice } from '../retrieval/gpu/device-choice.ts';
import type { DeviceReport } from '../retrieval/gpu/device-report.ts';
import { openIndex } from '../store/open.ts';
import type { VectorPlace } from '../store/open-index.ts';
import { checkChoice, checkNumber, checkSwitch } from './check-number.ts';
import { describeRun, tagOf } from './describe-run.ts';
import { frozenDay } from './frozen-day.ts';
import { type OptionNames, refuseUnknownOptions } from './known-options.ts';
import { type Levers, leversOf } from './lever-names.ts';
import { moduleUrls } from './module-urls.ts';
import { openSearcher } from './open-searcher.ts';
import { namedRerankers } from './reranker-settings.ts';

export interface EvaluateOptions {
  /** File of topics: BEIR, TSV or TREC, plain or gzip. */
  readonly topics: string;
  /** File of judgments: BEIR or TREC. */
  readonly qrels: string;
  /** What topics and judgments in JSON are obfuscated with, as those of BrowseComp-Plus. Never told again. */
  readonly canary?: string;
  /** Of judgments that are rows of BrowseComp-Plus: which documents are relevant. Default: `evidence_docs`. */
  readonly relevant?: 'evidence_docs' | 'gold_docs';
  /** Names of measures, such as `nDCG@10` or `P(rel=2)@5`. Default: nDCG@10, MAP, MRR@10, P@10, R@5 and R@100. */
  readonly measures?: readonly string[];
  /** The day, `YYYY-MM-DD`, that `{{now}}` in a topic stands for. Default: when the collection was published, or the latest date of a document. */
  readonly now?: string;
  /** Default: that of the index. */
  readonly mode?: SearchMode;
  /** Hits of each topic, 1 … 10,000. Default: 1,000. */
  readonly k?: number;
  /** `plain`: topics are words; `query`: quotes and operators count. Default: `plain`. */
  readonly syntax?: 'plain' | 'query';
  /** Compare every vector, where the index would search a graph of them. */
  readonly exact?: boolean;
  /** The name of a registered reranker. Default: none. */
  readonly rerank?: string;
  /** How many of the first hits it is given, 1 … 2,560. Default: as many as it usually takes. */
  readonly rerankDepth?: number;
  /** Rerankers with files, as `cross-encoder:FOLDER`, `maxsim:FOLDER` or `NAME=cross-encoder:FOLDER`. */
  readonly rerankers?: readonly string[];
  /** False: words that only ask count as much as others. Default: as the index ranks. */
  readonly requestWords?: boolean;
  /** False: a word that the index does not hold stands for no other. Default: as the index ranks. */
  readonly fuzzy?: boolean;
  /** Percent of a hybrid score that vectors give, 0 … 100. Default: as the index ranks. */
  readonly denseShare?: number;
  /** Where the rankings are written as a TREC run; unjudged topics are then searched too. */
  readonly run?: string;
  /** Begin the run with comments that say how it was made (ir_metadata). Not every program passes over them. */
  readonly metadata?: boolean;
  /** Where vectors are compared. Default: `cpu`. */
  readonly device?: DeviceChoice;
  /** Where the encoder of the index is on this machine. Default: where it was when the index was built. */
  readonly encoderPath?: string;
  /** Where it encodes queries, for a kind that can run in several places. */
  readonly encoderDevice?: string;
  /** Folder in which the vectors of queries are kept, for encoders of kind `http`. Default: nowhere. */
  readonly encoderCache?: string;
  /** Where vectors are held; from `disk` those are read that are compared, and the answers are the same. Default: `memory`. */
  readonly vectors?: VectorPlace;
  readonly modules?: ModuleUrls;
  readonly onProgress?: (done: number, total: number) => void;
}

const OPTION_NAMES: OptionNames<EvaluateOptions> = {
  topics: true,
  qrels: true,
  canary: true,
  relevant: true,
  measures: true,
  now: true,
  mode: true,
  k: true,
  syntax: true,
  exact: true,
  rerank: true,
  rerankDepth: true,
  rerankers: true,
  requestWords: true,
  fuzzy: true,
  denseShare: true,
  run: true,
  metadata: true,
  device: true,
  encoderPath: true,
  encoderDevice: true,
  encoderCache: true,
  vectors: true,
  modules: true,
  onProgress: true,
};

export interface IndexEvaluation {
  readonly index: { readonly name: string; readonly id: string };
  readonly mode: SearchMode;
  /** Absent for none. */
  readonly rerank?: string;
  /** As it was asked for; absent for what the reranker usually takes. */
  readonly rerankDepth?: number;
  /** What was changed in how the index ranks; empty for nothing. */
  readonly levers: Levers;
  readonly topics: number;
  readonly judged: number;
  /** Documents that are judged for these topics, each once. */
  readonly judgedDocuments: number;
  /** Those of them that the index does not hold: never found, whatever the ranking. */
  readonly missingDocuments: number;
  /** Means over the judged topics, as trec_eval defines them. */
  readonly measures: Measures;
  readonly perTopic: ReadonlyMap<string, Measures>;
  /** All topics, dates filled in. */
  readonly filledTopics: readonly Topic[];
  /** What they found, scores as they were served. */
  readonly rankings: Run;
  /** Of one search; null where none was made. */
  readonly ms: LatencySummary | null;
  readonly device: DeviceReport;
}

/**
 * Searches every topic and measures the rankings.
 *
 * @throws StillwebError what opening the index throws; TOPICS_INVALID, QRELS_INVALID, RUN_INVALID; MODE_UNAVAILABLE; UNSUPPORTED
 */
export async function evaluate(directory: string, options: EvaluateOptions): Promise<IndexEvaluation> {
  refuseUnknownOptions('evaluate', options, OPTION_NAMES);
  checkNumber('k', options.k, 1, MAX_DEPTH);
  checkNumber('rerankDepth', options.rerankDepth, 1, MAX_RERANK_DEPTH);
  checkNumber('denseShare', options.denseShare, 0, 100);
  for (const name of ['exact', 'requestWords', 'fuzzy', 'metadata'] as const) checkSwitch(name, options[name]);
  checkChoice('syntax', options.syntax, ['plain', 'query']);
  await importModules(moduleUrls(options.modules ?? []));
  checkChoice('relevant', options.relevant, ['evidence_docs', 'gold_docs']);
  const measures = measuresOf(options.measures ?? DEFAULT_MEASURES);
  const { canary, relevant } = options;
  const [read, qrels] = [
    await readTopics(options.topics, canary),
    await readQrels(options.qrels, { canary, relevant }),
  ];
  const judged = judgedDocuments(read, qrels, options);
  const { encoderPath, encoderDevice, encoderCache, vectors } = options;
  const rerankers = await namedRerankers(options.rerankers);
  const index = openIndex(directory, { encoderPath, encoderDevice, encoderCache, rerankers, vectors });
  const opened = await openSearcher(index, options.device ?? 'cpu');
  const { searcher } = opened;
  const { name, manifest } = searcher.view.index;
  const { k = 1000, syntax = 'plain', rerank, rerankDepth, mode = searcher.modes[0] } = options;
  const levers = leversOf(options);
  const asAsked = { mode, k, syntax, rerank, rerankDepth, ...levers };
  const run = new Map<string, ScoredId[]>();
  const milliseconds: number[] = [];
  const known = judged.filter((id) => searcher.view.ids.find(id) >= 0).length;
  if (known === 0) {
    const { ids } = searcher.view;
    const examples = { judgedId: judged[0], indexId: ids.get(0) };
    await opened.close();
    const message = `none of the ${judged.length} documents that ${options.qrels} judges is in the index ${name}: it judges such as ${JSON.stringify(examples.judgedId)}, and the index has such as ${JSON.stringify(examples.indexId)}`;
    const facts = { qrels: options.qrels, judged: judged.length, index: name, ...examples };
    throw new StillwebError('QRELS_INVALID', message, facts);
  }
  let filled: readonly Topic[];
  try {
    const now = options.now ?? frozenDay(manifest, searcher.view.attributes);
    filled = fillDates(read, now, options.topics);
    const asked = options.run === undefined ? filled.filter(({ id }) => qrels.has(id)) : filled;
    for (const [i, topic] of asked.entries()) {
      const startMs = performance.now();
      const ranking = await searcher.rank(topic.text, asAsked);
      milliseconds.push(performance.now() - startMs);
      run.set(
        topic.id,
        ranking.map(({ id, score }) => ({ id, score })),
      );
      options.onProgress?.(i + 1, asked.length);
    }
  } finally {
    await opened.close();
  }
  if (options.run !== undefined) {
    const tag = tagOf(asAsked);
    const head = options.metadata ? describeRun(searcher.view.index, asAsked, options, measures) : undefined;
    await writeRun(options.run, run, tag, head);
  }
  const rankings = new Map(Array.from(run, ([id, hits]) => [id, hits.map((hit) => hit.id)]));
  const ids = read.map(({ id }) => id);
  const { perTopic, means } = evaluateRankings(ids, qrels, rankings, measures);
  if (means === null) throw new TypeError('evaluate: judged topics without measures');
  return {
    index: { name, id: manifest.id },
    mode,
    ...(rerank !== undefined && { rerank }),
    ...(rerankDepth !== undefined && { rerankDepth }),
    levers,
    topics: read.length,
    judged: perTopic.size,
    judgedDocuments: judged.length,
    missingDocuments: judged.length - known,
    measures: means,
    perTopic,
    filledTopics: filled,
    rankings: run,
    ms: milliseconds.length === 0 ? null : summarizeMs(milliseconds),
    device: opened.report,
  };
}

/**
 * The documents that are judged for the topics, each once.
 * @throws StillwebError QRELS_INVALID where no topic is judged: the two files are of different sets
 */
function judgedDocuments(topics: readonly Topic[], qrels: Qrels, files: EvaluateOptions): string[] {
  const judged = topics.filter(({ id }) => qrels.has(id));
  if (judged.length > 0) return [...new Set(judged.flatMap(({ id }) => [...qrels.get(id)!.keys()]))];
  const message = `none of the ${topics.length} topics of ${files.topics} is among the ${qrels.size} judged in ${files.qrels}`;
  const facts = { topics: files.topics, qrels: files.qrels, topicCount: topics.length, judgedCount: qrels.size };
  throw new StillwebError('QRELS_INVALID', message, facts);
}
