import type { FieldColumn, FieldDescription } from '../../format/fields.ts';
import type { FieldCounts } from './index-counts.ts';

/** What a typed field holds. @param documents of the index @param top values at the most */
export function countField(
  { name, type, documents: present, values }: FieldDescription,
  column: FieldColumn,
  documents: number,
  top: number,
): FieldCounts {
  const counts = new Map<number, number>();
  for (const code of column.codes) if (code > 0) counts.set(code, (counts.get(code) ?? 0) + 1);
  const counted = Array.from(counts, ([code, count]) => ({ code, count }));
  counted.sort((a, b) => b.count - a.count || compareValues(column, a.code, b.code));
  const shown = counted
    .slice(0, top)
    .map(({ code, count }) => ({ value: String(writtenValue(column, code)), documents: count }));
  return {
    name,
    type,
    documents: present,
    missing: documents - present,
    values,
    ...rangeOf(column, counts),
    top: shown,
  };
}

function writtenValue(column: FieldColumn, code: number): string | number {
  if (column.type === 'number') return column.numbers[code - 1];
  return column.type === 'date' ? dayOf(code) : column.names.get(code - 1);
}

/** Numbers and days by size, keywords in code-unit order. */
function compareValues(column: FieldColumn, a: number, b: number): number {
  if (column.type === 'number' || column.type === 'date') return a - b;
  return column.names.get(a - 1) < column.names.get(b - 1) ? -1 : 1;
}

/** Codes of numbers and of days ascend as these do. */
function rangeOf(column: FieldColumn, counts: ReadonlyMap<number, number>): Pick<FieldCounts, 'min' | 'max'> {
  if ((column.type !== 'number' && column.type !== 'date') || counts.size === 0) return {};
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const code of counts.keys()) {
    if (code < least) least = code;
    if (code > most) most = code;
  }
  return { min: writtenValue(column, least), max: writtenValue(column, most) };
}

/** `YYYY-MM-DD` of a code such as 20240131. */
export function dayOf(code: number): string {
  const digits = String(code).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}
