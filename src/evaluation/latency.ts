/** Milliseconds: the arithmetic mean, and the values that 50, 95 and 99 percent of the samples do not exceed. */
export interface LatencySummary {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/**
 * Summarises latencies. Percentiles are nearest-rank: each is one of the samples, never an interpolation, so p99 of fewer
 * than 100 samples is the slowest.
 *
 * @param samples milliseconds, in any order, at least one
 * @throws RangeError for none, or one that is not a finite number of 0 or more
 */
export function summarizeMs(samples: readonly number[]): LatencySummary {
  if (samples.length === 0) throw new RangeError('summarizeMs: no samples');
  const wrong = samples.find((sample) => !(Number.isFinite(sample) && sample >= 0));
  if (wrong !== undefined) throw new RangeError(`summarizeMs: ${wrong} is not a latency`);
  const sorted = Float64Array.from(samples).sort();
  const percentile = (percent: number) => sorted[Math.ceil((percent * sorted.length) / 100) - 1];
  const mean = sorted.reduce((sum, sample) => sum + sample, 0) / sorted.length;
  return { mean, p50: percentile(50), p95: percentile(95), p99: percentile(99) };
}

/** To a tenth of a microsecond: what lies below is noise of the clock. */
export function roundMs({ mean, p50, p95, p99 }: LatencySummary): LatencySummary {
  const round = (value: number) => Number(value.toFixed(4));
  return { mean: round(mean), p50: round(p50), p95: round(p95), p99: round(p99) };
}
