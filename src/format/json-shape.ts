/**
 * Checks values that `JSON.parse` gave against a shape. Written by hand: a start of the program reads a manifest first, and the
 * library that checks requests takes longer to load than all that a search needs.
 */

/** Where a value differs from the shape, as a path that begins with `path`; null where it does not. */
export type Shape = (value: unknown, path: string) => string | null;

function shapeOf(isSound: (value: unknown) => boolean): Shape {
  return (value, path) => (isSound(value) ? null : path);
}

export const text = (maxLength = Number.POSITIVE_INFINITY): Shape =>
  shapeOf((value) => typeof value === 'string' && value.length <= maxLength);

export const integer = (min: number, max: number): Shape =>
  shapeOf((value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max);

export const number = (min = -Number.MAX_VALUE, max = Number.MAX_VALUE): Shape =>
  shapeOf((value) => typeof value === 'number' && value >= min && value <= max);

export const oneOf = (...values: readonly unknown[]): Shape => shapeOf((value) => values.includes(value));

export const list =
  (item: Shape, minItems = 0): Shape =>
  (value, path) =>
    Array.isArray(value) && value.length >= minItems
      ? firstFault(value.entries(), (at, each) => item(each, `${path}/${at}`))
      : path;

export const tuple =
  (...items: readonly Shape[]): Shape =>
  (value, path) =>
    Array.isArray(value) && value.length === items.length
      ? firstFault(items.entries(), (at, item) => item(value[at], `${path}/${at}`))
      : path;

/** An object with these members; it may have others. */
export const object =
  (members: Readonly<Record<string, Shape>>): Shape =>
  (value, path) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? firstFault(Object.entries(members), (name, member) =>
          member(Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined, `${path}/${name}`),
        )
      : path;

/** A member that may be absent. */
export const optional =
  (shape: Shape): Shape =>
  (value, path) =>
    value === undefined ? null : shape(value, path);

export const nullable =
  (shape: Shape): Shape =>
  (value, path) =>
    value === null ? null : shape(value, path);

function firstFault<Key, Value>(
  entries: Iterable<readonly [Key, Value]>,
  findFault: (key: Key, value: Value) => string | null,
): string | null {
  for (const [key, value] of entries) {
    const fault = findFault(key, value);
    if (fault !== null) return fault;
  }
  return null;
}
