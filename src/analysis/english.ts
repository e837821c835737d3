import { stemmer } from 'stemmer';

/** The 33 stop words of Lucene's English analyzer. */
export const ENGLISH_STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a an and are as at be but by for if in into is it no not of on or such that the their then there these they this ' +
    'to was will with'
  ).split(' '),
);

const ASCII_LETTERS = /^[a-z]+$/;

/** Without a possessive `'s`. */
export function dropPossessive(word: string): string {
  return word.endsWith("'s") ? word.slice(0, -2) : word;
}

/**
 * Letters at the end of a stem that its word may not have there: each step of the stemmer cuts a word and puts behind it at most
 * two that it had not (`biliti` becomes `ble`), and makes none longer.
 */
export const STEM_ENDING = 2;

/**
 * Porter's stem of a lower-case word; a word with anything but ASCII letters is returned as it is.
 *
 * @see Porter, "An algorithm for suffix stripping", Program 14(3), 1980, with the author's later amendments
 */
export function stemEnglish(word: string): string {
  return ASCII_LETTERS.test(word) ? stemmer(word) : word;
}
