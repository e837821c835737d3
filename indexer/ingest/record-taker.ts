import { readCluewebRecord } from './clueweb-record.ts';
import type {
  CollectedDocument,
  CollectionFile,
  FieldMap,
  JsonValue,
  ReadOptions,
  SourceLocation,
} from './collection.ts';
import { findIdName, readJsonRecord } from './json-record.ts';
import { reportFault } from './record-fault.ts';

/** A record as a format gives it: what JSON Lines would hold. */
export interface RawRecord {
  readonly values: { readonly [name: string]: JsonValue };
  /** Whether strings in it may hold NUL or half of a surrogate pair, which bytes of UTF-8 have ruled out where not. */
  readonly mayHoldEscapes: boolean;
  /** The JSON that it was parsed from, if it was. */
  readonly source?: string;
}

/**
 * Makes documents of the records of one file, whatever its format: the same fields, the same ids, the same faults. Counts
 * the records, bad ones too, so that the number of one depends on nothing but what stands before it.
 */
export class RecordTaker {
  readonly #file: CollectionFile;
  readonly #options: ReadOptions;
  #records = 0;

  constructor(file: CollectionFile, options: ReadOptions) {
    this.#file = file;
    this.#options = options;
  }

  /** The number of the record that is taken next, from 1. */
  get nextNumber(): number {
    return this.#records + 1;
  }

  /**
   * Takes the next record; null when it was reported as a problem, or is none of a document.
   *
   * @param place its line or its row, where those count
   * @param read gives it, or throws what is wrong with it
   */
  take(place: Omit<SourceLocation, 'file'>, read: (location: SourceLocation) => RawRecord): CollectedDocument | null {
    const { path, name, bytesRead } = this.#file;
    const { fields = {}, takesImpacts, onProblem, onPassed } = this.#options;
    const location: SourceLocation = { file: path, ...place };
    const number = ++this.#records;
    try {
      const raw = read(location);
      const clueweb = namesField(fields) ? null : readCluewebRecord(raw.values);
      if (clueweb === 'links') {
        onPassed?.('record of links of ClueWeb22');
        return null;
      }
      const { values, mayHoldEscapes, source }: RawRecord =
        clueweb === null ? raw : { values: clueweb, mayHoldEscapes: raw.mayHoldEscapes };
      const document = readJsonRecord(values, fields, location, mayHoldEscapes, source, { name, number }, takesImpacts);
      const isUnnamed = findIdName(values, fields) === null;
      return isUnnamed ? { document, location, bytesRead, isUnnamed } : { document, location, bytesRead };
    } catch (error) {
      reportFault(error, location, onProblem);
      return null;
    }
  }
}

/** Whether a user says which fields are which. */
function namesField(fields: FieldMap): boolean {
  for (const field in fields) if (fields[field as keyof FieldMap] !== undefined) return true;
  return false;
}
