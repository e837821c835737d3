import type { FieldType, ShownFields } from '../contract/field-type.ts';
import { type SectionArray, SectionFile } from './section-file.ts';
import { StringTable } from './string-table.ts';

/**
 * Typed fields of documents. `fields.bin` (kind FLDS) has for field NN of the manifest, from 00, over D documents:
 *
 *   keyword  fNN.code u32[D], ordinal + 1 in the string table fNN, or 0 for none
 *   set      fNN.start u32[D + 1], where the keywords of a document begin in fNN.code; fNN.code u32[], ordinals + 1 in the
 *            string table fNN, ascending within a document
 *   number   fNN.code u32[D], ordinal + 1 in fNN.value, or 0 for none; fNN.value f64[], the distinct numbers, ascending
 *   date     fNN.code u32[D], year × 10,000 + month × 100 + day, or 0 for none
 */
export const FIELDS_KIND = 'FLDS';

/** What a manifest says of a field. */
export interface FieldDescription {
  readonly name: string;
  readonly type: FieldType;
  /** Documents with a value. */
  readonly documents: number;
  /** Distinct values, or keywords of sets. */
  readonly values: number;
}

export type FieldColumn =
  | { readonly type: 'keyword'; readonly codes: Uint32Array; readonly names: StringTable }
  | { readonly type: 'set'; readonly starts: Uint32Array; readonly codes: Uint32Array; readonly names: StringTable }
  | { readonly type: 'number'; readonly codes: Uint32Array; readonly numbers: Float64Array }
  | { readonly type: 'date'; readonly codes: Uint32Array };

/** The columns by name, in the order of the manifest. */
export type FieldTable = ReadonlyMap<string, FieldColumn>;

function prefixOf(place: number): string {
  return `f${String(place).padStart(2, '0')}`;
}

/** The sections of `fields.bin`, to be written one by one. @param columns in the order of the manifest */
export function fieldSections(columns: readonly FieldColumn[]): Readonly<Record<string, SectionArray>> {
  const sections: Record<string, SectionArray> = {};
  for (const [place, column] of columns.entries()) {
    const prefix = prefixOf(place);
    if (column.type === 'set') sections[`${prefix}.start`] = column.starts;
    sections[`${prefix}.code`] = column.codes;
    if (column.type === 'number') sections[`${prefix}.value`] = column.numbers;
    if (column.type !== 'keyword' && column.type !== 'set') continue;
    sections[`${prefix}.offsets`] = column.names.offsets;
    sections[`${prefix}.bytes`] = column.names.bytes;
    sections[`${prefix}.slots`] = column.names.slots;
  }
  return sections;
}

/** @throws StillwebError INDEX_CORRUPT */
export function readFields(
  name: string,
  bytes: Uint8Array,
  fields: readonly FieldDescription[],
  documents: number,
): FieldTable {
  const file = new SectionFile(name, FIELDS_KIND, bytes);
  return new Map(fields.map((field, place) => [field.name, readColumn(file, prefixOf(place), field.type, documents)]));
}

function readColumn(file: SectionFile, prefix: string, type: FieldType, documents: number): FieldColumn {
  switch (type) {
    case 'keyword':
      return { type, codes: file.get(`${prefix}.code`, 'u32', documents), names: StringTable.read(file, prefix) };
    case 'set': {
      const starts = file.get(`${prefix}.start`, 'u32', documents + 1);
      return { type, starts, codes: file.get(`${prefix}.code`, 'u32'), names: StringTable.read(file, prefix) };
    }
    case 'number': {
      const numbers = file.get(`${prefix}.value`, 'f64');
      return { type, codes: file.get(`${prefix}.code`, 'u32', documents), numbers };
    }
    case 'date':
      return { type, codes: file.get(`${prefix}.code`, 'u32', documents) };
  }
}

/** The value of a document as a caller sees it; undefined for none. */
export function shownValue(column: FieldColumn, document: number): ShownFields[string] | undefined {
  if (column.type === 'set') {
    const codes = column.codes.subarray(column.starts[document], column.starts[document + 1]);
    const texts = Array.from(codes, (code) => column.names.get(code - 1));
    return texts.length === 0 ? undefined : texts.sort((left, right) => (left < right ? -1 : 1));
  }
  const code = column.codes[document];
  if (code === 0) return undefined;
  if (column.type === 'keyword') return column.names.get(code - 1);
  if (column.type === 'number') return column.numbers[code - 1];
  const digits = String(code).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

/** How many documents have a value, and how many distinct ones there are. */
export function countValues(column: FieldColumn): Pick<FieldDescription, 'documents' | 'values'> {
  const { codes } = column;
  let documents = 0;
  if (column.type === 'set') {
    for (let i = 1; i < column.starts.length; i++) if (column.starts[i] > column.starts[i - 1]) documents++;
    return { documents, values: column.names.size };
  }
  for (let i = 0; i < codes.length; i++) if (codes[i] !== 0) documents++;
  if (column.type === 'keyword') return { documents, values: column.names.size };
  if (column.type === 'number') return { documents, values: column.numbers.length };
  const days = new Set(codes);
  days.delete(0);
  return { documents, values: days.size };
}
