import { dotProduct } from '../../../src/kernel/dot-product.ts';
import type { Searcher } from '../../../src/retrieval/searcher.ts';
import type { IndexView } from '../../../src/store/index-view.ts';
import { PositionStore } from '../../../src/store/position-store.ts';

/** What an index holds, asked without a shortcut: every posting, every position, every vector. */

const TERMS = ['alpha', 'beta', 'gamma', 'delta', 'w3', 'w11'];
const PHRASES = [
  ['alpha', 'beta'],
  ['beta', 'gamma'],
  ['gamma', 'alpha'],
] as const;
const DEPTH = 10_000;

/** The questions, as text, that an index answers otherwise than what it holds gives. */
export async function findDisagreements(searcher: Searcher): Promise<string[]> {
  const wrong: string[] = [];
  const compare = async (query: string, mode: 'bm25' | 'dense', expected: readonly Hit[]): Promise<void> => {
    const request = { mode, k: DEPTH, unit: 'passage', exact: true, collapse: false } as const;
    const read = await searcher.pipeline.read({ queries: [query], offset: 0, ...request });
    const hits = await searcher.pipeline.rankQuery(read, read.queries[0]);
    const found = hits.map(({ passage, score }) => [passage, score]);
    if (JSON.stringify(found) !== JSON.stringify(expected)) wrong.push(`${mode} ${query}`);
  };
  for (const term of TERMS) await compare(term, 'bm25', sumImpacts(searcher.view, [term]));
  await compare('alpha gamma w3', 'bm25', sumImpacts(searcher.view, ['alpha', 'gamma', 'w3']));
  for (const phrase of PHRASES) {
    const holding = new Set(passagesWithPhrase(searcher.view, phrase));
    const expected = sumImpacts(searcher.view, phrase).filter(([passage]) => holding.has(passage));
    await compare(`"${phrase.join(' ')}"`, 'bm25', expected);
  }
  if (searcher.modes.includes('dense')) {
    const read = await searcher.pipeline.read({
      queries: ['gamma w3'],
      offset: 0,
      mode: 'dense',
      k: 1,
      unit: 'passage',
    });
    const { vector } = read.queries[0];
    if (vector !== null) await compare('gamma w3', 'dense', scoreAll(searcher.view, vector));
  }
  return wrong;
}

type Hit = readonly [passage: number, score: number];

function inOrder(hits: Iterable<Hit>): Hit[] {
  return [...hits].sort(([a, left], [b, right]) => right - left || a - b);
}

function sumImpacts({ postings, firstPassages }: IndexView, terms: readonly string[]): Hit[] {
  const sums = new Map<number, number>();
  for (const [shard, each] of postings.entries()) {
    for (const term of terms) {
      const ordinal = [...each.terms.all()].indexOf(term);
      if (ordinal < 0) continue;
      const { passages, impacts } = each.list(ordinal);
      for (const [i, local] of passages.entries()) {
        const passage = firstPassages[shard] + local;
        sums.set(passage, (sums.get(passage) ?? 0) + impacts[i]);
      }
    }
  }
  return inOrder(sums);
}

function scoreAll({ vectors, firstPassages, index }: IndexView, query: Int8Array): Hit[] {
  const { dimensions } = index.manifest.encoder ?? { dimensions: 1 };
  const hits = vectors.flatMap((shard, i) =>
    Array.from(
      { length: shard.length / dimensions },
      (_, row): Hit => [firstPassages[i] + row, dotProduct(query, shard, row * dimensions)],
    ),
  );
  return inOrder(hits);
}

function passagesWithPhrase({ postings, firstPassages, index }: IndexView, phrase: readonly string[]): number[] {
  const found: number[] = [];
  for (const [shard, each] of postings.entries()) {
    const all = [...each.terms.all()];
    const store = PositionStore.open(index.folder, shard);
    const standing = phrase.map((term) => {
      const ordinal = all.indexOf(term);
      if (ordinal < 0) return new Map<number, number[]>();
      const cursor = store.open(ordinal, each.entries(ordinal));
      return new Map(Array.from(each.list(ordinal).passages, (passage) => [passage, cursor.next()]));
    });
    store.close();
    for (const [passage, starts] of standing[0]) {
      const holds = (start: number) => standing.every((places, i) => places.get(passage)?.includes(start + i));
      if (starts.some(holds)) found.push(firstPassages[shard] + passage);
    }
  }
  return found;
}
