import { parsePeriod } from '../analysis/query-operators.ts';
import { lowerBound } from '../bytes/lower-bound.ts';
import { readKeyword, readNumber } from '../contract/field-value.ts';
import { type CanonicalWhere, COMPARISONS, type Comparison, type WhereValue } from '../contract/where.ts';
import { StillwebError } from '../errors.ts';
import { dateNumber } from '../format/attributes.ts';
import type { FieldColumn, FieldTable } from '../format/fields.ts';
import { unknownField } from '../store/field-reader.ts';
import type { Bitmap } from './bitmap.ts';
import type { CodeRange } from './code-range.ts';
import type { ColumnOrders } from './column-orders.ts';
import { holding, LARGEST_CODE } from './column-scan.ts';

/**
 * The documents that meet conditions on typed fields. Each condition is one pass over a column of codes.
 *
 * @param documents of the index
 * @param orders of the columns, where there are some, in place of passes
 * @throws StillwebError INVALID_REQUEST for a field that the index does not have, and for a value that is none of its type
 */
export function findDocuments(
  where: CanonicalWhere,
  fields: FieldTable,
  documents: number,
  orders?: ColumnOrders,
): Bitmap {
  const find = (each: CanonicalWhere) => findDocuments(each, fields, documents, orders);
  // One after the other: a hundred bitmaps of a large collection are not held at once.
  if ('and' in where) {
    return where.and.slice(1).reduce((all, each) => all.intersect(find(each)), find(where.and[0]));
  }
  if ('or' in where) {
    return where.or.slice(1).reduce((any, each) => any.unite(find(each)), find(where.or[0]));
  }
  if ('not' in where) return find(where.not).complement();
  const { field } = where;
  const column = fields.get(field);
  if (column === undefined) throw unknownField(field, fields.keys());
  const comparison = COMPARISONS.find((name) => where[name] !== undefined);
  if (where.exists !== undefined) return holding([[1, LARGEST_CODE]], column, documents, orders);
  if (comparison === undefined) return holding(valueRanges(field, column, where.in ?? []), column, documents, orders);
  const range = comparedRange(field, column, comparison, where[comparison] as WhereValue);
  return holding([range], column, documents, orders);
}

/** The codes of the values, ascending, neighbours together. */
function valueRanges(field: string, column: FieldColumn, values: readonly WhereValue[]): CodeRange[] {
  const ranges = values.map((value): CodeRange => {
    switch (column.type) {
      case 'number': {
        const number = numberOf(field, value);
        const place = lowerBound(column.numbers, number);
        return column.numbers[place] === number ? [place + 1, place + 1] : [1, 0];
      }
      case 'date':
        return periodOf(field, value);
      default: {
        const code = column.names.find(keywordOf(field, value)) + 1;
        return code === 0 ? [1, 0] : [code, code];
      }
    }
  });
  const joined: [number, number][] = [];
  for (const [first, last] of ranges.filter(([from, to]) => from <= to).sort((left, right) => left[0] - right[0])) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return joined;
}

function comparedRange(field: string, column: FieldColumn, comparison: Comparison, value: WhereValue): CodeRange {
  if (column.type === 'number') {
    const number = numberOf(field, value);
    const place = lowerBound(column.numbers, number);
    // Codes of smaller numbers are at most `place`; the number itself, where it is there, has the next one.
    const isThere = column.numbers[place] === number;
    if (comparison === 'gte') return [place + 1, LARGEST_CODE];
    if (comparison === 'gt') return [isThere ? place + 2 : place + 1, LARGEST_CODE];
    return [1, comparison === 'lte' && isThere ? place + 1 : place];
  }
  if (column.type === 'date') {
    const [first, last] = periodOf(field, value);
    if (comparison === 'gte') return [first, LARGEST_CODE];
    if (comparison === 'gt') return [last + 1, LARGEST_CODE];
    return [1, comparison === 'lte' ? last : first - 1];
  }
  throw noOrder(field, column.type, comparison);
}

/** INVALID_REQUEST for a comparison of texts. */
export function noOrder(field: string, type: FieldColumn['type'], comparison: Comparison): StillwebError {
  const message = `${field} holds ${type === 'set' ? 'sets of texts' : 'texts'}, which have no ${comparison}: give eq, in or exists`;
  return new StillwebError('INVALID_REQUEST', message, { field, type, expected: 'eq, in, exists' });
}

/** @throws StillwebError INVALID_REQUEST */
export function numberOf(field: string, value: WhereValue): number {
  return readNumber(value) ?? refuse(field, 'number', value, 'a number');
}

/** The days of a year, a month or a day, as codes of a date. @throws StillwebError INVALID_REQUEST */
export function periodOf(field: string, value: WhereValue): CodeRange {
  const period = parsePeriod(String(value)) ?? refuse(field, 'date', value, 'a day as YYYY-MM-DD, YYYY-MM or YYYY');
  return [dateNumber(period.first), dateNumber(period.last)];
}

/** @throws StillwebError INVALID_REQUEST */
export function keywordOf(field: string, value: WhereValue): string {
  return readKeyword(value) ?? refuse(field, 'keyword', value, 'a text');
}

function refuse(field: string, type: FieldColumn['type'], value: WhereValue, expected: string): never {
  const got = typeof value === 'string' ? JSON.stringify(value.slice(0, 32)) : String(value);
  const message = `field ${field} is compared with ${expected}, not with ${got}`;
  throw new StillwebError('INVALID_REQUEST', message, { field, type, expected, got });
}
