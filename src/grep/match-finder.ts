/** The seam between what is looked for and the text in which it is found. */
import type { StepMeter } from './steps.ts';

/** A match, UTF-16 code units of the document's text; `end` is exclusive and above `start`. */
export interface FoundMatch {
  readonly start: number;
  readonly end: number;
}

/** The search stopped because the page is full: it goes on at this place. */
export interface StoppedSearch {
  readonly resume: number;
}

/** Finds the matches of one text. */
export interface MatchFinder {
  /**
   * The first match that begins at or behind `from`; null for none. Each call looks at one line at least, and stops behind a line
   * when the meter is spent.
   */
  next(from: number): FoundMatch | StoppedSearch | null;
}

/** What is looked for, ready to be looked for in any text. */
export interface CompiledPattern {
  /** Stands in every match as it is, or in any case (`ignoresCase`); null where nothing is known. */
  readonly required: RequiredText | null;
  /** Stand in every match as words of the index. */
  readonly words: readonly string[];
  /** Lines that were too long to be shown whole, so far. */
  readonly cutLines: number;
  open(text: string, meter: StepMeter): MatchFinder;
}

export interface RequiredText {
  /** As it is, or folded by `foldText`. */
  readonly text: string;
  readonly ignoresCase: boolean;
}

export function isStopped(found: FoundMatch | StoppedSearch): found is StoppedSearch {
  return 'resume' in found;
}
