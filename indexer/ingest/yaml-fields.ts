import { isMap, isScalar, parseDocument, type Scalar, visit, type YAMLMap } from 'yaml';
import { ExactNumber } from '../../src/bytes/exact-number.ts';
import { TEXT_FIELDS, toJsonValue } from './front-matter-value.ts';
import { createFieldValues, type FieldValues } from './optional-fields.ts';
import { PageFault } from './page-fault.ts';

/** The parser makes a pattern as long as the indentation, and V8 ends the process over a long one. */
const DEEP_LINE = /^[ \t?-]{513}/m;

/**
 * The fields of YAML front matter: none where it is empty or holds comments only; null where it is no mapping.
 * @throws PageFault FIELD_INVALID for YAML with errors, or with aliases that cannot be followed
 */
export function readYaml(source: string): FieldValues | null {
  if (DEEP_LINE.test(source)) throw new PageFault('FIELD_INVALID', 'has front matter that is nested too deep');
  const document = parseDocument(source, { schema: 'core', version: '1.2', logLevel: 'error', prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = (error.linePos?.[0].line ?? 0) + 1;
    throw new PageFault('FIELD_INVALID', 'has front matter that is not YAML', line, { cause: error });
  }
  if (document.contents === null || isNothing(document.contents)) return createFieldValues();
  if (!isMap(document.contents)) return null;
  visit(document, { Scalar: keepNumber });
  try {
    return readFields(document.contents, document.toJS({ maxAliasCount: 100 }));
  } catch (cause) {
    // Aliases are followed only now: one without an anchor, one that holds itself, and a few that stand for gigabytes.
    if (!(cause instanceof ReferenceError || cause instanceof RangeError)) throw cause;
    throw new PageFault('FIELD_INVALID', 'has front matter whose aliases cannot be followed', undefined, { cause });
  }
}

/** Whether nothing is written: a mere comment gives an empty scalar, `null` and `~` give one with a source. */
function isNothing(contents: unknown): boolean {
  return isScalar(contents) && contents.value === null && (contents.source ?? '') === '';
}

const JSON_NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/**
 * A number that a double would change stays as it is written (`1.10`, an id of 19 digits) or, where JSON writes it in
 * another way, as JSON does (`+1.10`, `0xFFFFFFFFFFFFFFFF`). A name is text: `1.10: x` has the name `1.10`.
 */
function keepNumber(key: unknown, scalar: Scalar): void {
  const { value, source } = scalar;
  if (typeof value !== 'number' || source === undefined) return;
  if (key === 'key') {
    scalar.value = source;
    return;
  }
  const number = toJsonNumber(source);
  if (JSON_NUMBER.test(number) && String(value) !== number) scalar.value = new ExactNumber(number);
}

/** As JSON writes a number of the core schema (YAML 1.2.2, section 10.3.2). */
function toJsonNumber(source: string): string {
  if (/^0[xo][0-9a-f]+$/i.test(source)) return String(BigInt(source));
  return source
    .replace(/^\+/, '')
    .replace(/^(-?)0+(?=[0-9])/, '$1')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?=$|[eE])/, '');
}

function readFields(map: YAMLMap, values: unknown): FieldValues {
  const fields = createFieldValues();
  for (const name of Object.keys(values as object)) fields[name] = toJsonValue((values as FieldValues)[name]);
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? String(key.value) : '';
    if (TEXT_FIELDS.has(name) && isScalar(value) && typeof value.value !== 'string' && value.value !== null) {
      fields[name] = (value as Scalar).source ?? String(value.value);
    }
  }
  return fields;
}
