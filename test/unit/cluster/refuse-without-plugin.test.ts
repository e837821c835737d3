import { afterEach, describe, expect, it } from 'vitest';
import { Cluster } from '../../../src/cluster/cluster.ts';
import { refuseWithoutPlugin } from '../../../src/cluster/push/refuse-without-plugin.ts';
import { type AnsweringServer, answerAsCluster } from '../../support/answering-server.ts';

const WITH = { plugins: [{ classname: 'org.other.Plugin' }, { classname: 'stillweb.StillwebSimilarity' }] };
const WITHOUT = { plugins: [{ classname: 'org.other.Plugin' }] };

let server: AnsweringServer | null = null;
let cluster: Cluster | null = null;
afterEach(async () => {
  await cluster?.close();
  server?.close();
});

async function look(nodes: readonly object[]): Promise<void> {
  server = await answerAsCluster((path) => (path === '/_nodes/plugins' ? [200, { nodes: { ...nodes } }] : null));
  cluster = await Cluster.open([server.url]);
  await refuseWithoutPlugin(cluster);
}

describe('the plugin of a cluster', () => {
  it('has to be on every node', async () => {
    await expect(look([WITH, WITH])).resolves.toBeUndefined();
  });

  it.each([
    ['a node has none', [WITH, WITHOUT], 2, 1],
    ['a node tells of none', [{}], 1, 1],
    ['nodes are hidden', [], 0, 0],
  ])('is missing where %s', async (_, nodes, all, without) => {
    await expect(look(nodes)).rejects.toMatchObject({
      code: 'CLUSTER_REFUSED',
      facts: { nodes: all, without },
      message: expect.stringContaining('--similarity script'),
    });
  });
});
