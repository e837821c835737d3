import { describe, expect, it } from 'vitest';
import {
  addUpRecall,
  answerFromShard,
  joinAnswers,
  type RecallMeasure,
  type ShardAnswer,
  type ShardSearch,
} from '../../../../indexer/graph/recall.ts';
import { scoreRun } from '../../../../src/kernel/dot-product.ts';

type Pair = readonly [number, number];
const hits = (...pairs: readonly Pair[]) => pairs.map(([passage, score]) => ({ passage, score }));
const run = (first: number, score: number, count: number) =>
  hits(...Array.from({ length: count }, (_, i) => [first + i, score - i] as const));

describe('the recall of several shards', () => {
  it('counts the nearest of the whole collection, wherever they are', () => {
    // Six of the ten nearest are in the first shard; what its walk misses of the others does not matter.
    const one: ShardAnswer = { nearest: run(0, 100, 10), found: [run(0, 100, 6), run(1, 99, 10)] };
    const other: ShardAnswer = { nearest: run(50, 98, 4), found: [run(50, 98, 3), run(50, 98, 4)] };
    const joined = joinAnswers([one], [other], 10);
    expect(joined[0].nearest.map(({ passage }) => passage)).toEqual([0, 1, 2, 50, 3, 51, 4, 52, 5, 53]);
    expect(addUpRecall(joined, 0, 10)).toEqual({ queries: 1, found: 9, of: 10 });
    expect(addUpRecall(joined, 1, 10)).toEqual({ queries: 1, found: 9, of: 10 });
  });

  it('joins the answers to each query and of each walk with those to the same', () => {
    const one = [0, 1].map((i) => ({ nearest: hits([i, 5]), found: [hits([i, 5]), hits([i + 2, 4])] }));
    const other = [10, 11].map((i) => ({ nearest: hits([i, 6]), found: [hits([i, 6]), hits([i + 2, 3])] }));
    expect(joinAnswers(one, other, 2)).toEqual([
      { nearest: hits([10, 6], [0, 5]), found: [hits([10, 6], [0, 5]), hits([2, 4], [12, 3])] },
      { nearest: hits([11, 6], [1, 5]), found: [hits([11, 6], [1, 5]), hits([3, 4], [13, 3])] },
    ]);
  });

  it('breaks ties by the smaller passage, as a search does: another of the same score is not the one', () => {
    const tie = hits(...Array.from({ length: 11 }, (_, i) => [i, 7] as const));
    const answer: ShardAnswer = { nearest: tie.slice(0, 10), found: [tie.slice(1)] };
    expect(addUpRecall([answer], 0, 10)).toEqual({ queries: 1, found: 9, of: 10 });
    const [joined] = joinAnswers(
      [{ nearest: tie.slice(5), found: [[]] }],
      [{ nearest: tie.slice(0, 5), found: [[]] }],
      10,
    );
    expect(joined.nearest).toEqual(tie.slice(0, 10));
  });

  it('looks as deep as it is told, into what there is and into what was found', () => {
    const answer: ShardAnswer = { nearest: run(0, 9, 6), found: [hits([9, 9], [8, 8], [0, 9], [5, 4])] };
    expect(addUpRecall([answer, answer], 0, 2)).toEqual({ queries: 2, found: 0, of: 4 });
    expect(addUpRecall([answer], 0, 3)).toEqual({ queries: 1, found: 1, of: 3 });
    expect(addUpRecall([answer], 0, 6)).toEqual({ queries: 1, found: 2, of: 6 });
    expect(addUpRecall([answer], 0, 9)).toEqual({ queries: 1, found: 2, of: 6 });
  });
});

describe('the answer of a shard', () => {
  const nodes = 1_500;
  /** Scores that fall with the number, fifteen passages to each. */
  const vectors = Int8Array.from({ length: nodes * 16 }, (_, i) =>
    i % 16 === 0 ? 100 - Math.floor(i / 16 / 15) : i % 16 === 1 ? 2 : 0,
  );
  const vector = new Int8Array(16).fill(1);
  const scoreOf = (number: number) => vectors[number * 16] + 2;
  const nearest = (numbers: readonly number[]) =>
    hits(...numbers.map((number) => [number + 500, scoreOf(number)] as const));
  /** Walks that find every second passage, with room for more than they found. */
  const searchOf = (compared: Int8Array): ShardSearch => ({
    search: (_query, ef) => {
      const count = Math.min(ef, 20);
      const numbers = Uint32Array.from({ length: 64 }, (_, i) => 2 * i);
      return { count, numbers, scores: Int32Array.from(numbers, scoreOf) };
    },
    compare: (query, start, rows) => scoreRun(query, compared, start, rows, new Int32Array(rows)),
  });
  const answer = (measure: Partial<RecallMeasure>) =>
    answerFromShard(nodes, searchOf(vectors), {
      queries: [{ vector, pair: [0, 1] }],
      efs: [6],
      depth: 4,
      firstPassage: 500,
      ...measure,
    });

  it('is its nearest, and what each walk finds of them, named as passages of the collection', () => {
    expect(answer({ efs: [2, 6] })).toEqual([
      { nearest: nearest([0, 1, 2, 3]), found: [nearest([0, 2]), nearest([0, 2, 4, 6])] },
    ]);
  });

  it('leaves out the two passages that a query is the middle of, and goes as deep without them', () => {
    const queries = [{ vector, pair: [502, 500] as const }];
    expect(answer({ queries })).toEqual([{ nearest: nearest([1, 3, 4, 5]), found: [nearest([4, 6, 8, 10])] }]);
    expect(answer({ queries, depth: 12, efs: [14] })[0].found[0]).toHaveLength(12);
  });

  it('names nothing that the walk did not find', () => {
    expect(answer({ depth: 40, efs: [42] })[0].found[0]).toHaveLength(20);
  });

  it('compares every passage, behind the first 1,024 too, and leaves out those that it should there', () => {
    const far = vectors.map((value) => -value);
    const top = answerFromShard(nodes, searchOf(far), {
      queries: [{ vector, pair: [1_985, 0] }],
      efs: [6],
      depth: 3,
      firstPassage: 500,
    });
    expect(top[0].nearest.map(({ passage }) => passage)).toEqual([1_986, 1_987, 1_988]);
    expect(answer({ depth: nodes })[0].nearest).toHaveLength(nodes);
  });
});
