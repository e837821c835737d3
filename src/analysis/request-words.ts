/** Grows with the list. Part of the manifest, as it shapes rankings. */
export const REQUEST_WORDS_VERSION = 1;
