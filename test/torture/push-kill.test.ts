import { spawn } from 'node:child_process';
import { createServer, type Server, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCluster } from '../../scripts/cluster/start-cluster.ts';
import { Cluster } from '../../src/cluster/cluster.ts';
import { openRanker } from '../../src/cluster/open-cluster-index.ts';
import { readState } from '../../src/cluster/pushed-state.ts';
import type { PushState } from '../../src/cluster/stored-body.ts';
import { SearchPipeline } from '../../src/retrieval/search-pipeline.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { REQUEST } from '../contract/ranker.ts';
import { clusterOfTests } from '../support/cluster.ts';
import { buildGeneratedIndex, makeCollection, makeQueries } from '../support/generated-index.ts';
import { PROGRAM } from '../support/program.ts';

/** A push that is killed at one of its requests, and then pushed again. */

/** Entries of several batches in each stage. */
const DOCUMENTS = 6000;
const SHARDS = 2;

const nodes: LocalCluster | null = await clusterOfTests(1);
const queries = makeQueries(3);
let directory: string;
let cluster: Cluster;
let reference: Searcher;
let expected: PushState;

/** Passes on what is asked, and calls back with each answer that has arrived, before it is given. */
async function startProxy(target: string, onAnswer: () => Promise<void>): Promise<Server> {
  const { hostname, port } = new URL(target);
  const proxy = createServer((asked, answer) => {
    const { method, url: path, headers } = asked;
    const sent = send({ hostname, port, method, path, headers }, (got) => {
      const pieces: Buffer[] = [];
      got.on('data', (piece) => pieces.push(piece));
      got.on('end', () => {
        void onAnswer().then(() => answer.writeHead(got.statusCode ?? 0, got.headers).end(Buffer.concat(pieces)));
      });
    });
    sent.on('error', () => answer.destroy());
    // What a killed program was sending is not finished.
    asked.on('error', () => sent.destroy());
    asked.pipe(sent);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return proxy;
}

/** Pushes, and sends SIGKILL when the cluster has done so many requests. */
async function push(
  alias: string,
  killAt = Number.POSITIVE_INFINITY,
): Promise<{ signal: string | null; requests: number; out: string }> {
  let requests = 0;
  const kill = { now: () => {} };
  const proxy = await startProxy((nodes as LocalCluster).urls[0], async () => {
    if (++requests < killAt) return;
    kill.now();
    await ended;
  });
  const place = `opensearch:http://127.0.0.1:${(proxy.address() as AddressInfo).port}/${alias}`;
  const flags = ['--shards', String(SHARDS), '--replicas', '0', '--json', '--quiet'];
  const child = spawn(process.execPath, [PROGRAM, 'push', directory, place, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  kill.now = () => child.kill('SIGKILL');
  let out = '';
  child.stdout.on('data', (piece) => {
    out += piece;
  });
  const ended = new Promise<string | null>((resolve) => child.once('close', (_, signal) => resolve(signal)));
  const signal = await ended;
  proxy.close();
  proxy.closeAllConnections();
  return { signal, requests, out };
}

beforeAll(async () => {
  if (nodes === null) return;
  cluster = await Cluster.open(nodes.urls);
  directory = await buildGeneratedIndex('stillweb', makeCollection(DOCUMENTS), 'none', { ranking: 'standard' });
  reference = await Searcher.open(openIndex(directory));
}, 300_000);
afterAll(async () => {
  await reference?.close();
  await cluster?.close();
  await nodes?.stop();
});

/** Every request of the beginning and of the end, and some of those that look whether all is there. */
function momentsOf(requests: number): number[] {
  const all = Array.from({ length: requests - 1 }, (_, i) => i + 1);
  return all.filter((at) => at <= 14 || at > requests - 8 || at % 6 === 0);
}

/** Every entry once, under a block, with the rankings of the directory. */
async function expectWhole(alias: string): Promise<void> {
  const { index, ranker } = await openRanker(cluster, alias);
  expect(await readState(cluster, index.index)).toEqual(expected);
  const { terms, documents, passages } = index.manifest.counts;
  const { hits, aggregations } = await index.search('what is there', {
    size: 0,
    track_total_hits: true,
    query: { exists: { field: 'checksum' } },
    aggs: { sum: { sum: { field: 'checksum' } } },
  });
  expect([hits.total?.value, aggregations?.sum.value]).toEqual([terms + documents + passages, expected.checksum]);
  const settings = (await cluster.request('GET', `/${index.index}/_settings`, 'settings')) as Readonly<
    Record<string, { settings: { index: { blocks?: { write?: string } } } }>
  >;
  expect(settings[index.index].settings.index.blocks?.write).toBe('true');
  const asked = { ...REQUEST, queries, mode: 'bm25' as const };
  expect(await new SearchPipeline(ranker, null).search(asked)).toEqual(await reference.pipeline.search(asked));
}

// promise: cluster/push-resume
describe.runIf(nodes !== null)('a push that is killed', () => {
  it('behind any of its requests goes on when it is called again, and nothing is there twice', async () => {
    const { signal, requests, out } = await push('undisturbed');
    expect(signal).toBeNull();
    const { index } = JSON.parse(out) as { index: string };
    expected = (await readState(cluster, index)) as PushState;
    expect(expected.stage).toBe('complete');
    await expectWhole('undisturbed');
    let kept = 0;
    for (const killAt of momentsOf(requests)) {
      const alias = `killed-${killAt}`;
      expect((await push(alias, killAt)).signal, `killed at request ${killAt}`).toBe('SIGKILL');
      const again = await push(alias);
      expect(again.signal, `pushed again behind request ${killAt}`).toBeNull();
      const pushed = JSON.parse(again.out) as { index: string; kept: number };
      kept += pushed.kept;
      await expectWhole(alias);
      await cluster.request('DELETE', `/${pushed.index}`, 'an index');
    }
    expect(requests).toBeGreaterThan(15);
    expect(kept).toBeGreaterThan(0);
  }, 1_800_000);
});
