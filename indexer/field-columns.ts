import { lowerBound } from '../src/bytes/lower-bound.ts';
import type { FieldType, FieldTypes } from '../src/contract/field-type.ts';
import { findValue, readKeyword, readKeywords, readNumber, TYPE_NOUNS } from '../src/contract/field-value.ts';
import { StillwebError } from '../src/errors.ts';
import { dateNumber } from '../src/format/attributes.ts';
import { countValues, type FieldColumn, type FieldDescription } from '../src/format/fields.ts';
import { StringTableBuilder } from '../src/format/string-table.ts';
import { readCalendarDate } from './ingest/calendar-date.ts';
import type { CollectedDocument, SourceLocation } from './ingest/collection.ts';
import { recordFault } from './ingest/record-fault.ts';
import { DoubleColumn, NumberColumn } from './number-column.ts';

/** What reading found of a declared field. */
export interface FieldTally {
  readonly name: string;
  readonly type: FieldType;
  /** Documents with a value. */
  readonly documents: number;
  /** Documents whose value is none of this type: they are in the index, without it. */
  readonly invalid: number;
  /** What is wrong with the first of those; absent for none. */
  readonly first?: FieldFault;
}

/** As of a bad record, which this is none of. */
export type FieldFault = Pick<StillwebError, 'code' | 'message'>;

/** Takes what documents have of one field, one after the other. */
interface ColumnBuilder {
  /** @param value undefined for none @returns whether it is of the type; then it is taken, and else none is */
  add(value: unknown): boolean;
  finish(): FieldColumn;
}

const BUILDERS: Readonly<Record<FieldType, new () => ColumnBuilder>> = {
  keyword: class implements ColumnBuilder {
    readonly #codes = new NumberColumn();
    readonly #names = new StringTableBuilder();
    add(value: unknown): boolean {
      const keyword = value === undefined ? null : readKeyword(value);
      this.#codes.push(keyword === null ? 0 : this.#names.add(keyword) + 1);
      return keyword !== null;
    }
    finish(): FieldColumn {
      return { type: 'keyword', codes: this.#codes.finish(), names: this.#names.build() };
    }
  },
  set: class implements ColumnBuilder {
    readonly #starts = new NumberColumn();
    readonly #codes = new NumberColumn();
    readonly #names = new StringTableBuilder();
    add(value: unknown): boolean {
      this.#starts.push(this.#codes.length);
      const keywords = value === undefined ? null : readKeywords(value);
      const codes = Uint32Array.from(keywords ?? [], (keyword) => this.#names.add(keyword) + 1).sort();
      for (const code of codes) this.#codes.push(code);
      return keywords !== null;
    }
    finish(): FieldColumn {
      this.#starts.push(this.#codes.length);
      return { type: 'set', starts: this.#starts.finish(), codes: this.#codes.finish(), names: this.#names.build() };
    }
  },
  number: class implements ColumnBuilder {
    readonly #values = new DoubleColumn();
    add(value: unknown): boolean {
      const number = value === undefined ? null : readNumber(value);
      this.#values.push(number ?? Number.NaN);
      return number !== null;
    }
    finish(): FieldColumn {
      return { type: 'number', ...rankNumbers(this.#values.finish()) };
    }
  },
  date: class implements ColumnBuilder {
    readonly #codes = new NumberColumn();
    add(value: unknown): boolean {
      const date = value === undefined ? null : readCalendarDate(value);
      this.#codes.push(dateNumber(date ?? undefined));
      return date !== null;
    }
    finish(): FieldColumn {
      return { type: 'date', codes: this.#codes.finish() };
    }
  },
};

/** Not a number stands for none. In a file it would be of one bit pattern here and of another there. */
function rankNumbers(values: Float64Array): { readonly codes: Uint32Array; readonly numbers: Float64Array } {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  let distinct = 0;
  for (const value of sorted) if (distinct === 0 || sorted[distinct - 1] !== value) sorted[distinct++] = value;
  const numbers = sorted.slice(0, distinct);
  const codes = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) codes[i] = Number.isNaN(values[i]) ? 0 : lowerBound(numbers, values[i]) + 1;
  return { codes, numbers };
}

interface Watched {
  readonly name: string;
  readonly type: FieldType;
  readonly column: ColumnBuilder;
  documents: number;
  invalid: number;
  first?: FieldFault;
}

/**
 * The declared fields of all documents, in memory while the collection is read: four bytes a document and field, with the distinct
 * values. A value of another type is left out, counted, and told by its first example.
 */
export class FieldColumns {
  readonly #fields: readonly Watched[];

  /** @param types as `checkFieldTypes` gives them */
  constructor(types: FieldTypes = {}) {
    this.#fields = Object.entries(types).map(([name, type]) => ({
      ...{ name, type },
      ...{ column: new BUILDERS[type](), documents: 0, invalid: 0 },
    }));
  }

  /** Takes the next document. */
  add({ document, location }: CollectedDocument): void {
    for (const field of this.#fields) {
      const { name, type } = field;
      const value = findValue(document, name);
      const isTaken = field.column.add(value);
      if (isTaken) field.documents++;
      else if (value !== undefined) {
        field.invalid++;
        field.first ??= faultOf(name, type, location);
      }
    }
  }

  tally(): FieldTally[] {
    return this.#fields.map(({ name, type, documents, invalid, first }) => ({
      ...{ name, type, documents, invalid },
      ...(first !== undefined && { first }),
    }));
  }

  /** Called behind the last document. @throws StillwebError SETTING_INVALID for a field that no document has: a typing slip */
  refuseUnmet(): void {
    const unmet = this.#fields.find(({ documents, invalid }) => documents + invalid === 0);
    if (unmet === undefined) return;
    const message = `no document has a field ${JSON.stringify(unmet.name)} in its metadata, as --field declares`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'field', field: unmet.name });
  }

  /** What is written: the columns, and what the manifest says of them. */
  finish(): { readonly columns: readonly FieldColumn[]; readonly descriptions: readonly FieldDescription[] } {
    const columns = this.#fields.map(({ column }) => column.finish());
    const descriptions = this.#fields.map(({ name, type }, i) => ({ name, type, ...countValues(columns[i]) }));
    return { columns, descriptions };
  }
}

function faultOf(name: string, type: FieldType, location: SourceLocation): FieldFault {
  const { code, message } = recordFault(
    'FIELD_INVALID',
    location,
    `has a field "${name}" that is not ${TYPE_NOUNS[type]}`,
  );
  return { code, message };
}
