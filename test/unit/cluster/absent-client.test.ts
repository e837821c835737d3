import { expect, it, vi } from 'vitest';
import { Cluster } from '../../../src/cluster/cluster.ts';

vi.mock('@opensearch-project/opensearch', () => {
  throw new Error('this package is not installed');
});

it('a cluster is asked by a package that is installed by who wants it', async () => {
  await expect(Cluster.open(['http://127.0.0.1:1'])).rejects.toMatchObject({
    code: 'CLUSTER_CLIENT_MISSING',
    message: expect.stringContaining('npm install @opensearch-project/opensearch@3.9.0'),
  });
});
