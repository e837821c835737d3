/**
 * Grows when files of older indexes can no longer be read, or when a program of an older version would answer wrongly. An index
 * without typed fields is one of version 4, byte for byte: only with them it needs a program that knows them.
 */
export const FORMAT_VERSION = 5;
export const WITHOUT_FIELDS = 4;

/** The version of an index with, or without, typed fields. */
export function formatVersionOf(hasFields: boolean): number {
  return hasFields ? FORMAT_VERSION : WITHOUT_FIELDS;
}
