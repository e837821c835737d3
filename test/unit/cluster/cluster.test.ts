import { afterEach, describe, expect, it } from 'vitest';
import { Cluster } from '../../../src/cluster/cluster.ts';
import { LAYOUT_VERSION } from '../../../src/cluster/cluster-layout.ts';
import { openClusterIndex } from '../../../src/cluster/open-cluster-index.ts';
import { BulkWriter } from '../../../src/cluster/push/bulk-writer.ts';
import { checksumOf } from '../../../src/cluster/push/entries.ts';
import { CLUSTER_BULK_BYTES } from '../../../src/limits.ts';
import { type AnsweringServer, type AnswerTo, answerAsCluster } from '../../support/answering-server.ts';

/** What is made of answers that a cluster gives when something is wrong. The real one is asked in test/torture/. */

const SHARDS = { total: 3, successful: 3, skipped: 0, failed: 0 };
const WHOLE = { took: 1, timed_out: false, _shards: SHARDS, hits: { hits: [] } };

let server: AnsweringServer | null = null;
afterEach(() => {
  server?.close();
  server = null;
  delete process.env.STILLWEB_OPENSEARCH_USER;
  delete process.env.STILLWEB_OPENSEARCH_PASSWORD;
});

async function startServer(answer: AnswerTo): Promise<string> {
  server = await answerAsCluster(answer);
  return server.url;
}

const open = async (answer: AnswerTo) => Cluster.open([await startServer(answer)]);

describe('a cluster', () => {
  it('is asked with the account of the environment', async () => {
    Object.assign(process.env, { STILLWEB_OPENSEARCH_USER: 'reader', STILLWEB_OPENSEARCH_PASSWORD: 'p' });
    const seen: unknown[] = [];
    const cluster = await open((_, { authorization }) => {
      seen.push(authorization);
      return null;
    });
    await cluster.close();
    expect(seen).toEqual([`Basic ${Buffer.from('reader:p').toString('base64')}`]);
  });

  it.each([
    [401, 'CLUSTER_REFUSED', 'STILLWEB_OPENSEARCH_USER'],
    [403, 'CLUSTER_REFUSED', 'STILLWEB_OPENSEARCH_USER'],
    [503, 'CLUSTER_INCOMPLETE', ''],
  ])('that answers %i is %s', async (status, code, said) => {
    const opening = open(() => [status, { error: { type: 'security', reason: 'no' } }]);
    await expect(opening).rejects.toMatchObject({ code, message: expect.stringContaining(said) });
  });

  it.each([
    [{ version: { distribution: 'opensearch', number: '2.11.1' } }, '2.11.1'],
    [{ version: { number: '8.1.0' } }, '8.1.0'],
    [{}, 'none'],
  ])('of another kind or version is refused: %j', async (body, version) => {
    const opening = open(() => [200, body]);
    await expect(opening).rejects.toMatchObject({ code: 'CLUSTER_REFUSED', facts: { version, oldest: '2.12' } });
  });

  it('that nobody is at is CLUSTER_UNREACHABLE', async () => {
    const opening = Cluster.open(['http://127.0.0.1:1']);
    await expect(opening).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE', facts: { nodes: ['127.0.0.1:1'] } });
  });
});

describe('an answer to a search', () => {
  it('counts where every shard has answered in time, and says that a part is not wanted', async () => {
    const paths: string[] = [];
    const cluster = await open((path) => {
      paths.push(path);
      return path === '/' ? null : [200, WHOLE];
    });
    expect(await cluster.search('web', 3, 'a search', {})).toEqual(WHOLE);
    expect(paths.at(-1)).toBe('/web/_search?allow_partial_search_results=false');
    await cluster.close();
  });

  // promise: cluster/whole-or-error
  it.each([
    [{ ...WHOLE, timed_out: true }],
    [{ ...WHOLE, _shards: { ...SHARDS, successful: 2, failed: 1 } }],
    [{ ...WHOLE, _shards: { ...SHARDS, successful: 2 } }],
    [{ ...WHOLE, _shards: { ...SHARDS, total: 2, successful: 2 } }],
    [{ ...WHOLE, _shards: { ...SHARDS, total: 4, successful: 4 } }],
    [{ hits: { hits: [] } }],
    [{ error: { type: 'x' }, status: 503 }],
  ])('is CLUSTER_INCOMPLETE otherwise: %j', async (body) => {
    const cluster = await open((path) =>
      path === '/' ? null : [200, path === '/_msearch' ? { responses: [WHOLE, body] } : body],
    );
    await expect(cluster.search('web', 3, 'a search', {})).rejects.toMatchObject({ code: 'CLUSTER_INCOMPLETE' });
    await expect(cluster.searchAll('web', 3, 'searches', [{}, {}])).rejects.toMatchObject({
      code: 'CLUSTER_INCOMPLETE',
    });
    await expect(cluster.searchAll('web', 3, 'searches', [{}])).rejects.toMatchObject({ code: 'CLUSTER_INCOMPLETE' });
    await cluster.close();
  });

  it('that is a refusal tells the innermost reason', async () => {
    const error = {
      type: 'search_phase_execution_exception',
      reason: 'all shards failed',
      failed_shards: [{ reason: { type: 'too_many_clauses', reason: 'maxClauseCount is set to 1024' } }],
    };
    const cluster = await open((path) => (path === '/' ? null : [400, { error }]));
    const asked = cluster.search('web', 3, 'a search', {});
    await expect(asked).rejects.toMatchObject({
      code: 'CLUSTER_REFUSED',
      message: expect.stringContaining('maxClauseCount'),
    });
    await cluster.close();
  });
});

describe('documents by their ids', () => {
  it('are none of them had in part', async () => {
    const docs = [{ found: true, _source: { a: 1 } }, { error: { type: 'no_shard_available_action_exception' } }];
    const cluster = await open((path) => (path === '/' ? null : [200, { docs }]));
    await expect(cluster.get('web', 'documents', ['a', 'b'])).rejects.toMatchObject({ code: 'CLUSTER_INCOMPLETE' });
    await expect(cluster.get('web', 'documents', ['a'])).rejects.toMatchObject({ code: 'CLUSTER_INCOMPLETE' });
    await cluster.close();
  });
});

describe('an index that was pushed', () => {
  it.each([
    [undefined, 'was not made by stillweb push'],
    [{ layout: 99 }, 'has layout 99'],
    [{ layout: 1 }, 'has layout 1'],
    [{ layout: LAYOUT_VERSION, stage: 'documents' }, 'is not whole'],
  ])('is served only whole and of this layout: %j', async (body, said) => {
    const url = await startServer((path) => {
      if (path === '/web/_alias') return [200, { 'web-1': { aliases: { web: {} } } }];
      return path.includes('_mget') ? [200, { docs: [{ found: body !== undefined, _source: { body } }] }] : null;
    });
    const opening = openClusterIndex({ nodes: [url], alias: 'web' });
    await expect(opening).rejects.toMatchObject({
      code: 'CLUSTER_INDEX_INVALID',
      message: expect.stringContaining(said),
    });
  });

  it('that nothing leads to is CLUSTER_INDEX_INVALID', async () => {
    const opening = openClusterIndex({ nodes: [await startServer(() => null)], alias: 'web' });
    await expect(opening).rejects.toMatchObject({ code: 'CLUSTER_INDEX_INVALID' });
  });
});

describe('batches of entries', () => {
  const entry = (id: string) => ({ id, source: '{"a":1}' });

  it('are sent again where the cluster has no room, and told of once they have arrived', async () => {
    let tries = 0;
    const cluster = await open((path) => {
      if (path === '/') return null;
      if (++tries === 1) return [429, { error: { type: 'rejected', reason: 'busy' } }];
      if (tries === 2)
        return [200, { errors: true, items: [{ index: { _id: 'a', status: 429, error: { reason: 'busy' } } }] }];
      return [200, { errors: false, items: [] }];
    });
    const written: number[] = [];
    const writer = new BulkWriter(cluster, 'web', async ({ entries }) => void written.push(entries));
    await writer.add(entry('a'));
    await writer.flush();
    expect([tries, written]).toEqual([3, [1]]);
    await cluster.close();
  });

  // promise: cluster/push-resume
  it('are several under way, and told of in their order; a fault ends them', async () => {
    const held: (() => void)[] = [];
    let faultAt = Number.POSITIVE_INFINITY;
    let asked = 0;
    const cluster = await open((path) => (path === '/' ? null : ++asked >= faultAt ? [400, {}] : [200, WHOLE]));
    // Batches arrive when they are let, and here the last comes first.
    const arriving = cluster.requestLines.bind(cluster);
    cluster.requestLines = async (...words) => {
      await new Promise<void>((resolve) => held.push(resolve));
      await arriving(...words);
      return { errors: false, items: [] };
    };
    const told: number[] = [];
    const writer = new BulkWriter(cluster, 'web', async ({ checksum }) => void told.push(checksum));
    const sources = Array.from({ length: 6 }, (_, i) => JSON.stringify({ a: `${i}`.repeat(CLUSTER_BULK_BYTES) }));
    for (const source of sources.slice(0, 4)) await writer.add({ id: 'e', source });
    expect([held.length, told]).toEqual([4, []]);
    for (const go of held.splice(1).reverse()) go();
    while (asked < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(told).toEqual([]);
    held[0]();
    await writer.flush();
    expect(told).toEqual(sources.slice(0, 4).map(checksumOf));
    faultAt = asked + 1;
    await writer.add({ id: 'e', source: sources[4] });
    held[1]();
    await expect(writer.flush()).rejects.toMatchObject({ code: 'CLUSTER_REFUSED' });
    await expect(writer.add({ id: 'e', source: sources[5] })).rejects.toMatchObject({ code: 'CLUSTER_REFUSED' });
    expect(held).toHaveLength(2);
    await cluster.close();
  });

  it('have no more than CLUSTER_BULK_BYTES, but for an entry that has', async () => {
    const sizes: number[] = [];
    const cluster = await open((path, _, body) => {
      if (path === '/') return null;
      sizes.push(body.length);
      return [200, { errors: false, items: [] }];
    });
    const writer = new BulkWriter(cluster, 'web', async () => {});
    const source = JSON.stringify({ a: 'x'.repeat(CLUSTER_BULK_BYTES / 4) });
    for (let i = 0; i < 6; i++) await writer.add({ id: `e${i}`, source });
    await writer.flush();
    expect(sizes).toHaveLength(2);
    expect(Math.max(...sizes)).toBeLessThan(CLUSTER_BULK_BYTES * 1.3);
    await cluster.close();
  });

  it('that are refused name the entry, and how to make room', async () => {
    const error = {
      type: 'cluster_block_exception',
      reason:
        'index [web] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block]',
    };
    const cluster = await open((path) =>
      path === '/' ? null : [200, { errors: true, items: [{ index: { _id: 'a', status: 403, error } }] }],
    );
    const writer = new BulkWriter(cluster, 'web', async () => {});
    await writer.add(entry('a'));
    await expect(writer.flush()).rejects.toMatchObject({
      code: 'CLUSTER_REFUSED',
      facts: { entry: 'a', status: 403 },
      message: expect.stringContaining('make room'),
    });
    await cluster.close();
  });
});
