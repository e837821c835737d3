import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCluster } from '../../scripts/cluster/start-cluster.ts';
import { Cluster } from '../../src/cluster/cluster.ts';
import { boostOf, type ClusterSimilarity, indexNameOf } from '../../src/cluster/cluster-layout.ts';
import { openRanker } from '../../src/cluster/open-cluster-index.ts';
import { pushIndex } from '../../src/cluster/push/push-index.ts';
import { modesOf } from '../../src/contract/search-mode.ts';
import { createEncoder } from '../../src/encoder/encoders.ts';
import { SearchPipeline } from '../../src/retrieval/search-pipeline.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { REQUEST, rankerContract } from '../contract/ranker.ts';
import { clusterOfTests } from '../support/cluster.ts';
import { buildGeneratedIndex, makeCollection, makeQueries } from '../support/generated-index.ts';

const COLLECTION = makeCollection(300);
const ASKING = COLLECTION.split('\n')
  .map((line, i) => (i % 3 === 0 ? line : line.replace('"text":"', '"text":"how do you know what you need about ')))
  .join('\n');
/** Terms of other scripts, which stand in one place, and signs that mean something to the analyzers of a cluster. */
const ODD = Array.from({ length: 40 }, (_, i) => {
  const text = `東京都 number ${i} ${i % 2 === 0 ? 'naïve café' : 'Ωμέγα и Москва'} c++ a|b 100% x${'y'.repeat(i * 8)} telescope river`;
  const { length } = text;
  return JSON.stringify({ id: `o${i}`, title: i % 3 === 0 ? '東京 guide' : `Odd ${i}`, text: `${text} ${length}` });
}).join('\n');
const HEAVY_WORDS = ['zq', 'xk', 'vj', 'qb', 'wz', 'jx', 'kv', 'bq', 'zx', 'jq'];
/** Rare words, each once or twice in some documents that are one passage. */
const HEAVY = Array.from({ length: 1500 }, (_, i) => {
  const words = HEAVY_WORDS.flatMap((word, j) =>
    Array<string>(1 + ((Math.floor(i / 75) * (j + 3) + j * j) % 2)).fill(word),
  );
  const text = i % 75 === 0 ? words.join(' ') : `${'filler number other '.repeat(30)} word${i}`;
  return JSON.stringify({ id: `h${i}`, text });
}).join('\n');
const KINDS = {
  static: { collection: COLLECTION, encoder: 'static', ranking: 'bm25' },
  none: { collection: COLLECTION, encoder: 'none', ranking: 'bm25' },
  standard: { collection: ASKING, encoder: 'static', ranking: 'standard' },
  scripted: { collection: ASKING, encoder: 'static', ranking: 'standard', similarity: 'script' },
  heavy: { collection: `${HEAVY}\n`, encoder: 'none', ranking: 'bm25' },
  odd: { collection: `${ODD}\n`, encoder: 'static', ranking: 'standard' },
} as const;
type Kind = keyof typeof KINDS;
interface CollectionKind {
  readonly collection: string;
  readonly encoder: 'static' | 'none';
  readonly ranking: 'bm25' | 'standard';
  readonly similarity?: ClusterSimilarity;
}

const nodes: LocalCluster | null = await clusterOfTests(1);
const queries = makeQueries(4);
const directories: Partial<Record<Kind, string>> = {};
const reference: Partial<Record<Kind, Searcher>> = {};
let cluster: Cluster;

beforeAll(async () => {
  if (nodes === null) return;
  cluster = await Cluster.open(nodes.urls);
  for (const kind of Object.keys(KINDS) as Kind[]) {
    const { collection, encoder, ranking, similarity = 'plugin' } = { ...KINDS[kind] } as CollectionKind;
    const directory = await buildGeneratedIndex('stillweb', collection, encoder, { ranking });
    directories[kind] = directory;
    reference[kind] = await Searcher.open(openIndex(directory));
    await pushIndex(cluster, openIndex(directory), kind, { shards: 3, replicas: 0, similarity });
  }
}, 300_000);
afterAll(async () => {
  for (const searcher of Object.values(reference)) await searcher.close();
  await cluster?.close();
  await nodes?.stop();
});

/** A pipeline over the cluster, and the one over the directory. */
async function both(kind: Kind): Promise<readonly [SearchPipeline, SearchPipeline]> {
  const { ranker } = await openRanker(cluster, kind);
  const encoder = KINDS[kind].encoder === 'none' ? null : await createEncoder('static');
  return [new SearchPipeline(ranker, encoder), (reference[kind] as Searcher).pipeline];
}

describe.runIf(nodes !== null).each(['static', 'none', 'standard', 'scripted'] as const)(
  'over an index of kind %s',
  (kind) => {
    rankerContract(
      'ClusterRanker',
      async () => ({
        ranker: (await openRanker(cluster, kind)).ranker,
        encoder: kind === 'none' ? null : await createEncoder('static'),
        queries,
      }),
      { modes: modesOf(kind !== 'none'), reference: () => (reference[kind] as Searcher).pipeline },
    );
  },
);

describe.runIf(nodes !== null)('a ranker over a cluster', () => {
  it('knows terms of any script and sign, and several in one place', async () => {
    const [ours, theirs] = await both('odd');
    const asked = [
      '東京',
      '"東京都"',
      '京',
      'intitle:東京',
      '"café c++"',
      'a|b',
      '100%',
      'Москва',
      '"naïve café" -guide',
    ];
    const long = Array.from({ length: 40 }, (_, i) => `x${'y'.repeat(i * 8)}`).slice(-3);
    for (const query of [...asked, ...long, '-東京 telescope', 'naive cafe', '"и Москва c"']) {
      const request = { ...REQUEST, queries: [query], explain: true, k: 50 };
      expect(await ours.search(request)).toEqual(await theirs.search(request));
    }
  });

  it('ranks exactly where scores pass what float32 tells apart', async () => {
    const [ours, theirs] = await both('heavy');
    // Short words, named some 250 times each, all in one passage: sums of twenty million, of which float32 rounds the last digit away.
    const query = HEAVY_WORDS.map((word, i) =>
      Array(255 - i)
        .fill(word)
        .join(' '),
    ).join(' ');
    for (const changes of [{ k: 300 }, { unit: 'passage', k: 300 }, { k: 7, offset: 4 }] as const) {
      const request = { ...REQUEST, ...changes, queries: [query], mode: 'bm25' as const };
      expect(await ours.search(request)).toEqual(await theirs.search(request));
    }
    const [{ hits }] = await theirs.search({ ...REQUEST, queries: [query], mode: 'bm25', k: 300 });
    const scores = hits.map(({ score }) => score);
    expect(Math.max(...scores)).toBeGreaterThan(2 ** 24);
    // The test sees the difference: rounded, some of these scores are others.
    expect(scores.map(Math.fround)).not.toEqual(scores);
  });

  it('has the same scores from the plugin and from a script', async () => {
    const open = openIndex(directories.heavy as string);
    const pushed = await pushIndex(cluster, open, 'heavy-script', { shards: 2, replicas: 0, similarity: 'script' });
    expect(pushed.similarity).toBe('script');
    const body = (boost: number) => ({
      query: { term: { impacts: { value: HEAVY_WORDS[0], boost } } },
      sort: [{ _score: 'desc' }, { passage: 'asc' }],
      size: 1000,
      track_scores: true,
    });
    for (const [weight, shift] of [
      [1, 0],
      [255, 0],
      [1, 1],
      [7, 4],
      [255, 7],
    ]) {
      const [scripted, plugged] = await Promise.all(
        ['heavy-script', 'heavy'].map(async (alias) => {
          const { index } = await openRanker(cluster, alias);
          const { hits } = await index.search('scores', body(boostOf(weight, shift)));
          return hits.hits.map(({ _score, sort }) => [_score, sort?.[1]]);
        }),
      );
      expect(plugged).toEqual(scripted);
      expect(plugged.length).toBeGreaterThan(10);
    }
    const again = pushIndex(cluster, open, 'heavy-script', { shards: 2, replicas: 0, similarity: 'plugin' });
    await expect(again).rejects.toMatchObject({
      code: 'CLUSTER_INDEX_INVALID',
      message: expect.stringContaining('script'),
    });
  });

  it('pages beyond what a cluster gives at once', async () => {
    const [ours, theirs] = await both('none');
    const request = { ...REQUEST, snippet: false as const, queries: [queries[0]], mode: 'bm25' as const };
    for (const offset of [0, 50, 60, 70, 250]) {
      expect(await ours.search({ ...request, offset, k: 20 })).toEqual(
        await theirs.search({ ...request, offset, k: 20 }),
      );
    }
  });

  it('does not push again what is there, and swaps the alias to another generation', async () => {
    const again = await pushIndex(cluster, openIndex(directories.none as string), 'none', { shards: 3, replicas: 0 });
    expect(again).toMatchObject({ kept: again.terms + again.documents + again.passages, replaced: [] });
    const swapped = await pushIndex(cluster, openIndex(directories.static as string), 'none', {
      shards: 1,
      replicas: 0,
    });
    expect(swapped.replaced).toEqual([again.index]);
    expect((await openRanker(cluster, 'none')).index.manifest.id).toBe(swapped.id);
    await pushIndex(cluster, openIndex(directories.none as string), 'none', { shards: 3, replicas: 0 });
    expect((await openRanker(cluster, 'none')).index.manifest.id).toBe(again.id);
  });

  it('goes on with a push that was cut, and then holds the same', async () => {
    const open = openIndex(directories.standard as string);
    const stop = new Error('cut');
    for (const stage of ['terms', 'documents', 'passages'] as const) {
      const cut = pushIndex(cluster, open, 'resumed', {
        shards: 2,
        replicas: 0,
        onProgress: (progress) => {
          if (progress.stage === stage) throw stop;
        },
      });
      await expect(cut).rejects.toBe(stop);
      await expect(openRanker(cluster, 'resumed')).rejects.toMatchObject({ code: 'CLUSTER_INDEX_INVALID' });
    }
    const pushed = await pushIndex(cluster, open, 'resumed', { shards: 2, replicas: 0 });
    expect(pushed.kept).toBeGreaterThan(0);
    const { ranker } = await openRanker(cluster, 'resumed');
    const ours = new SearchPipeline(ranker, await createEncoder('static'));
    const request = { ...REQUEST, queries };
    expect(await ours.search(request)).toEqual(await (reference.standard as Searcher).pipeline.search(request));
  });

  it('refuses to serve an index that has lost an entry', async () => {
    const open = openIndex(directories.odd as string);
    const pushing = pushIndex(cluster, open, 'lost', {
      replicas: 0,
      onProgress: ({ stage }) => {
        if (stage === 'checking') throw new Error('cut');
      },
    });
    await expect(pushing).rejects.toThrow('cut');
    await cluster.request('DELETE', `/${indexNameOf('lost', open.manifest.id)}/_doc/p3`, 'an entry');
    const failed = pushIndex(cluster, open, 'lost', { replicas: 0 });
    await expect(failed).rejects.toMatchObject({
      code: 'CLUSTER_INDEX_INVALID',
      message: expect.stringContaining('39 passages of 40'),
    });
  });

  it('changes nothing that was pushed: writes are blocked', async () => {
    const { index } = await openRanker(cluster, 'static');
    const written = cluster.request('PUT', `/${index.index}/_doc/p0`, 'an entry', { passage: 0 });
    await expect(written).rejects.toMatchObject({ code: 'CLUSTER_REFUSED', message: expect.stringContaining('block') });
  });
});
