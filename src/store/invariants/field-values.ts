import { parseExactly } from '../../bytes/exact-json.ts';
import { isCalendarDay } from '../../contract/calendar-day.ts';
import { findValue, readKeyword, readKeywords, readNumber } from '../../contract/field-value.ts';
import { dateNumber } from '../../format/attributes.ts';
import type { StoredDocument } from '../../format/documents.ts';
import { countValues, type FieldColumn, shownValue } from '../../format/fields.ts';
import type { IndexView } from '../index-view.ts';
import type { Findings } from './findings.ts';

/** Compares the typed fields of a document with its metadata. */
export function checkFieldValues(
  { fields }: IndexView,
  number: number,
  document: StoredDocument,
  findings: Findings,
): void {
  if (fields.size === 0) return;
  const source = { ...document, metadata: readMetadata(document.metadata) };
  // What is no object of JSON is a finding of its own.
  if (source.metadata === undefined) return;
  for (const [name, column] of fields) {
    if (!isValueOf(column, number, findValue(source, name)))
      findings.add('document-attribute', `document ${document.id} has another ${name} than its metadata`);
  }
}

/** Compares what the manifest counts. */
export function checkFieldCounts({ fields, index }: IndexView, findings: Findings): void {
  for (const { name, documents, values } of index.manifest.fields ?? []) {
    const column = fields.get(name) as FieldColumn;
    const found = countValues(column);
    if (found.documents !== documents || found.values !== values)
      findings.add('document-attribute', `field ${name} has other counts than the manifest says`);
  }
}

function isValueOf(column: FieldColumn, document: number, value: unknown): boolean {
  const shown = shownValue(column, document);
  switch (column.type) {
    case 'keyword':
      return (readKeyword(value) ?? undefined) === shown;
    case 'number':
      return (readNumber(value) ?? undefined) === shown;
    case 'set': {
      const keywords = value === undefined ? null : readKeywords(value)?.sort((left, right) => (left < right ? -1 : 1));
      return JSON.stringify(keywords ?? undefined) === JSON.stringify(shown);
    }
    case 'date':
      return isDateOf(column.codes[document], value);
  }
}

/**
 * The rules of dates are those of the readers, which nothing here knows: a day that is written first is compared, and that nothing
 * gives no day.
 */
function isDateOf(code: number, value: unknown): boolean {
  if (value === undefined) return code === 0;
  const day = typeof value === 'string' ? /^(\d{4})-(\d{2})-(\d{2})/.exec(value) : null;
  if (day === null) return true;
  const isWhole = day[0] === value && isCalendarDay(Number(day[1]), Number(day[2]), Number(day[3]));
  return code === dateNumber(day[0]) || (code === 0 && !isWhole);
}

/** Numbers as they are written; undefined for what is no object. */
function readMetadata(text: string | null): Readonly<Record<string, unknown>> | null | undefined {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? ((parseExactly(text) ?? value) as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
