import type { QuestionMeasurement, SetMeasurement } from './stored.ts';

/** A mean that falls by more than this is a fall: below it is what rounding and ties move. */
export const TOLERANCE = 0.002;

interface Measurement {
  readonly ranking: number;
}

/** What a measurement is held against: that of its own ranking version, or else of the version before; null for a first one. */
export function baseOf<Stored extends Measurement>(stored: readonly Stored[], { ranking }: Measurement): Stored | null {
  const older = stored.filter((each) => each.ranking <= ranking);
  return older.reduce<Stored | null>(
    (best, each) => (best === null || each.ranking > best.ranking ? each : best),
    null,
  );
}

/** A sentence for each mode in which a set has fallen. */
export function findSetFalls(name: string, found: SetMeasurement, base: SetMeasurement | null): string[] {
  return findFalls(`${name}, nDCG@10`, found, base, (measurement, mode) => measurement.modes[mode]?.means['nDCG@10']);
}

/** A sentence for each mode in which fewer titles are found first. */
export function findQuestionFalls(
  name: string,
  found: QuestionMeasurement,
  base: QuestionMeasurement | null,
): string[] {
  return findFalls(`questions to ${name}, P@1`, found, base, (measurement, mode) => {
    const asked = measurement.modes[mode];
    return asked === undefined ? undefined : sum(asked.first) / sum(asked.asked);
  });
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function findFalls<Stored extends { readonly ranking: number; readonly modes: Readonly<Record<string, unknown>> }>(
  what: string,
  found: Stored,
  base: Stored | null,
  readValue: (measurement: Stored, mode: string) => number | undefined,
): string[] {
  if (base === null) return [];
  return Object.keys(base.modes).flatMap((mode) => {
    const [was, is] = [readValue(base, mode), readValue(found, mode)];
    const where = `${what}, ${mode}`;
    if (was === undefined) return [];
    if (is === undefined) return [`${where}: no longer measured`];
    // Six digits are stored: a fall of exactly the tolerance is none.
    if (Math.round((was - is) * 1e6) <= Math.round(TOLERANCE * 1e6)) return [];
    return [`${where}: ${was.toFixed(4)} of ranking ${base.ranking} is ${is.toFixed(4)} with ranking ${found.ranking}`];
  });
}
