/**
 * What becomes of documents that repeat an earlier one. `group`: identical texts share a place in answers. `group-near`: so do texts
 * that are nearly the same. `drop`: identical texts are left out of the collection, all but the first. `drop-near`: so are those that are
 * nearly the same.
 */
export const COPY_CHOICES = ['group', 'group-near', 'drop', 'drop-near'] as const;

export type CopyChoice = (typeof COPY_CHOICES)[number];

export const DEFAULT_COPIES: CopyChoice = 'group';

/** Grows when the same texts get other shingles, signatures or bands. */
export const NEAR_VERSION = 1;

/** Percent of the shingles of two texts that both have, from which on they are nearly the same. */
export const DEFAULT_NEAR_PERCENT = 80;
/** Below it texts share boilerplate and not content, and the bands of a signature would find nearly all pairs. */
export const LEAST_NEAR_PERCENT = 50;
export const MOST_NEAR_PERCENT = 100;

/** Whether texts are compared by their shingles. */
export function isNearChoice(choice: CopyChoice): boolean {
  return choice === 'group-near' || choice === 'drop-near';
}

/** Whether copies are left out of the collection. */
export function isDropChoice(choice: CopyChoice): boolean {
  return choice === 'drop' || choice === 'drop-near';
}
