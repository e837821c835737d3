import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../src/analysis/analyzers.ts';
import { parseQuery } from '../../src/analysis/query-syntax.ts';
import { createEncoder } from '../../src/encoder/encoders.ts';
import { Bm25Retriever } from '../../src/retrieval/bm25-retriever.ts';
import { openRetrievers } from '../../src/retrieval/engines.ts';
import { ExactScan } from '../../src/retrieval/exact-scan.ts';
import { GpuScan } from '../../src/retrieval/gpu/gpu-scan.ts';
import { VectorDevice } from '../../src/retrieval/gpu/vector-device.ts';
import { loadHnswlib } from '../../src/retrieval/hnswlib-module.ts';
import { NearestFirst } from '../../src/retrieval/nearest-first.ts';
import type { Retriever, RetrieverQuery } from '../../src/retrieval/retriever.ts';
import type { IndexView } from '../../src/store/index-view.ts';
import { ExhaustiveScorer } from '../support/exhaustive-scorer.ts';
import { fakeGpu } from '../support/fake-gpu.ts';
import { buildGeneratedIndex, makeCollection, makeQueries, openView } from '../support/generated-index.ts';
import { type RetrieverSubject, retrieverContract } from './retriever.ts';

// More passages than a walk through a graph keeps, so that it has to choose.
const COLLECTION = makeCollection(1_500);
const queries: RetrieverQuery[] = [];

beforeAll(async () => {
  const encoder = await createEncoder('static');
  const analyzer = createAnalyzer('english');
  for (const text of makeQueries(16)) {
    const vector = (await encoder?.encode([text], 'query')) ?? null;
    queries.push({ terms: parseQuery(text, analyzer).terms, vector });
  }
});

const views = new Map<string, Promise<IndexView>>();
function viewOf(engine: string): Promise<IndexView> {
  const view = views.get(engine) ?? buildGeneratedIndex(engine, COLLECTION).then(openView);
  views.set(engine, view);
  return view;
}

async function subject(engine: string, pick: (view: IndexView) => unknown): Promise<RetrieverSubject> {
  const view = await viewOf(engine);
  const retriever = (await pick(view)) as Retriever;
  return { retriever, documents: view.passages.document, queries };
}

const lexicalIndex = ({ postings, firstPassages, passages }: IndexView) => ({
  shards: postings,
  firstPassages,
  documents: passages.document,
  isOnePassageEach: false,
});

// promise: engine/contract
retrieverContract(
  'Bm25Retriever',
  () =>
    subject('stillweb', async (view) => {
      const { lexical } = await openRetrievers(view);
      expect(lexical).toBeInstanceOf(Bm25Retriever);
      return lexical;
    }),
  { leg: 'bm25', isExact: true },
);
retrieverContract('ExhaustiveScorer', () => subject('stillweb', (view) => new ExhaustiveScorer(lexicalIndex(view))), {
  leg: 'bm25',
  isExact: true,
});
retrieverContract(
  'ExactScan',
  () =>
    subject('stillweb', async (view) => {
      const { dense } = await openRetrievers(view);
      expect(dense).toBeInstanceOf(ExactScan);
      return dense;
    }),
  { leg: 'dense', isExact: true },
);
let fake: VectorDevice | null = null;
afterAll(() => fake?.close());
retrieverContract(
  'GpuScan',
  () =>
    subject('stillweb', async (view) => {
      fake = await VectorDevice.open('gpu', fakeGpu());
      const loaded = await fake.load(view.index);
      const mailbox = loaded === null ? null : await fake.connect(loaded, 1);
      const { dense } = await openRetrievers(view, mailbox);
      expect(dense).toBeInstanceOf(GpuScan);
      return dense;
    }),
  { leg: 'dense', isExact: true },
);
retrieverContract('wink', () => subject('wink', async (view) => (await openRetrievers(view)).lexical), {
  leg: 'bm25',
  isExact: true,
  explains: true,
});

describe.each([
  { what: 'graphs', choice: 'on', member: 'graph', file: 'graph-000.bin', least: 0.98 },
  // A few random words are not like a middle between passages, by which the cells to look into are counted.
  { what: 'cells', choice: 'ivf', member: 'cells', file: 'cells-000.bin', least: 0.95 },
] as const)('the $what of an index', ({ choice, member, file, least }) => {
  const views = new Map<number, Promise<IndexView>>();
  const withGraph = (threads: number): Promise<IndexView> => {
    const view =
      views.get(threads) ??
      buildGeneratedIndex('stillweb', COLLECTION, 'static', { graph: choice, threads }).then(openView);
    views.set(threads, view);
    return view;
  };
  retrieverContract(
    'NearestFirst',
    async () => {
      const view = await withGraph(1);
      const { dense } = await openRetrievers(view);
      expect(dense).toBeInstanceOf(NearestFirst);
      return { retriever: dense as Retriever, documents: view.passages.document, queries };
    },
    { leg: 'dense', isExact: false },
  );

  it('find nearly all of the ten nearest passages, and all of them when asked to be exact', async () => {
    const exact = (await openRetrievers(await viewOf('stillweb'))).dense as Retriever;
    const graph = (await openRetrievers(await withGraph(1))).dense as Retriever;
    const options = { depth: 10, unit: 'passage', accept: null } as const;
    let found = 0;
    for (const query of queries) {
      const expected = exact.retrieve(query, options);
      const nearest = new Set(expected.passages);
      for (const passage of graph.retrieve(query, options).passages) if (nearest.has(passage)) found++;
      expect(graph.retrieve(query, { ...options, isExact: true })).toEqual(expected);
      const deep = { ...options, depth: 700, isExact: true };
      expect(graph.retrieve(query, deep)).toEqual(exact.retrieve(query, deep));
    }
    expect(found / (queries.length * 10)).toBeGreaterThanOrEqual(least);
  });

  it('are the same files and name the same index with any number of threads', async () => {
    const [one, three] = [(await withGraph(1)).index.manifest, (await withGraph(3)).index.manifest];
    expect(one.files.map(({ name }) => name)).toContain(file);
    expect(three).toEqual(one);
    expect(one[member]?.recall.of).toBe(2_000);
    expect(one[member]?.recall.found).toBeGreaterThanOrEqual(1_960);
  });
});

const withoutHnswlib = (() => {
  try {
    loadHnswlib();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
})();

describe.skipIf(withoutHnswlib !== null)(
  `engine hnswlib${withoutHnswlib === null ? '' : `: ${withoutHnswlib}`}`,
  () => {
    retrieverContract('hnswlib', () => subject('hnswlib', async (view) => (await openRetrievers(view)).dense), {
      leg: 'dense',
      isExact: false,
    });

    it('finds at least 95 of 100 of the ten nearest passages, with their exact scores', async () => {
      const view = await viewOf('hnswlib');
      const exact = (await openRetrievers(await viewOf('stillweb'))).dense as Retriever;
      const graph = (await openRetrievers(view)).dense as Retriever;
      expect(graph).not.toBeInstanceOf(ExactScan);
      let found = 0;
      for (const query of queries) {
        const options = { depth: 10, unit: 'passage', accept: null } as const;
        const expected = new Map([...pairs(exact.retrieve(query, { ...options, depth: 10_000 }))]);
        const nearest = new Set(exact.retrieve(query, options).passages);
        for (const [passage, score] of pairs(graph.retrieve(query, options))) {
          expect(score).toBe(expected.get(passage));
          if (nearest.has(passage)) found++;
        }
      }
      expect(found / (queries.length * 10)).toBeGreaterThanOrEqual(0.95);
    });
  },
);

function pairs({ passages, scores }: { passages: Uint32Array; scores: Float64Array }): [number, number][] {
  return Array.from(passages, (passage, i) => [passage, scores[i]]);
}

describe('engine wink', () => {
  it('agrees with our BM25 on the first ten passages but for near ties: two programs, one formula', async () => {
    const plain = await buildGeneratedIndex('stillweb', COLLECTION, 'none', { ranking: 'bm25' });
    const ours = (await openRetrievers(openView(plain))).lexical;
    const winks = (await openRetrievers(await viewOf('wink'))).lexical;
    let same = 0;
    for (const query of queries) {
      const options = { depth: 10, unit: 'passage', accept: null } as const;
      const expected = new Set(ours.retrieve(query, options).passages);
      for (const passage of winks.retrieve(query, options).passages) if (expected.has(passage)) same++;
    }
    expect(same / (queries.length * 10)).toBeGreaterThanOrEqual(0.98);
  });
});
