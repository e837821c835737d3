/** A document of a run and its score, as a run file gives them. */
export interface ScoredId {
  readonly id: string;
  readonly score: number;
}

/**
 * The ranking that trec_eval makes of a topic's rows: by score, highest first, and at equal scores by document id,
 * *last* first; the rank column is ignored. Scores are compared as 32-bit floats, which is what trec_eval (to 9.0.8) and
 * pytrec_eval store, so two scores that differ only beyond about seven digits are a tie. Ids compare as bytes of UTF-8.
 *
 * Where a ranking is at hand, its own order is the one to measure; this is for runs read from files.
 *
 * @see https://github.com/usnistgov/trec_eval form_res_rels.c, comp_sim_docno
 */
export function orderAsTrecEval(rows: readonly ScoredId[]): string[] {
  return rows
    .map(({ id, score }) => ({ id, score: Math.fround(score) }))
    .sort((left, right) => right.score - left.score || Buffer.compare(Buffer.from(right.id), Buffer.from(left.id)))
    .map(({ id }) => id);
}

/**
 * Scores for a run file under which trec_eval sees exactly the given ranking: a score is kept where it is already lower
 * than the one before as a 32-bit float, and is else lowered to the next such float below that. The result falls strictly,
 * as 32-bit floats and as 64-bit ones. No score is raised, and none is lower than strict falling asks for: n hits behind
 * the first of their ties it is n steps, about n × 10^-7 of the score. So scores stay comparable between topics and modes, which
 * scores made of ranks would not be.
 *
 * @param scores in ranking order, which is by score but where a walk through a graph has overlooked a hit; finite,
 *   magnitude below 2^127
 */
export function separateScores(scores: readonly number[]): number[] {
  let previous = Number.POSITIVE_INFINITY;
  return scores.map((score) => {
    if (!Number.isFinite(score)) throw new TypeError(`separateScores: ${score} is not a finite score`);
    const isLower = Math.fround(score) < previous;
    previous = isLower ? Math.fround(score) : nextFloatBelow(previous);
    return isLower ? score : previous;
  });
}

const FLOAT = new Float32Array(1);
const BITS = new Int32Array(FLOAT.buffer);

/** The largest 32-bit float below `value`, itself a 32-bit float. */
function nextFloatBelow(value: number): number {
  FLOAT[0] = value;
  if (value > 0) BITS[0] -= 1;
  else if (value < 0) BITS[0] += 1;
  else BITS[0] = 0x80000001 | 0; // below zero of either sign: the smallest negative float
  return FLOAT[0];
}
