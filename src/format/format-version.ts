/**
 * Grows when files of older indexes can no longer be read, or when a program of an older version would answer wrongly. An index
 * without typed fields and near copies is one of version 4, byte for byte: only with them it needs a program that knows them.
 */
export const FORMAT_VERSION = 5;
export const WITHOUT_FIELDS = 4;

/** The version of an index. @param hasMore typed fields, or near copies */
export function formatVersionOf(hasMore: boolean): number {
  return hasMore ? FORMAT_VERSION : WITHOUT_FIELDS;
}
