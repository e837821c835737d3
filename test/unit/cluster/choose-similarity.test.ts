import { afterEach, describe, expect, it } from 'vitest';
import { Cluster } from '../../../src/cluster/cluster.ts';
import { chooseSimilarity } from '../../../src/cluster/push/choose-similarity.ts';
import { type AnsweringServer, answerAsCluster } from '../../support/answering-server.ts';

const WITH = { plugins: [{ classname: 'org.other.Plugin' }, { classname: 'stillweb.StillwebSimilarity' }] };
const WITHOUT = { plugins: [{ classname: 'org.other.Plugin' }] };
const REFUSED = { error: { type: 'security_exception', reason: 'no permissions' } };

let server: AnsweringServer | null = null;
let cluster: Cluster | null = null;
afterEach(async () => {
  await cluster?.close();
  server?.close();
});

async function choose(asked: Parameters<typeof chooseSimilarity>[1], status: number, body: object) {
  server = await answerAsCluster((path) => (path === '/_nodes/plugins' ? [status, body] : null));
  cluster = await Cluster.open([server.url]);
  return await chooseSimilarity(cluster, asked);
}

describe('what scores in a cluster', () => {
  it.each([
    ['the plugin where every node has it', [WITH, WITH], 'plugin'],
    ['the script where a node has none', [WITH, WITHOUT], 'script'],
    ['the script where no node tells of any', [{}], 'script'],
    ['the script where nodes are hidden', [], 'script'],
  ])('is %s', async (_, nodes, similarity) => {
    expect(await choose(undefined, 200, { nodes: { ...nodes } })).toBe(similarity);
  });

  it('is the script where the account may not see the nodes, unless the plugin is asked for', async () => {
    expect(await choose(undefined, 403, REFUSED)).toBe('script');
    await cluster?.close();
    server?.close();
    await expect(choose('plugin', 403, REFUSED)).rejects.toMatchObject({ code: 'CLUSTER_REFUSED' });
  });

  it('is what was asked for', async () => {
    expect(await choose('script', 200, { nodes: { a: WITH } })).toBe('script');
    await cluster?.close();
    server?.close();
    expect(await choose('plugin', 200, { nodes: { a: WITH } })).toBe('plugin');
  });

  it('is refused where the plugin is asked for and a node has none', async () => {
    await expect(choose('plugin', 200, { nodes: { a: WITH, b: WITHOUT } })).rejects.toMatchObject({
      code: 'CLUSTER_REFUSED',
      facts: { nodes: 2, without: 1 },
      message: expect.stringContaining('--similarity script'),
    });
  });
});
