/** Checks a value of unknown shape against a schema, and says what is wrong in words and in facts. */
import type { Static, TSchema } from '@sinclair/typebox';
import { TypeCompiler, type ValueError, ValueErrorType } from '@sinclair/typebox/compiler';
import { StillwebError } from '../errors.ts';
import { describeShape } from './describe-shape.ts';

/** Names that one error lists; a body of a million unknown fields is refused in a line. */
const MAX_NAMED_FIELDS = 16;
/** A field name longer than this is cut in messages and facts. */
const MAX_NAMED_LENGTH = 64;

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
  const unknown: string[] = [];
  let first: ValueError | undefined;
  for (const error of errors) {
    if (error.type === ValueErrorType.ObjectAdditionalProperties) {
      if (unknown.push(fieldOfPath(error.path)) === MAX_NAMED_FIELDS) break;
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

/** INVALID_REQUEST that names the fields: the first sixteen, each cut to 64 characters. */
export function unknownFields(fields: readonly string[]): StillwebError {
  const unknown = fields.slice(0, MAX_NAMED_FIELDS).map(shorten);
  const noun = fields.length === 1 ? 'unknown field' : 'unknown fields';
  return new StillwebError('INVALID_REQUEST', `${noun} ${unknown.join(', ')}`, { unknown });
}

/** `/filter/sites/0` → `filter.sites.0` */
function fieldOfPath(path: string): string {
  return shorten(path.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~'));
}

function shorten(text: string): string {
  const name = text.toWellFormed();
  return name.length > MAX_NAMED_LENGTH ? `${name.slice(0, MAX_NAMED_LENGTH).toWellFormed()}…` : name;
}

/** Numbers and booleans as they are; of all else the kind only, so that no error repeats a long input. */
function describeValue(value: unknown): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') return value.length === 0 ? 'an empty string' : `a string of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  return String(value);
}
