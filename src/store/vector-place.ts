/** Where the int8 vectors are while an index is searched: the rankings are the same. */
export const VECTOR_PLACES = ['memory', 'disk'] as const;

export type VectorPlace = (typeof VECTOR_PLACES)[number];
