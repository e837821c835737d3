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
/** Most documents ask, too, so that words of asking are long lists. */
const ASKING = COLLECTION.split('\n')
  .map((line, i) => (i % 3 === 0 ? line : line.replace('"text":"', '"text":"how do you know what you need about ')))
  .join('\n');
const KINDS = {
  static: { collection: COLLECTION, encoder: 'static', ranking: 'bm25' },
  none: { collection: COLLECTION, encoder: 'none', ranking: 'bm25' },
  standard: { collection: ASKING, encoder: 'static', ranking: 'standard' },
} as const;
type Kind = keyof typeof KINDS;
const queries = makeQueries(4);
const directories: Record<Kind, string> = { static: '', none: '', standard: '' };
const reference: Partial<Record<Kind, Searcher>> = {};

beforeAll(async () => {
  for (const kind of Object.keys(KINDS) as Kind[]) {
    const { collection, encoder, ranking } = KINDS[kind];
    directories[kind] = await buildGeneratedIndex('stillweb', collection, encoder, { ranking });
    reference[kind] = await Searcher.open(openIndex(directories[kind]));
  }
});
afterAll(() => {
  for (const searcher of Object.values(reference)) searcher.close();
});

describe.each(['static', 'none', 'standard'] as const)('over an index of kind %s', (kind) => {
  const encoderOf = () => (kind === 'none' ? null : createEncoder('static'));
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
    const asked = [...queries, 'how do you know about copper', 'telescpoe and coppr', 'find copper', 'finding copper'];
    for (const mode of modes) {
      const request = { ...REQUEST, mode, k: 200, collapse: false as const, queries: asked };
      const [ours, theirs] = [shardwise, pipeline].map((each) => each.read(request));
      const [proof, search] = [await ours, await theirs];
      for (const i of asked.keys()) {
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
