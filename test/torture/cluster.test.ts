import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCluster } from '../../scripts/cluster/start-cluster.ts';
import { type Served, serve } from '../../src/index.ts';
import { clusterOfTests } from '../support/cluster.ts';
import { PLACED_FIELDS, placedCollection, placedRequests } from '../support/placed-collection.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Answers of a generation in a cluster, byte for byte those of its directory, whatever becomes of the cluster. */

const NODES = 3;
const REQUESTS = 1000;
const AT_ONCE = 8;
const SHARDS = [1, 3, 5];

const nodes: LocalCluster | null = await clusterOfTests(NODES);
const folder = temporaryFolder();
const directory = join(folder, 'placed');
const requests = placedRequests(REQUESTS, ['hybrid', 'bm25', 'dense']);
let local: Served;
let expected: string[];

const addressOf = (alias: string) => `opensearch:${(nodes as LocalCluster).urls.join(',')}/${alias}`;
/** Three nodes and their load share the machine: a search may take its time. */
const PATIENT = { port: 0, deadlineMs: 60_000, maxWaitMs: 60_000 };
const serveCluster = (alias: string) => serve(addressOf(alias), PATIENT);

/** An error names the request, which is another one each time. */
const REQUEST_ID = /"requestId":"[^"]*"/;

async function post(url: string, path: string, body: object): Promise<{ status: number; body: string }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.text()).replace(REQUEST_ID, '"requestId":""') };
}

/** The answers to all of the requests, several at once. */
async function askAll(url: string, asked: readonly object[]): Promise<{ status: number; body: string }[]> {
  const answers: { status: number; body: string }[] = [];
  let next = 0;
  const ask = async (): Promise<void> => {
    while (next < asked.length) {
      const at = next++;
      answers[at] = await post(url, '/v1/search', asked[at]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return answers;
}

/** Compares every answer, and names the first that differs. */
async function expectSameAnswers(url: string): Promise<void> {
  for (const [i, { status, body }] of (await askAll(url, requests)).entries()) {
    expect({ request: requests[i], status, body }).toEqual({ request: requests[i], status: 200, body: expected[i] });
  }
}

const GREPS: readonly Readonly<Record<string, unknown>>[] = [
  { pattern: 'copper', limit: 7 },
  { pattern: 'copper river', limit: 50 },
  { pattern: 'COPPER', ignoreCase: true, wholeWords: true, linesBefore: 1, linesAfter: 1 },
  { pattern: 'c[a-z]+r r', regexp: true, limit: 20 },
  { pattern: '[0-9]{2}', regexp: true, limit: 100 },
  { pattern: '.', limit: 100 },
  { pattern: 'copper', filter: { sites: ['example.org'] }, limit: 5 },
  { pattern: 'copper', filter: { ids: ['doc-3', 'doc-7', 'doc-300'] } },
  { pattern: 'e', filter: { after: '2001-01-01' }, limit: 60 },
  { pattern: 'a word that no text has' },
  { pattern: '(', regexp: true },
];

beforeAll(async () => {
  if (nodes === null) return;
  const input = join(folder, 'placed.jsonl');
  writeFileSync(input, placedCollection(400));
  const fields = PLACED_FIELDS.flatMap((field) => ['--field', field]);
  const built = runProgram([
    'index',
    input,
    '--out',
    directory,
    '--passages',
    'words:24',
    '--encoder',
    'static',
    '--quiet',
    ...fields,
  ]);
  expect(built.code, built.err).toBe(0);
  local = await serve(directory, { ...PATIENT, workers: 1, device: 'cpu' });
  const answers = await askAll(local.url, requests);
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  expected = answers.map(({ body }) => body);
  expect(new Set(expected).size).toBeGreaterThan(REQUESTS / 2);
  for (const shards of SHARDS) {
    const similarity = shards === 1 ? 'script' : 'plugin';
    const flags = ['--shards', String(shards), '--similarity', similarity, '--json'];
    const pushed = runProgram(['push', directory, addressOf(`placed${shards}`), ...flags]);
    expect(pushed.code, pushed.err).toBe(0);
    expect(JSON.parse(pushed.out)).toMatchObject({ id: local.indexes[0].id, shards, similarity, documents: 400 });
  }
}, 600_000);
afterAll(async () => {
  await local?.close();
  await nodes?.stop();
});

describe.runIf(nodes !== null)('a generation in a cluster', () => {
  // promise: cluster/same-bytes
  it.each(SHARDS)('answers a thousand searches as its directory does, from %i shards', async (shards) => {
    const served = await serveCluster(`placed${shards}`);
    expect(served.indexes.map(({ name, id }) => [name, id])).toEqual(local.indexes.map(({ name, id }) => [name, id]));
    await expectSameAnswers(served.url);
    await served.close();
  });

  it('reads documents and links as its directory does', async () => {
    const served = await serveCluster('placed3');
    const reads: [string, object][] = [
      ['/v1/fetch', { ids: ['doc-3', 'none', 'doc-7#1', 'doc-3'], maxChars: 100 }],
      [
        '/v1/fetch',
        { urls: ['https://example.org/copper/1', 'http://www.bücher.example/x', 'https://nowhere.example/'] },
      ],
      ['/v1/fetch', { ids: ['doc-9'], fields: true }],
      ['/v1/fetch', { ids: ['doc-2'], fields: ['nothing'] }],
      ['/v1/fetch', { ids: ['doc-4'], find: 'copper' }],
    ];
    for (const [path, body] of reads)
      expect(await post(served.url, path, body)).toEqual(await post(local.url, path, body));
    for (const path of ['/v1/documents/doc-5', '/v1/documents/doc-5/links', '/v1/documents/none/links']) {
      const [ours, theirs] = await Promise.all(
        [served, local].map(async ({ url }) => {
          const response = await fetch(`${url}${path}`);
          const body = (await response.text()).replace(REQUEST_ID, '"requestId":""');
          return { status: response.status, body };
        }),
      );
      expect(ours).toEqual(theirs);
    }
    await served.close();
  });

  it('refuses what it cannot answer as its directory would', async () => {
    const served = await serveCluster('placed1');
    for (const filter of [{ excludeStrings: ['copper river'] }, { excludeUrls: ['https://example.org/*'] }]) {
      const refused = await post(served.url, '/v1/search', { query: 'copper', filter });
      expect([refused.status, JSON.parse(refused.body).error.code]).toEqual([400, 'UNSUPPORTED']);
    }
    await served.close();
  });

  // promise: cluster/same-bytes
  it.each(SHARDS)('greps texts page by page as its directory does, from %i shards', async (shards) => {
    const served = await serveCluster(`placed${shards}`);
    let pages = 0;
    let matches = 0;
    for (const grep of GREPS) {
      for (let cursor: string | undefined; ; pages++) {
        const body = { ...grep, ...(cursor !== undefined && { cursor }) };
        const [ours, theirs] = await Promise.all([
          post(served.url, '/v1/grep', body),
          post(local.url, '/v1/grep', body),
        ]);
        expect(ours).toEqual(theirs);
        const answer = JSON.parse(ours.body) as { matches?: readonly unknown[]; next?: string | null };
        matches += answer.matches?.length ?? 0;
        if (!answer.next) break;
        cursor = answer.next;
      }
    }
    expect([pages > 20, matches > 500]).toEqual([true, true]);
    await served.close();
  });

  it('serves beside a directory, in the order of both', async () => {
    const served = await serve([`here=${directory}`, `there=${addressOf('placed3')}`], {
      port: 0,
      workers: 1,
      device: 'cpu',
    });
    expect(served.indexes.map(({ name }) => name)).toEqual(['here', 'there']);
    const [here, there] = await Promise.all(
      ['here', 'there'].map((index) => post(served.url, '/v1/search', { query: 'copper river', index, explain: true })),
    );
    expect(there.body.replace('"there"', '"here"')).toBe(here.body);
    await served.close();
  });

  it('answers the same from a copy that the cluster has made itself', async () => {
    const [url] = (nodes as LocalCluster).urls;
    const found = (await (await fetch(`${url}/placed3/_alias`)).json()) as object;
    const [index] = Object.keys(found);
    const cloned = await fetch(`${url}/${index}/_clone/placed-copy`, { method: 'POST' });
    expect(cloned.ok).toBe(true);
    await fetch(`${url}/_cluster/health/placed-copy?wait_for_status=yellow&timeout=60s`);
    // In other segments than those that were pushed.
    expect((await fetch(`${url}/placed-copy/_forcemerge?max_num_segments=1`, { method: 'POST' })).ok).toBe(true);
    const served = await serve(`opensearch:${url}/placed-copy`, PATIENT);
    const asked = requests.slice(0, 100);
    const answers = await askAll(served.url, asked);
    expect(answers.map(({ body }) => body)).toEqual(expected.slice(0, 100));
    await served.close();
  });

  // promise: cluster/whole-or-error
  it('gives whole answers or errors while a node is killed under load, and the same again behind it', async () => {
    const served = await serveCluster('placed3');
    const { kill, restart } = nodes as LocalCluster;
    const outcomes: { at: number; status: number; body: string }[] = [];
    let isLoaded = true;
    let next = 0;
    const load = Array.from({ length: AT_ONCE }, async () => {
      while (isLoaded) {
        const at = next++ % REQUESTS;
        outcomes.push({ at, ...(await post(served.url, '/v1/search', requests[at])) });
      }
    });
    const reach = async (count: number): Promise<void> => {
      while (outcomes.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await reach(100);
    await kill(2);
    await reach(outcomes.length + 300);
    isLoaded = false;
    await Promise.all(load);
    for (const { at, status, body } of outcomes) {
      if (status === 200)
        expect({ request: requests[at], body }).toEqual({ request: requests[at], body: expected[at] });
      else {
        const { code } = JSON.parse(body).error;
        expect(['CLUSTER_UNREACHABLE', 'CLUSTER_INCOMPLETE', 'DEADLINE_EXCEEDED', 'OVERLOADED']).toContain(code);
      }
    }
    expect(outcomes.filter(({ status }) => status === 200).length).toBeGreaterThan(100);
    // Each shard has a copy on the nodes that are left.
    await expectSameAnswers(served.url);
    await restart(2);
    await expectSameAnswers(served.url);
    await served.close();
  });

  it('answers with an error when more is gone than there are copies of, and never in part', async () => {
    // What is gone is not waited for.
    const served = await serve(addressOf('placed5'), { port: 0 });
    const { kill, restart } = nodes as LocalCluster;
    await kill(1);
    await kill(2);
    const answers = await askAll(served.url, requests.slice(0, 24));
    for (const [i, { status, body }] of answers.entries()) {
      if (status === 200) expect(body).toBe(expected[i]);
      else
        expect(['CLUSTER_UNREACHABLE', 'CLUSTER_INCOMPLETE', 'DEADLINE_EXCEEDED']).toContain(
          JSON.parse(body).error.code,
        );
    }
    expect(answers.some(({ status }) => status !== 200)).toBe(true);
    await served.close();
    await Promise.all([restart(1), restart(2)]);
    const again = await serveCluster('placed5');
    await expectSameAnswers(again.url);
    await again.close();
  });
});
