import { TopList } from '../../src/kernel/top-list.ts';
import { KERNEL_ROWS } from '../../src/kernel/vector-kernel.ts';
import type { GraphBuilder } from '../../src/wasm/graph-building.ts';

export interface MeasuredRecall {
  readonly queries: number;
  /** Nearest passages that the graph found, */
  readonly found: number;
  /** and that there are. */
  readonly of: number;
}

/**
 * The middle between two passages, which are themselves left out of what is asked for. A passage itself would be too easy:
 * on 194,451 passages a graph finds all of its ten nearest, 99.3 % of those of real queries, and 98.9 % for such middles,
 * which like queries lie between passages.
 */
export interface RecallQuery {
  readonly vector: Int8Array;
  /** Passages of the collection. */
  readonly pair: readonly [number, number];
}

interface Hit {
  readonly passage: number;
  readonly score: number;
}

/** What shards hold for one query, best first: their nearest passages, and those that walks with each `ef` find. */
export interface ShardAnswer {
  readonly nearest: readonly Hit[];
  readonly found: readonly (readonly Hit[])[];
}

/** What is asked of every shard. */
export interface RecallMeasure {
  readonly queries: readonly RecallQuery[];
  /** Candidates that a walk keeps, each at least two more than `depth`. */
  readonly efs: readonly number[];
  /** Nearest passages wanted of each query. */
  readonly depth: number;
  /** First passage of the shard. */
  readonly firstPassage: number;
}

/** What asks a shard: by its graph, and by comparing rows. */
export type ShardSearch = Pick<GraphBuilder, 'search' | 'compare'>;

/** Asks one shard of so many nodes, by its graph and by comparing all. */
export function answerFromShard(
  nodes: number,
  builder: ShardSearch,
  { queries, efs, depth, firstPassage }: RecallMeasure,
): ShardAnswer[] {
  return queries.map(({ vector, pair }) => {
    const left = pair.map((passage) => passage - firstPassage);
    const found = efs.map((ef) => {
      const { count, numbers, scores } = builder.search(vector, ef);
      const hits = Array.from(numbers.subarray(0, Math.min(count, depth + pair.length)), (number, i) => ({
        passage: number + firstPassage,
        score: scores[i],
      }));
      return hits.filter(({ passage }) => !pair.includes(passage)).slice(0, depth);
    });
    const top = findNearest(vector, left, nodes, depth, builder);
    const nearest = Array.from(top.passages, (number, i) => ({ passage: number + firstPassage, score: top.scores[i] }));
    return { nearest, found };
  });
}

function findNearest(
  query: Int8Array,
  left: readonly number[],
  nodes: number,
  depth: number,
  builder: ShardSearch,
): ReturnType<TopList['ranking']> {
  const top = new TopList(depth, null);
  for (let start = 0; start < nodes; start += KERNEL_ROWS) {
    const rows = Math.min(KERNEL_ROWS, nodes - start);
    const scores = builder.compare(query, start, rows);
    for (let row = 0; row < rows; row++) {
      if (scores[row] >= top.threshold && !left.includes(start + row)) top.offer(scores[row], start + row);
    }
  }
  return top.ranking();
}

/** The answers of two parts of a collection, to the same queries, as one. */
export function joinAnswers(one: readonly ShardAnswer[], other: readonly ShardAnswer[], depth: number): ShardAnswer[] {
  return one.map(({ nearest, found }, query) => ({
    nearest: best([...nearest, ...other[query].nearest], depth),
    found: found.map((hits, walk) => best([...hits, ...other[query].found[walk]], depth)),
  }));
}

/**
 * How many of the `depth` nearest are among the first `depth` that a search through all graphs finds. A passage is found or
 * not by its number: of equal scores the smaller numbers are the nearest, so that an equal one in its place does not count.
 *
 * @param answers of the whole collection, by query
 * @param walk place of an `ef`
 */
export function addUpRecall(answers: readonly ShardAnswer[], walk: number, depth: number): MeasuredRecall {
  let found = 0;
  let of = 0;
  for (const answer of answers) {
    const nearest = new Set(answer.nearest.slice(0, depth).map(({ passage }) => passage));
    found += answer.found[walk].slice(0, depth).filter(({ passage }) => nearest.has(passage)).length;
    of += nearest.size;
  }
  return { queries: answers.length, found, of };
}

/** Place of the first recall of so many percent; of the last where none is. */
export function chooseFirst(recalls: readonly MeasuredRecall[], percent: number): number {
  const enough = recalls.findIndex(({ found, of }) => found * 100 >= of * percent);
  return enough < 0 ? recalls.length - 1 : enough;
}

function best(hits: readonly Hit[], depth: number): Hit[] {
  return [...hits].sort((a, b) => b.score - a.score || a.passage - b.passage).slice(0, depth);
}
