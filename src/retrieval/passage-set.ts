/** The passages that may be ranked, by their numbers in the collection. */
export interface PassageSet {
  has(passage: number): boolean;
  /** How many they are. */
  count(): number;
  /** Calls with each, ascending. */
  forEach(take: (passage: number) => void): void;
  /** As `Bitmap` has it. */
  slice(start: number, count: number): Uint32Array;
}

/** A filter that admits fewer passages than one in so many is narrow: to compare the vectors of those alone takes less than to pass over the others. */
const NARROW_SHARE = 4;

/** @param passages of the collection */
export function isNarrow(accept: PassageSet, passages: number): boolean {
  return accept.count() * NARROW_SHARE < passages;
}
