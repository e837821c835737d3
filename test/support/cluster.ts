/** The cluster of a test file. Where it cannot be started, its tests skip and say why. */
import { type LocalCluster, startCluster } from '../../scripts/cluster/start-cluster.ts';

/** @returns null where it cannot be started here */
export async function clusterOfTests(nodes: number): Promise<LocalCluster | null> {
  const started = await startCluster(nodes);
  if (!('missing' in started)) return started;
  console.warn(`no cluster to test with: ${started.missing}`);
  return null;
}
