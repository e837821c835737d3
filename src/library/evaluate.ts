import type { SearchMode } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { type LatencySummary, summarizeMs } from '../evaluation/latency.ts';
import { evaluateRankings, type Measures } from '../evaluation/measures.ts';
import { readQrels } from '../evaluation/qrels-file.ts';
import { writeRun } from '../evaluation/run-file.ts';
import { readTopics } from '../evaluation/topic-file.ts';
import type { ScoredId } from '../evaluation/trec-order.ts';
import { importModules, type ModuleUrls } from '../modules.ts';
import type { DeviceReport } from '../retrieval/gpu/device-report.ts';
import type { DeviceChoice } from '../retrieval/gpu/vector-device.ts';
import { openIndex } from '../store/open.ts';
import { checkChoice, checkNumber } from './check-number.ts';
import { moduleUrls } from './module-urls.ts';
import { openSearcher } from './open-searcher.ts';

export interface EvaluateOptions {
  /** File of topics: BEIR, TSV or TREC, plain or gzip. */
  readonly topics: string;
  /** File of judgments: BEIR or TREC. */
  readonly qrels: string;
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
  /** Where the rankings are written as a TREC run; unjudged topics are then searched too. */
  readonly run?: string;
  /** Where vectors are compared. Default: `cpu`. */
  readonly device?: DeviceChoice;
  readonly modules?: ModuleUrls;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface IndexEvaluation {
  readonly index: { readonly name: string; readonly id: string };
  readonly mode: SearchMode;
  readonly topics: number;
  readonly judged: number;
  /** Means over the judged topics, as trec_eval defines them. */
  readonly measures: Measures;
  readonly perTopic: ReadonlyMap<string, Measures>;
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
  checkNumber('k', options.k, 1);
  checkChoice('syntax', options.syntax, ['plain', 'query']);
  await importModules(moduleUrls(options.modules ?? []));
  const [topics, qrels] = [await readTopics(options.topics), await readQrels(options.qrels)];
  const opened = await openSearcher(openIndex(directory), options.device ?? 'cpu');
  const { searcher } = opened;
  const { name, manifest } = searcher.view.index;
  const { k = 1000, syntax = 'plain', exact, rerank, mode = searcher.modes[0] } = options;
  const run = new Map<string, ScoredId[]>();
  const milliseconds: number[] = [];
  const asked = options.run === undefined ? topics.filter(({ id }) => qrels.has(id)) : topics;
  try {
    for (const [i, topic] of asked.entries()) {
      const startMs = performance.now();
      const ranking = await searcher.rank(topic.text, { mode, k, syntax, exact, rerank });
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
  if (options.run !== undefined) await writeRun(options.run, run, tagOf(mode, rerank));
  const rankings = new Map(Array.from(run, ([id, hits]) => [id, hits.map((hit) => hit.id)]));
  const { perTopic, means } = evaluateRankings(
    topics.map(({ id }) => id),
    qrels,
    rankings,
  );
  if (means === null) {
    const message = `no topic of ${options.topics} is judged in ${options.qrels}`;
    throw new StillwebError('QRELS_INVALID', message, { topics: options.topics, qrels: options.qrels });
  }
  return {
    index: { name, id: manifest.id },
    mode,
    topics: topics.length,
    judged: perTopic.size,
    measures: means,
    perTopic,
    ms: milliseconds.length === 0 ? null : summarizeMs(milliseconds),
    device: opened.report,
  };
}

/** Names a run after what ranked it. */
function tagOf(mode: SearchMode, rerank: string | undefined): string {
  return rerank === undefined ? `stillweb-${mode}` : `stillweb-${mode}-${rerank}`;
}
