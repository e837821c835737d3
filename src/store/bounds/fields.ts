import type { FieldColumn } from '../../format/fields.ts';
import { areNumbersBelow, areRunsBounded, isTableBounded } from './tables.ts';

/** A day of this number or more has a year of five digits. */
const AFTER_DAYS = 100_000_000;

/** Whether every document has a value of its column, and numbers ascend: a condition looks for its place among them. */
export function isColumnBounded(column: FieldColumn): boolean {
  switch (column.type) {
    case 'keyword':
      return isTableBounded(column.names) && areNumbersBelow(column.codes, column.names.size + 1);
    case 'set': {
      const { names, starts, codes } = column;
      return isTableBounded(names) && areRunsBounded(starts, codes.length) && areOrdinals(codes, names.size);
    }
    case 'number':
      return areAscending(column.numbers) && areNumbersBelow(column.codes, column.numbers.length + 1);
    case 'date':
      return areNumbersBelow(column.codes, AFTER_DAYS);
  }
}

/** Whether each is the ordinal + 1 of one of so many strings. */
function areOrdinals(codes: Uint32Array, strings: number): boolean {
  for (let i = 0; i < codes.length; i++) if (codes[i] === 0 || codes[i] > strings) return false;
  return true;
}

/** Not a number is more than none, and less than none. */
function areAscending(numbers: Float64Array): boolean {
  let before = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < numbers.length; i++) {
    if (!(numbers[i] > before && numbers[i] < Number.POSITIVE_INFINITY)) return false;
    before = numbers[i];
  }
  return true;
}
