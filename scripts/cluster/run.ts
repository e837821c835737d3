/**
 * A cluster of OpenSearch on loopback, with the similarity of stillweb, until it is interrupted. What it holds is gone then.
 *
 *   node dist/scripts/cluster/run.js [--nodes 1] [--heap 2g]
 *
 * Prints the addresses of its nodes, with commas between.
 */
import { parseArgs } from 'node:util';
import { startCluster } from './start-cluster.ts';

const { values } = parseArgs({
  options: { nodes: { type: 'string', default: '1' }, heap: { type: 'string', default: '2g' } },
});
const cluster = await startCluster(Number(values.nodes), { heap: values.heap });
if ('missing' in cluster) {
  process.stderr.write(`${cluster.missing}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${cluster.urls.join(',')}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void cluster.stop());
  // Nodes end with the standard input that this process holds.
}
