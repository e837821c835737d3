import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modesOf } from '../../src/contract/search-mode.ts';
import { createEncoder } from '../../src/encoder/encoders.ts';
import { openRetrievers } from '../../src/retrieval/engines.ts';
import { LocalRanker } from '../../src/retrieval/local-ranker.ts';
import { SearchPipeline } from '../../src/retrieval/search-pipeline.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openShardwise } from '../../src/retrieval/shardwise.ts';
import { ShardwiseRanker } from '../../src/retrieval/shardwise-ranker.ts';
import { DocumentStore } from '../../src/store/document-store.ts';
import { openIndex } from '../../src/store/open.ts';
import { buildGeneratedIndex, makeCollection, makeQueries, openView } from '../support/generated-index.ts';
import { ToyRanker } from '../toys/toy-ranker.ts';
import { REQUEST, rankerContract } from './ranker.ts';

const COLLECTION = makeCollection(300);
const queries = makeQueries(4);
const directories = { static: '', none: '' };
const reference: Partial<Record<keyof typeof directories, Searcher>> = {};

beforeAll(async () => {
  for (const encoder of ['static', 'none'] as const) {
    directories[encoder] = await buildGeneratedIndex('stillweb', COLLECTION, encoder);
    reference[encoder] = await Searcher.open(openIndex(directories[encoder]));
  }
});
afterAll(() => {
  for (const searcher of Object.values(reference)) searcher.close();
});

describe.each(['static', 'none'] as const)('over an index with encoder %s', (kind) => {
  const encoderOf = () => (kind === 'none' ? null : createEncoder(kind));
  const modes = modesOf(kind !== 'none');

  rankerContract(
    'LocalRanker',
    async () => {
      const view = openView(directories[kind]);
      const documents = await DocumentStore.open(view.index.folder, view.blocks);
      const ranker = new LocalRanker(view, documents, await openRetrievers(view));
      return { ranker, encoder: await encoderOf(), queries };
    },
    { modes },
  );

  rankerContract(
    'ToyRanker, which answers later',
    async () => ({ ranker: await ToyRanker.open(directories[kind]), encoder: await encoderOf(), queries }),
    { modes, reference: () => (reference[kind] as Searcher).pipeline },
  );

  rankerContract(
    'ShardwiseRanker',
    async () => {
      const { folder, manifest } = openIndex(directories[kind]);
      return { ranker: new ShardwiseRanker(openShardwise(folder, manifest)), encoder: await encoderOf(), queries };
    },
    { modes, isWhole: false },
  );

  it('the proof of a build ranks documents as searches do', async () => {
    const { folder, manifest } = openIndex(directories[kind]);
    const shardwise = new SearchPipeline(new ShardwiseRanker(openShardwise(folder, manifest)), await encoderOf());
    const { pipeline } = reference[kind] as Searcher;
    for (const mode of modes) {
      const [ours, theirs] = [shardwise, pipeline].map((each) =>
        each.read({ ...REQUEST, mode, k: 200, collapse: false, queries }),
      );
      const [proof, search] = [await ours, await theirs];
      for (const i of queries.keys()) {
        expect(await shardwise.rankQuery(proof, proof.queries[i])).toEqual(
          await pipeline.rankQuery(search, search.queries[i]),
        );
      }
    }
  });
});

describe('the pipeline over a ranker that answers later', () => {
  it('has both legs under way at once', async () => {
    const ranker = await ToyRanker.open(directories.static);
    const pipeline = new SearchPipeline(ranker, await createEncoder('static'));
    await pipeline.rankIds(queries[0], { mode: 'hybrid', k: 10 });
    expect(ranker.mostAtOnce).toBe(2);
    ranker.close();
  });

  it('passes on what a leg throws, and what a checkpoint does', async () => {
    const ranker = await ToyRanker.open(directories.static);
    const failing = new SearchPipeline(
      Object.assign(Object.create(ranker) as ToyRanker, {
        admit: async () => null,
        retrieve: async () => {
          throw new TypeError('the network is gone');
        },
      }),
      await createEncoder('static'),
    );
    await expect(failing.rankIds(queries[0], { mode: 'hybrid', k: 10 })).rejects.toThrow('the network is gone');
    ranker.close();
    const { pipeline } = reference.static as Searcher;
    const stop = () => {
      throw new TypeError('stop');
    };
    await expect(pipeline.search({ ...REQUEST, queries: [queries[0]] }, stop)).rejects.toThrow('stop');
  });
});
