/** What a measure looks at: one topic's ranking, and what is judged for the topic. */
export interface JudgedRanking {
  /** Of each ranked document, best first; null where it is not judged. */
  readonly grades: readonly (number | null)[];
  /** Grades of all judged documents, in the order of the judgments. */
  readonly judged: readonly number[];
}

/**
 * @param ranking document ids, best first, each once
 * @throws TypeError for a document that is ranked twice
 */
export function judgeRanking(ranking: readonly string[], judgments: ReadonlyMap<string, number>): JudgedRanking {
  if (new Set(ranking).size !== ranking.length) throw new TypeError('evaluateRanking: a document is ranked twice');
  return { grades: ranking.map((id) => judgments.get(id) ?? null), judged: [...judgments.values()] };
}

/** Documents that are relevant: judged, of at least this grade. */
export function countRelevant({ judged }: JudgedRanking, level: number): number {
  return judged.reduce((count, grade) => count + (grade >= level ? 1 : 0), 0);
}

/** Those of them among the first `cut` of the ranking. */
export function countFound({ grades }: JudgedRanking, level: number, cut = Number.POSITIVE_INFINITY): number {
  let found = 0;
  for (let index = 0; index < grades.length && index < cut; index++) if (isRelevant(grades[index], level)) found++;
  return found;
}

export function isRelevant(grade: number | null, level: number): boolean {
  return grade !== null && grade >= level;
}
