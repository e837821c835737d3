import { ENGLISH_STOP_WORDS } from './english.ts';
import { ListedWords } from './listed-words.ts';
import { normaliseWord } from './normalise.ts';

/**
 * Words that ask, and do not say what is asked for: who puts a question to a search box names a thing and wraps it in them.
 * With the 33 stop words they are 203.
 */

/** Grows with the list. Part of the manifest, as it shapes rankings. */
export const REQUEST_WORDS_VERSION = 1;

/** What an impact of such a word is shifted right by: it counts an eighth. */
export const REQUEST_SHIFT = 3;

const SMALL_I = 0x69;
const TO_SMALL = 0x20;

/** Beyond the stop words, which an index does not hold. `i` has a rule of its own. */
const ASKING =
  "about above after again against all am any aren't because been before being below between both brief can can't " +
  "cannot could couldn't define definition describe detail details did didn't do does doesn't doing don't done down " +
  "during each explain few find from further give had hadn't has hasn't have haven't having he he'd he'll he's help " +
  "her here here's hers herself him himself his how how's i'd i'll i'm i've info information isn't it's its itself " +
  "know let let's me mean meaning means more most mustn't my myself need nor off once only other ought our ours " +
  "ourselves out over overview own please same shall shan't she she'd she'll she's short should shouldn't show so " +
  "some summary tell than that's theirs them themselves there's they'd they'll they're they've those through too " +
  "under until up very want wasn't we we'd we'll we're we've were weren't what what's when when's where where's " +
  "which while who who's whom whose why why's won't would wouldn't you you'd you'll you're you've your yours " +
  'yourself yourselves';

const LISTED = new ListedWords(new Set([...ENGLISH_STOP_WORDS, ...ASKING.split(' ')]));

/** @param word as `normaliseWord` makes it. `i` is not listed by itself */
export function isRequestWord(word: string): boolean {
  return LISTED.has(word);
}

/** Reads the words of one query in their order: `i` asks as the first of them and behind another that asks. */
export class RequestWordReader {
  #isBehindListed = true;

  /** Whether the next word asks, which stands at `start` … `end` of the text. */
  read(text: string, start = 0, end = text.length): boolean {
    this.#isBehindListed = LISTED.holds(text, start, end) || (this.#isBehindListed && isI(text, start, end));
    return this.#isBehindListed;
  }

  /** Something that is no plain word stands here. */
  pass(): void {
    this.#isBehindListed = false;
  }
}

function isI(text: string, start: number, end: number): boolean {
  const code = text.charCodeAt(start);
  // Nothing that begins with another sign of ASCII becomes an i, and most words do.
  if (code < 128 && (code | TO_SMALL) !== SMALL_I) return false;
  return normaliseWord(text.slice(start, end)) === 'i';
}
