import type { UnitReader } from '../unit/unit-reader.ts';

/**
 * Documents with a title, in percent, from which on those without get their first words as one. Measured:
 * docs/decisions/029-ranking-version-2.md.
 */
export const TITLED_PERCENT = 50;

/** @param leastPercent 0: in every collection; above 100: in none */
export function isTitledCollection(units: readonly UnitReader[], leastPercent: number): boolean {
  let documents = 0;
  let titled = 0;
  for (const unit of units) {
    for (const positions of unit.u16('title')) {
      documents++;
      if (positions > 0) titled++;
    }
  }
  return titled * 100 >= documents * leastPercent;
}
