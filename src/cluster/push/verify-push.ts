/** Whether a cluster holds what was pushed: counts, the sum of the checksums, and the proof of the build. */
import { findMovedGolden } from '../../retrieval/proof.ts';
import { SearchPipeline } from '../../retrieval/search-pipeline.ts';
import type { IndexView } from '../../store/index-view.ts';
import type { Cluster } from '../cluster.ts';
import { ClusterIndex } from '../cluster-index.ts';
import { ClusterRanker } from '../cluster-ranker.ts';
import { invalid } from '../pushed-state.ts';
import type { PushState } from '../stored-body.ts';
import { countEntries } from './entries.ts';

/** @throws StillwebError CLUSTER_INDEX_INVALID, CLUSTER_INCOMPLETE and others of a cluster */
export async function verifyPush(cluster: Cluster, name: string, view: IndexView, state: PushState): Promise<void> {
  const index = new ClusterIndex(cluster, name, state.shards, view.index.name, view.index.manifest);
  const counts = countEntries(view);
  const count = async (field: string): Promise<number> => {
    const body = { size: 0, track_total_hits: true, query: { exists: { field } } };
    return (await index.search('a count', body)).hits.total?.value ?? 0;
  };
  const [entries, documents, passages] = [await count('checksum'), await count('number'), await count('passage')];
  const held = { terms: entries - documents - passages, documents, passages };
  for (const [kind, wanted] of Object.entries(counts)) {
    const found = held[kind as keyof typeof held];
    if (found !== wanted) throw invalid(name, `holds ${found} ${kind} of ${wanted}: delete it and push again`);
  }
  const sum = { size: 0, track_total_hits: false, aggs: { sum: { sum: { field: 'checksum' } } } };
  const { aggregations } = await index.search('the sum of its checksums', sum);
  if (aggregations?.sum.value !== state.checksum) {
    throw invalid(
      name,
      `has entries of the checksum ${aggregations?.sum.value}, not ${state.checksum}: delete it and push again`,
    );
  }
  await compareGolden(index, view);
}

/** The rankings by words that the build has recorded. */
async function compareGolden(index: ClusterIndex, view: IndexView): Promise<void> {
  const { manifest } = index;
  const { queryWeights, queryTokenizer } = view;
  const pipeline = new SearchPipeline(new ClusterRanker(index, { queryWeights, queryTokenizer }), null);
  const golden = manifest.golden.filter(({ mode }) => mode === 'bm25');
  const [moved] = await findMovedGolden({ rank: (query, options) => pipeline.rankIds(query, options) }, { golden });
  if (moved === undefined) return;
  throw invalid(
    index.index,
    `does not rank ${JSON.stringify(moved.query)} as the build has recorded: delete it and push again`,
  );
}
