const BIN = 100;

/** An answer, and how sure its author was. */
export interface SureAnswer {
  /** Percent, 0 … 100. */
  readonly confidence: number;
  readonly isCorrect: boolean;
}

/**
 * How far stated confidence is from the share that is correct, in percent: the root of the mean square over bins of 100 answers of nearly
 * the same confidence, each weighted by its size. The last bin takes what is left over, and counts: the script of BrowseComp-Plus leaves
 * it out of the sum. Answers of equal confidence stand in the order given.
 *
 * @param skipLast as that script does it, to compare with published figures
 * @returns null for no answers, or fewer than a bin with `skipLast`
 * @see Hendrycks et al., "Deep anomaly detection with outlier exposure", ICLR 2019: RMS calibration error
 */
export function calibrationError(answers: readonly SureAnswer[], skipLast = false): number | null {
  const bins = Math.max(1, Math.floor(answers.length / BIN));
  if (answers.length < (skipLast ? BIN : 1)) return null;
  const sorted = [...answers].sort((left, right) => left.confidence - right.confidence);
  let sum = 0;
  for (let bin = 0; bin < bins - (skipLast ? 1 : 0); bin++) {
    const some = sorted.slice(bin * BIN, bin === bins - 1 ? undefined : (bin + 1) * BIN);
    const stated = some.reduce((total, { confidence }) => total + confidence, 0) / some.length;
    const right = (100 * some.filter(({ isCorrect }) => isCorrect).length) / some.length;
    sum += (some.length / answers.length) * (stated - right) ** 2;
  }
  return Math.sqrt(sum);
}
