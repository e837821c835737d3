import { normalizedGain } from './discounted-gain.ts';
import { countFound, countRelevant, isRelevant, type JudgedRanking } from './judged-ranking.ts';

/**
 * The measures, as trec_eval defines them (Judged as ir-measures does, which trec_eval has not). A document is relevant when its grade
 * is at least `level`; below 0 it is not judged. Where no document is relevant, all are 0 but Judged.
 */

export interface MeasureKind {
  /** As ir-measures reads it. */
  readonly name: string;
  /** Other names, as ir-measures and trec_eval have them. Case counts nowhere. */
  readonly aliases: readonly string[];
  /** Whether `@k` is written behind it. */
  readonly cut: 'required' | 'optional' | 'none';
  /** Whether a level of relevance may be given. */
  readonly hasLevel: boolean;
  readonly compute: (judged: JudgedRanking, level: number, cut?: number) => number;
}

export const MEASURE_KINDS: readonly MeasureKind[] = [
  {
    name: 'nDCG',
    aliases: ['ndcg_cut'],
    cut: 'optional',
    hasLevel: false,
    compute: (judged, _level, cut) => normalizedGain(judged, cut),
  },
  { name: 'MAP', aliases: ['AP', 'map_cut'], cut: 'optional', hasLevel: true, compute: averagePrecision },
  { name: 'MRR', aliases: ['RR', 'recip_rank'], cut: 'optional', hasLevel: true, compute: reciprocalRank },
  { name: 'P', aliases: ['Precision'], cut: 'required', hasLevel: true, compute: precisionAt },
  { name: 'R', aliases: ['Recall'], cut: 'required', hasLevel: true, compute: recallAt },
  {
    name: 'Success',
    aliases: [],
    cut: 'required',
    hasLevel: true,
    compute: (judged, level, cut) => (countFound(judged, level, cut) > 0 ? 1 : 0),
  },
  { name: 'Judged', aliases: [], cut: 'required', hasLevel: false, compute: judgedShare },
  { name: 'Rprec', aliases: [], cut: 'none', hasLevel: true, compute: precisionAtRelevant },
  { name: 'Bpref', aliases: [], cut: 'none', hasLevel: true, compute: binaryPreference },
  { name: 'SetP', aliases: ['set_P'], cut: 'none', hasLevel: true, compute: setPrecision },
  { name: 'SetR', aliases: ['set_recall'], cut: 'none', hasLevel: true, compute: recallAt },
  { name: 'SetF', aliases: ['set_F', 'SetF1'], cut: 'none', hasLevel: true, compute: setHarmonicMean },
];

/** Precision at each relevant document that is found, over all relevant ones. */
function averagePrecision(judged: JudgedRanking, level: number, cut = Number.POSITIVE_INFINITY): number {
  const relevant = countRelevant(judged, level);
  let found = 0;
  let sum = 0;
  for (const [index, grade] of judged.grades.entries()) {
    if (index >= cut) break;
    if (!isRelevant(grade, level)) continue;
    found++;
    sum += found / (index + 1);
  }
  return relevant === 0 ? 0 : sum / relevant;
}

function reciprocalRank({ grades }: JudgedRanking, level: number, cut = Number.POSITIVE_INFINITY): number {
  const first = grades.findIndex((grade) => isRelevant(grade, level));
  return first < 0 || first >= cut ? 0 : 1 / (first + 1);
}

/** Over `cut` documents, however short the ranking is. */
function precisionAt(judged: JudgedRanking, level: number, cut = judged.grades.length): number {
  return cut === 0 ? 0 : countFound(judged, level, cut) / cut;
}

function recallAt(judged: JudgedRanking, level: number, cut?: number): number {
  const relevant = countRelevant(judged, level);
  return relevant === 0 ? 0 : countFound(judged, level, cut) / relevant;
}

/** Over the first `cut` documents, or over all where there are fewer. A negative grade is a judgment too. */
function judgedShare({ grades }: JudgedRanking, _level: number, cut = Number.POSITIVE_INFINITY): number {
  const seen = grades.slice(0, cut);
  return seen.length === 0 ? 0 : seen.filter((grade) => grade !== null).length / seen.length;
}

function precisionAtRelevant(judged: JudgedRanking, level: number): number {
  return recallAt(judged, level, countRelevant(judged, level));
}

/**
 * Of the judged documents that are not relevant, how few stand before those that are.
 *
 * @see Buckley & Voorhees, "Retrieval evaluation with incomplete information", SIGIR 2004; as in m_bpref.c of trec_eval
 */
function binaryPreference(judged: JudgedRanking, level: number): number {
  const relevant = countRelevant(judged, level);
  const rejected = judged.judged.filter((grade) => grade >= 0 && grade < level).length;
  const most = Math.min(relevant, rejected);
  let rejectedBefore = 0;
  let sum = 0;
  for (const grade of judged.grades) {
    if (grade === null || grade < 0) continue;
    if (grade < level) rejectedBefore++;
    else sum += rejectedBefore === 0 ? 1 : 1 - Math.min(rejectedBefore, relevant) / most;
  }
  return relevant === 0 ? 0 : sum / relevant;
}

/** The ranking as a set: where in it a document stands decides nothing. */
function setPrecision(judged: JudgedRanking, level: number): number {
  return precisionAt(judged, level);
}

function setHarmonicMean(judged: JudgedRanking, level: number): number {
  const precision = setPrecision(judged, level);
  const recall = recallAt(judged, level);
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}
