import { ExactNumber } from '../../src/bytes/exact-number.ts';
import { MAX_METADATA_DEPTH } from '../../src/limits.ts';
import { readCalendarDate } from './calendar-date.ts';
import type { CollectionDocument, JsonValue } from './collection.ts';
import { readLanguageTag } from './language-tag.ts';

/** Values by name, without a prototype, so that a field called `__proto__` is a field. */
export type FieldValues = { [name: string]: JsonValue };

export type OptionalField = 'url' | 'date' | 'language' | 'links';
type OptionalValues = Pick<CollectionDocument, OptionalField>;

export function createFieldValues(): FieldValues {
  return Object.create(null) as FieldValues;
}

/**
 * Reads one optional field. A value that cannot be read gives undefined: the caller leaves it in the metadata as it is,
 * since to lose a document for its date would be worse.
 *
 *   url        a string that is not empty
 *   date       see `readCalendarDate`
 *   language   see `readLanguageTag`
 *   links      a list of strings that are not empty, or whole numbers; repeated ones are kept once, at their first place
 */
export function readOptionalField<Field extends OptionalField>(
  field: Field,
  value: JsonValue,
): OptionalValues[Field] | undefined {
  return OPTIONAL_READERS[field](value) as OptionalValues[Field] | undefined;
}

const OPTIONAL_READERS: { readonly [Field in OptionalField]: (value: JsonValue) => OptionalValues[Field] | undefined } =
  {
    url: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
    date: (value) => readCalendarDate(value) ?? undefined,
    language: (value) => readLanguageTag(value) ?? undefined,
    links: readLinks,
  };

function readLinks(value: JsonValue): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const links = new Set<string>();
  for (const entry of value) {
    const link = readId(entry);
    if (link === null) return undefined;
    links.add(link);
  }
  return [...links];
}

/** An id: a string that is not empty, or a whole number in the exact range, as decimal digits: `7`, and of `7.0` too. */
export function readId(value: JsonValue | undefined): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  const number = value instanceof ExactNumber ? value.integer : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? String(number) : null;
}

/** What is wrong with the text inside a value, at any depth: names of fields count as text. */
export type TextFault = 'surrogate' | 'nul' | 'depth';

export function findTextFault(value: JsonValue, depth = 0): TextFault | null {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) return 'surrogate';
    return value.includes('\0') ? 'nul' : null;
  }
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return null;
  if (depth === MAX_METADATA_DEPTH) return 'depth';
  for (const key of Object.keys(value)) {
    const inside = (value as FieldValues)[key];
    const fault = (Array.isArray(value) ? null : findTextFault(key)) ?? findTextFault(inside, depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}
