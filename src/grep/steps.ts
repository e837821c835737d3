import { MAX_GREP_STEPS } from '../limits.ts';

/**
 * What a page of a grep costs, counted and never timed, so that the same request ends its pages at the same places on every
 * machine. The prices are upper bounds by measurement, over articles of Wikipedia on two busy cores: a step takes 70 ns at the most, where
 * an expression keeps its automaton from ever meeting a state again, and mostly one to five.
 */

/** A byte of UTF-8 of a text that is read and looked through. */
export const BYTE_STEPS = 1;
/** A code unit of a text whose case is folded, or whose words are cut. */
export const FOLD_STEPS = 4;

/**
 * A code unit of a line that is tried: an automaton reads it, and where it knows no state, works through the program. A small
 * program has few states, so that it mostly knows one; `[a-z].{200}[0-9]$` meets a new one at every character.
 */
export function trialSteps(program: number): number {
  return Math.min(findSteps(program), 4 + (program >> 1) + Math.floor((program * program) / 100));
}

/** A code unit of a line in which the place of a match is looked for: every instruction may be alive at each. */
export function findSteps(program: number): number {
  return 4 + 2 * program;
}

/** Longest part of a line that a program is shown, in code units: trying it costs no more than a page. */
export function longestLine(program: number): number {
  return Math.floor(MAX_GREP_STEPS / (trialSteps(program) + findSteps(program)));
}

/** The steps of one page. */
export class StepMeter {
  readonly #most: number;
  #steps = 0;

  constructor(most: number = MAX_GREP_STEPS) {
    this.#most = most;
  }

  add(steps: number): void {
    this.#steps += steps;
  }

  /** Whether the page has done all that it may. */
  get isSpent(): boolean {
    return this.#steps >= this.#most;
  }
}
