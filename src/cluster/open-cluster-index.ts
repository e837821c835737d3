/** Opens a generation that was pushed to a cluster. */
import type { NamedReranker } from '../contract/reranker-description.ts';
import { type EncoderPlace, resolveEncoder } from '../encoder/encoders.ts';
import { QUERY_TOKENIZER_FILE, QUERY_WEIGHTS_FILE } from '../format/file-names.ts';
import { readQueryWeights } from '../format/query-weights.ts';
import { analyzerOf, knowsRequestWords } from '../retrieval/index-analyzer.ts';
import { IndexRerankers } from '../retrieval/named-rerankers.ts';
import { compareProbes, refuseOther } from '../retrieval/probes.ts';
import { describeGeneration } from '../serving/describe-index.ts';
import type { ServedIndex } from '../serving/search-backend.ts';
import { Cluster } from './cluster.ts';
import { type ClusterAddress, checkAlias } from './cluster-address.ts';
import { statusOf } from './cluster-fault.ts';
import { ClusterIndex } from './cluster-index.ts';
import { ClusterRanker } from './cluster-ranker.ts';
import { ClusterSource } from './cluster-source.ts';
import { invalid, readManifestPart, readSmallFile, readState } from './pushed-state.ts';

export interface OpenClusterOptions {
  /** Overrides the name under which the generation was built. */
  readonly name?: string;
  readonly encoder?: EncoderPlace;
  readonly rerankers?: readonly NamedReranker[];
}

export interface OpenClusterIndex {
  readonly served: ServedIndex;
  readonly source: ClusterSource;
}

/**
 * The generation that an alias leads to now. It is served until the source is closed, whatever the alias leads to by then.
 *
 * @throws StillwebError CLUSTER_INDEX_INVALID where nothing whole is there; CLUSTER_CLIENT_MISSING, CLUSTER_UNREACHABLE, CLUSTER_REFUSED,
 *   CLUSTER_INCOMPLETE; INDEX_TOO_OLD, INDEX_TOO_NEW, ENCODER_DIFFERS, ENCODER_MISSING
 */
export async function openClusterIndex(
  { nodes, alias }: ClusterAddress,
  { name, encoder: place = {}, rerankers: named = [] }: OpenClusterOptions = {},
): Promise<OpenClusterIndex> {
  const asked = checkAlias(alias ?? '');
  const cluster = await Cluster.open(nodes);
  try {
    const { index, ranker, newest } = await openRanker(cluster, asked, name);
    const { manifest } = index;
    analyzerOf(manifest);
    knowsRequestWords(manifest);
    const encoder = manifest.encoder === null ? null : await resolveEncoder(manifest.encoder, place);
    try {
      if (encoder !== null) await refuseOther(encoder, manifest.probes);
      const source = new ClusterSource(index, ranker, encoder, await IndexRerankers.make(named));
      const probes = await compareProbes(manifest, place);
      return {
        served: describeGeneration({ name: index.name, manifest, rerankers: named }, newest, probes),
        source,
      };
    } catch (error) {
      await encoder?.close();
      throw error;
    }
  } catch (error) {
    await cluster.close();
    throw error;
  }
}

export interface OpenRanker {
  readonly index: ClusterIndex;
  readonly ranker: ClusterRanker;
  /** Day of the newest document, or null. */
  readonly newest: string | null;
}

/** @throws StillwebError as `openClusterIndex` */
export async function openRanker(cluster: Cluster, alias: string, name?: string): Promise<OpenRanker> {
  const physical = await resolveAlias(cluster, alias);
  const state = await readState(cluster, physical);
  if (state === null) throw invalid(physical, 'was not made by stillweb push, or not finished');
  if (state.stage !== 'complete')
    throw invalid(physical, `is not whole: its push has come as far as its ${state.stage}`);
  const manifest = await readManifestPart(cluster, physical);
  if (manifest.id !== state.id)
    throw invalid(physical, `has the manifest of ${manifest.id}, and was pushed as ${state.id}`);
  const index = new ClusterIndex(cluster, physical, state.shards, name ?? state.name, manifest);
  const weights = await readSmallFile(cluster, physical, state, QUERY_WEIGHTS_FILE);
  const queryWeights =
    weights === null
      ? null
      : readQueryWeights(QUERY_WEIGHTS_FILE, weights, manifest.impacts?.queryWeights?.tokens ?? 0);
  const queryTokenizer = await readSmallFile(cluster, physical, state, QUERY_TOKENIZER_FILE);
  return { index, ranker: new ClusterRanker(index, { queryWeights, queryTokenizer }), newest: state.newest };
}

/** The index that an alias leads to, or that has the name itself. */
async function resolveAlias(cluster: Cluster, alias: string): Promise<string> {
  const found = await cluster.request('GET', `/${alias}/_alias`, `the index ${alias}`).catch((error) => {
    if (statusOf(error) === 404) throw invalid(alias, 'is not there: push a generation to this name');
    throw error;
  });
  const names = Object.keys(found as object);
  if (names.length === 1) return names[0];
  throw invalid(alias, `leads to ${names.length} indexes`);
}
