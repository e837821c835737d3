import { type WeightRange, weightOf } from '../../src/format/given-impacts.ts';
import { WEIGHT_RANGE } from '../unit/unit-file.ts';
import type { UnitReader } from '../unit/unit-reader.ts';

/** What the given weights of all units have in common. */
export function joinWeightRanges(units: readonly UnitReader[]): WeightRange {
  let largest = 0;
  let isWhole = true;
  for (const unit of units) {
    const [bits, whole] = unit.u32(WEIGHT_RANGE);
    largest = Math.max(largest, weightOf(bits));
    isWhole &&= whole === 1;
  }
  return { largest, isWhole };
}
