/** Texts of documents as queries: their words, without anything that a query would take for an operator. */
import { lowerAscii } from '../../bytes/lower-ascii.ts';

/** Operators are made of signs of ASCII, and phrases stand between quotes of any shape; the apostrophe is of neither. */
const SIGNS = /[!-&(-/:-@[-`{-~«»“”„‟＂\s]+/g;

/** In lower case, so that `OR` is a word. */
export function plainWords(text: string): string {
  return lowerAscii(text).replace(SIGNS, ' ').trim();
}
