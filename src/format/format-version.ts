/**
 * Grows when files of older indexes can no longer be read, or when a program of an older version would answer wrongly. Positions are laid out
 * anew in 7, so that nothing older is read.
 */
export const FORMAT_VERSION = 7;

/** Every version that can be read. */
export const FORMAT_VERSIONS = [FORMAT_VERSION] as const;
