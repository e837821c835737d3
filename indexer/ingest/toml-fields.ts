import { parse, TomlDate, TomlError, type TomlValue } from 'smol-toml';
import { ExactNumber } from '../../src/bytes/exact-number.ts';
import { MAX_METADATA_DEPTH } from '../../src/limits.ts';
import type { JsonValue } from './collection.ts';
import { TEXT_FIELDS, toJsonValue } from './front-matter-value.ts';
import { createFieldValues, type FieldValues } from './optional-fields.ts';
import { PageFault } from './page-fault.ts';
import { markFloats, readMarked } from './toml-floats.ts';

/**
 * The fields of TOML front matter. Dates and times become text as TOML writes them.
 * @throws PageFault FIELD_INVALID for TOML with errors
 */
export function readToml(source: string): FieldValues {
  const fields = createFieldValues();
  const plain = parseToml(source);
  const marked = markFloats(source);
  for (const [name, value] of Object.entries(marked === null ? plain : parseToml(marked)))
    fields[name] = toJsonValue(value, toLeaf);
  for (const name of TEXT_FIELDS) {
    const value = fields[name];
    if (typeof value === 'number') fields[name] = String(value);
    else if (value instanceof ExactNumber) fields[name] = value.text;
  }
  return fields;
}

function parseToml(source: string): { [name: string]: TomlValue } {
  try {
    return parse(source, { integersAsBigInt: 'asNeeded', maxDepth: MAX_METADATA_DEPTH });
  } catch (cause) {
    if (!(cause instanceof TomlError || cause instanceof RangeError)) throw cause;
    const line = cause instanceof TomlError ? cause.line + 1 : undefined;
    throw new PageFault('FIELD_INVALID', 'has front matter that is not TOML', line, { cause });
  }
}

/** What TOML has and JSON has not. */
function toLeaf(value: unknown): JsonValue | undefined {
  if (typeof value === 'bigint') return new ExactNumber(String(value));
  return value instanceof TomlDate ? value.toISOString() : readMarked(value);
}
