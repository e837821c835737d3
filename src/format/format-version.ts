/**
 * Grows when files of older indexes can no longer be read, or when a program of an older version would answer wrongly. Positions are laid out
 * anew in 7, so that nothing older is read; the cells of vectors in 8, which only an index with cells says of itself.
 */
export const FORMAT_VERSION = 7;
export const CELLS_FORMAT_VERSION = 8;

/** Every version that can be read. */
export const FORMAT_VERSIONS = [FORMAT_VERSION, CELLS_FORMAT_VERSION] as const;
