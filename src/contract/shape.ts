/** Checks a value of unknown shape against a schema, and says what is wrong in words and in facts. */
import type { Static, TSchema } from '@sinclair/typebox';
import { TypeCompiler, type ValueError, ValueErrorType } from '@sinclair/typebox/compiler';
import { StillwebError } from '../errors.ts';
import { describeShape } from './describe-shape.ts';
import { nearestName } from './nearest-name.ts';

/** Names that one error lists; a body of a million unknown fields is refused in a line. */
const MAX_NAMED_FIELDS = 16;
/** A field name longer than this is cut in messages and facts. */
const MAX_NAMED_LENGTH = 64;
/** A text of a request longer than this is not repeated. */
const MAX_QUOTED_LENGTH = 32;

/** Returns the value, narrowed, or throws INVALID_REQUEST. Compile once, at start: it generates code. */
export type ShapeCheck<T> = (value: unknown) => T;

export function compileShape<S extends TSchema>(schema: S): ShapeCheck<Static<S>> {
  const check = TypeCompiler.Compile(schema);
  return (value) => {
    if (check.Check(value)) return value;
    throw invalidShape(check.Errors(value), value);
  };
}

/** Unknown fields come before other faults: a typing slip explains them best. */
function invalidShape(errors: Iterable<ValueError>, value: unknown): StillwebError {
  const unknown: UnknownField[] = [];
  let first: ValueError | undefined;
  for (const error of errors) {
    if (error.type === ValueErrorType.ObjectAdditionalProperties) {
      if (unknown.push(unknownField(error)) === MAX_NAMED_FIELDS) break;
    } else {
      const members = first === undefined ? memberErrors(error) : null;
      if (members !== null) return invalidShape(members, value);
      first ??= error;
      // Faults of nested values come in numbers; those of the body itself are as many as its fields.
      if (error.path.indexOf('/', 1) > 0) break;
    }
  }
  if (unknown.length > 0) return unknownFields(unknown);
  if (first === undefined) throw new TypeError('invalidShape: the value has no fault');
  const expected = describeShape(first.schema);
  if (first.path === '') {
    const got = describeValue(value);
    return new StillwebError('INVALID_REQUEST', `the request must be ${expected}, not ${got}`, { expected, got });
  }
  const field = fieldOfPath(first.path);
  const got = describeValue(first.value);
  return new StillwebError('INVALID_REQUEST', `${field} must be ${expected}, not ${got}`, { field, expected, got });
}

/** Where an object was given and may be given, among other kinds: what is wrong inside it. */
function memberErrors(error: ValueError): Iterable<ValueError> | null {
  if (error.type !== ValueErrorType.Union || typeof error.value !== 'object' || error.value === null) return null;
  const kinds = error.schema.anyOf as readonly TSchema[];
  return error.errors[kinds.findIndex((kind) => kind.type === 'object')] ?? null;
}

/** A field that nobody knows, and those that stand where it was given. */
export interface UnknownField {
  readonly name: string;
  readonly known: Iterable<string>;
}

/**
 * INVALID_REQUEST that names the fields: the first sixteen, each cut to 64 characters. `facts.didYouMean` lists the fields
 * that they most likely were meant to be; it is absent when none is near.
 */
export function unknownFields(fields: readonly UnknownField[]): StillwebError {
  const named = fields.slice(0, MAX_NAMED_FIELDS).map(({ name, known }) => {
    const shown = shorten(name);
    return { shown, meant: nearestName(shown, known) };
  });
  const sayings = named.map(({ shown, meant }) => (meant === null ? shown : `${shown} (did you mean ${meant}?)`));
  const didYouMean = [...new Set(named.flatMap(({ meant }) => meant ?? []))];
  const noun = fields.length === 1 ? 'unknown field' : 'unknown fields';
  return new StillwebError('INVALID_REQUEST', `${noun} ${sayings.join(', ')}`, {
    unknown: named.map(({ shown }) => shown),
    ...(didYouMean.length > 0 && { didYouMean }),
  });
}

function unknownField({ path, schema }: ValueError): UnknownField {
  const owner = fieldOfPath(path.slice(0, path.lastIndexOf('/')));
  const prefix = owner === '' ? '' : `${owner}.`;
  return { name: fieldOfPath(path), known: Object.keys(schema.properties).map((name) => `${prefix}${name}`) };
}

/** `/filter/sites/0` → `filter.sites.0` */
function fieldOfPath(path: string): string {
  return shorten(path.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~'));
}

function shorten(text: string): string {
  const name = text.toWellFormed();
  return name.length > MAX_NAMED_LENGTH ? `${name.slice(0, MAX_NAMED_LENGTH).toWellFormed()}…` : name;
}

/** Numbers, booleans and short texts as they are; of all else the kind only, so that no error repeats a long input. */
function describeValue(value: unknown): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 1 ? 'a list of 1 item' : `a list of ${value.length} items`;
  if (typeof value === 'string') return describeText(value);
  if (typeof value === 'object') return 'an object';
  return String(value);
}

function describeText(text: string): string {
  if (text.length === 0) return 'an empty string';
  return text.length > MAX_QUOTED_LENGTH
    ? `a string of ${text.length} characters`
    : `the string ${JSON.stringify(text.toWellFormed())}`;
}
