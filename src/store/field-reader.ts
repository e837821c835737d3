import type { ShownFields } from '../contract/field-type.ts';
import { nearestName } from '../contract/nearest-name.ts';
import type { ShownFieldNames } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { type FieldTable, shownValue } from '../format/fields.ts';

/**
 * Shows typed fields of documents.
 *
 * @param wanted true for all that the index has
 * @returns the values of a document, in the order of their names; those that it has not are left out
 * @throws StillwebError INVALID_REQUEST for a field that the index does not have
 */
export function fieldReader(fields: FieldTable, wanted: ShownFieldNames): (document: number) => ShownFields {
  const names = wanted === true ? [...fields.keys()] : wanted;
  const columns = names.map((name) => {
    const column = fields.get(name);
    if (column === undefined) throw unknownField(name, fields.keys());
    return [name, column] as const;
  });
  return (document) => {
    const shown: Record<string, ShownFields[string]> = {};
    for (const [name, column] of columns) {
      const value = shownValue(column, document);
      if (value !== undefined) define(shown, name, value);
    }
    return shown;
  };
}

/** Assigning to `__proto__` would make no member. */
function define(shown: object, name: string, value: unknown): void {
  Object.defineProperty(shown, name, { value, enumerable: true, writable: true, configurable: true });
}

/** INVALID_REQUEST for a field that the index does not have, with the nearest of those that it has. */
export function unknownField(name: string, known: Iterable<string>): StillwebError {
  const names = [...known];
  const meant = nearestName(name, names);
  const hint = meant === null ? '' : ` (did you mean ${meant}?)`;
  const message =
    names.length === 0
      ? `the index has no typed fields, and so no ${name}: declare it with --field when it is built`
      : `the index has no field ${name}${hint}`;
  return new StillwebError('INVALID_REQUEST', message, {
    field: name,
    ...(meant !== null && { didYouMean: [meant] }),
    known: names.slice(0, 16),
  });
}
