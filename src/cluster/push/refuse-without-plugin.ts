import { StillwebError } from '../../errors.ts';
import type { Cluster } from '../cluster.ts';

/** As plugin-descriptor.properties and OpenSearch name it. */
const PLUGIN = 'stillweb-similarity';
const PLUGIN_CLASS = 'stillweb.StillwebSimilarity';

interface NodeInfo {
  readonly plugins?: readonly { readonly classname?: string }[];
}

/**
 * An index that a node cannot open is lost with its shards.
 *
 * @throws StillwebError CLUSTER_REFUSED where a node has no plugin of ours; as `Cluster.request`
 */
export async function refuseWithoutPlugin(cluster: Cluster): Promise<void> {
  const info = await cluster.request('GET', '/_nodes/plugins', 'the plugins of its nodes');
  const nodes = Object.values((info as { nodes?: Readonly<Record<string, NodeInfo>> }).nodes ?? {});
  const without = nodes.filter(({ plugins = [] }) => !plugins.some(({ classname }) => classname === PLUGIN_CLASS));
  if (nodes.length > 0 && without.length === 0) return;
  const message = `the plugin ${PLUGIN} is missing on ${without.length} of ${nodes.length} nodes of the cluster: install it on each, or push with --similarity script`;
  throw new StillwebError('CLUSTER_REFUSED', message, { plugin: PLUGIN, nodes: nodes.length, without: without.length });
}
