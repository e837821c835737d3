/** Typed fields of documents: what a build declares, and what an index says of it. */
import { StillwebError } from '../errors.ts';
import { MAX_FIELD_NAME_CHARACTERS, MAX_FIELDS } from '../limits.ts';
import { nearestName } from './nearest-name.ts';

export const FIELD_TYPES = ['keyword', 'number', 'date', 'set'] as const;
/** `keyword`: one string; `number`: a double; `date`: a day; `set`: any number of keywords, in no order. */
export type FieldType = (typeof FIELD_TYPES)[number];

/** The type of each declared field by its name: a path into the metadata, with a full stop before each step down. */
export type FieldTypes = Readonly<Record<string, FieldType>>;

/** What a caller may be told of a field: a keyword is a text, a date `YYYY-MM-DD`, a set a list of texts, sorted by code unit. */
export type ShownFields = Readonly<Record<string, string | number | readonly string[]>>;

/**
 * What starts and goes on in a name. Without white space, quotes, colons and signs of comparison, so that a name can stand before
 * its value in a query or a condition.
 */
const NAME = /^[A-Za-z0-9_@\u00a1-\uffff][A-Za-z0-9_@.\-\u00a1-\uffff]*$/;

export function isFieldName(name: string): boolean {
  return name.length <= MAX_FIELD_NAME_CHARACTERS && NAME.test(name) && name.isWellFormed();
}

/**
 * The fields in the one order that equal declarations share: by code unit of their names.
 *
 * @throws StillwebError SETTING_INVALID for a name or a type that there cannot be, and for too many fields
 */
export function checkFieldTypes(declared: FieldTypes): FieldTypes {
  const names = Object.keys(declared).sort((left, right) => (left < right ? -1 : 1));
  if (names.length > MAX_FIELDS) {
    const facts = { setting: 'field', fields: names.length, limit: MAX_FIELDS };
    throw new StillwebError('SETTING_INVALID', `${names.length} fields are declared, over ${MAX_FIELDS}`, facts);
  }
  return Object.fromEntries(names.map((name) => [checkName(name), checkType(name, declared[name])]));
}

/** `year:number` and the like of the command line. @throws StillwebError SETTING_INVALID, also for a field that is declared twice */
export function readFieldDeclarations(texts: readonly string[]): FieldTypes {
  const declared = new Map<string, FieldType>();
  for (const [name, type] of texts.map(readDeclaration)) {
    if (declared.has(name)) {
      throw new StillwebError('SETTING_INVALID', `field ${name} is declared twice`, { setting: 'field', field: name });
    }
    declared.set(name, type);
  }
  return Object.fromEntries(declared);
}

function readDeclaration(text: string): [name: string, type: FieldType] {
  const colon = text.lastIndexOf(':');
  if (colon < 0) {
    const message = `a field is declared as NAME:TYPE, not as ${JSON.stringify(text)}; the types are ${FIELD_TYPES.join(', ')}`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'field', expected: 'NAME:TYPE' });
  }
  const name = text.slice(0, colon);
  return [checkName(name), checkType(name, text.slice(colon + 1))];
}

function checkName(name: string): string {
  if (isFieldName(name)) return name;
  const message = `${JSON.stringify(name)} is no name of a field: letters, digits, _ and @, then also . and -, at most ${MAX_FIELD_NAME_CHARACTERS} characters`;
  throw new StillwebError('SETTING_INVALID', message, { setting: 'field', field: name });
}

function checkType(name: string, type: unknown): FieldType {
  const known = FIELD_TYPES.find((each) => each === type);
  if (known !== undefined) return known;
  const meant = nearestName(String(type), FIELD_TYPES);
  const hint = meant === null ? '' : ` (did you mean ${meant}?)`;
  const message = `field ${name}: there is no type ${JSON.stringify(type)}${hint}; the types are ${FIELD_TYPES.join(', ')}`;
  throw new StillwebError('SETTING_INVALID', message, {
    setting: 'field',
    field: name,
    ...(meant !== null && { didYouMean: meant }),
  });
}
