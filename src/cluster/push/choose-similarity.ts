import { StillwebError } from '../../errors.ts';
import type { Cluster } from '../cluster.ts';
import { statusOf } from '../cluster-fault.ts';
import type { ClusterSimilarity } from '../cluster-layout.ts';

/** As plugin-descriptor.properties and OpenSearch name it. */
const PLUGIN = 'stillweb-similarity';
const PLUGIN_CLASS = 'stillweb.StillwebSimilarity';

interface NodeInfo {
  readonly plugins?: readonly { readonly classname?: string }[];
}

/**
 * The plugin where every node has it, or else the script: an index that a node cannot open is lost with its shards.
 *
 * @param asked by the caller
 * @throws StillwebError CLUSTER_REFUSED where the plugin is asked for and a node has none; as `Cluster.request`
 */
export async function chooseSimilarity(
  cluster: Cluster,
  asked: ClusterSimilarity | undefined,
): Promise<ClusterSimilarity> {
  if (asked === 'script') return asked;
  const info = await cluster.request('GET', '/_nodes/plugins', 'the plugins of its nodes').catch((error) => {
    // An account that may not see the nodes can still push.
    if (asked === undefined && statusOf(error) === 403) return {};
    throw error;
  });
  const nodes = Object.values((info as { nodes?: Readonly<Record<string, NodeInfo>> }).nodes ?? {});
  const without = nodes.filter(({ plugins = [] }) => !plugins.some(({ classname }) => classname === PLUGIN_CLASS));
  if (nodes.length > 0 && without.length === 0) return 'plugin';
  if (asked === undefined) return 'script';
  const message = `the plugin ${PLUGIN} is missing on ${without.length} of ${nodes.length} nodes of the cluster: install it on each, or push with --similarity script`;
  throw new StillwebError('CLUSTER_REFUSED', message, { plugin: PLUGIN, nodes: nodes.length, without: without.length });
}
