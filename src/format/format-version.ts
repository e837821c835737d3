/**
 * Grows when files of older indexes can no longer be read, or when a program of an older version would answer wrongly. An index has the
 * lowest version that knows all that it holds: without typed fields, near copies and vectors in float32 it is one of version 4, byte for byte.
 */
export const FORMAT_VERSION = 6;
export const WITHOUT_FLOATS = 5;
export const WITHOUT_FIELDS = 4;

/** Every version that can be read. */
export const FORMAT_VERSIONS = [WITHOUT_FIELDS, WITHOUT_FLOATS, FORMAT_VERSION] as const;

/** The version of an index. @param has `hasMore`: typed fields or near copies; `hasFloats`: vectors in float32 */
export function formatVersionOf({
  hasMore,
  hasFloats,
}: {
  readonly hasMore: boolean;
  readonly hasFloats: boolean;
}): number {
  if (hasFloats) return FORMAT_VERSION;
  return hasMore ? WITHOUT_FLOATS : WITHOUT_FIELDS;
}
