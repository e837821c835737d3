import { ExactNumber } from '../../src/bytes/exact-number.ts';
import type { JsonValue } from './collection.ts';
import { createFieldValues } from './optional-fields.ts';

/** Fields of one line of text: what looks like a number or a boolean there is read as it is written (`title: 1984`). */
export const TEXT_FIELDS: ReadonlySet<string> = new Set(['title', 'date', 'language', 'lang', 'url']);

/**
 * A value of front matter as JSON. Numbers that JSON does not know become text.
 *
 * @param toLeaf what the format has besides; undefined for what it leaves alone
 */
export function toJsonValue(
  value: unknown,
  toLeaf: (value: unknown) => JsonValue | undefined = () => undefined,
): JsonValue {
  const leaf = toLeaf(value);
  if (leaf !== undefined) return leaf;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof ExactNumber) return value;
  if (Array.isArray(value)) return value.map((inside) => toJsonValue(inside, toLeaf));
  if (typeof value === 'object' && value !== null) {
    const fields = createFieldValues();
    for (const [name, inside] of Object.entries(value)) fields[name] = toJsonValue(inside, toLeaf);
    return fields;
  }
  return (value ?? null) as JsonValue;
}
