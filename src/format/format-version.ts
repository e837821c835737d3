/**
 * Grows when files of older indexes can no longer be read, or when a program of an older version would answer wrongly. An index has the
 * lowest version that knows all that it holds: without typed fields, near copies, vectors in float32 and cells it is one of version 4, byte for byte.
 */
export const FORMAT_VERSION = 7;
export const WITHOUT_CELLS = 6;
export const WITHOUT_FLOATS = 5;
export const WITHOUT_FIELDS = 4;

/** Every version that can be read. */
export const FORMAT_VERSIONS = [WITHOUT_FIELDS, WITHOUT_FLOATS, WITHOUT_CELLS, FORMAT_VERSION] as const;

/** The version of an index. @param has `hasMore`: typed fields or near copies; `hasFloats`: vectors in float32; `hasCells`: cells of vectors */
export function formatVersionOf({
  hasMore,
  hasFloats,
  hasCells,
}: {
  readonly hasMore: boolean;
  readonly hasFloats: boolean;
  readonly hasCells: boolean;
}): number {
  if (hasCells) return FORMAT_VERSION;
  if (hasFloats) return WITHOUT_CELLS;
  return hasMore ? WITHOUT_FLOATS : WITHOUT_FIELDS;
}
