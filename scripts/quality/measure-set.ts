import { createHash } from 'node:crypto';
import { SEARCH_MODES } from '../../src/contract/search-mode.ts';
import type { Measures } from '../../src/evaluation/measures.ts';
import { readManifest } from '../../src/store/open.ts';
import { runCommand } from './run-command.ts';
import { type ModeMeasurement, NDCG_UNITS, type StoredSet } from './stored.ts';

/** A collection with topics and judgments. */
export interface Collection {
  readonly name: string;
  readonly documents: string;
  readonly topics: string;
  readonly qrels: string;
  /** Flags of `stillweb index` that belong to the collection. */
  readonly flags: readonly string[];
}

interface Evaluated {
  readonly judged: number;
  readonly measures: Measures;
  readonly perTopic: Readonly<Record<string, Measures>>;
}

/**
 * Builds an index of a collection and measures it in every mode.
 *
 * @param folder an empty one for the index
 * @param indexFlags more flags of `stillweb index`, such as those that choose a ranking
 * @returns a set with one measurement
 */
export async function measureSet(
  collection: Collection,
  folder: string,
  indexFlags: readonly string[],
): Promise<StoredSet> {
  const { documents, flags } = collection;
  await runCommand('index', documents, '--out', folder, '--threads', '1', ...flags, ...indexFlags);
  return await measureIndex(collection, folder);
}

/** Measures an index of a collection in every mode. */
export async function measureIndex({ name, topics, qrels }: Collection, folder: string): Promise<StoredSet> {
  const { id, ranking, analyzer, counts } = readManifest(folder).manifest;
  const modes: Record<string, ModeMeasurement> = {};
  let judged: readonly string[] = [];
  for (const mode of SEARCH_MODES) {
    const inputs = ['--topics', topics, '--qrels', qrels, '--mode', mode, '--device', 'cpu', '--per-topic'];
    const { measures, perTopic } = await runCommand<Evaluated>('eval', folder, ...inputs);
    judged = Object.keys(perTopic);
    const means = Object.fromEntries(
      Object.entries(measures).map(([measure, mean]) => [measure, Number(mean.toFixed(6))]),
    ) as unknown as Measures;
    modes[mode] = { means, ndcg: Object.values(perTopic).map((each) => Math.round(each['nDCG@10'] * NDCG_UNITS)) };
  }
  return {
    name,
    analyzer: analyzer.name,
    documents: counts.documents,
    judged: judged.length,
    topics: createHash('sha256').update(judged.join('\n')).digest('hex').slice(0, 16),
    measurements: [{ ranking, id, modes }],
  };
}
