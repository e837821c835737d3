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
