/** CaRR's search in an open page: places that hold a pattern, and places that hold most of its words. */

const MAX_MATCHES = 20;
/** Shown on each side of a match, in UTF-16 code units. */
const CONTEXT = 200;
/** Share of the words of the pattern that a stretch must hold. */
const WORD_SHARE = 0.8;
/** A shorter pattern is looked for as it is only. */
const MIN_LOOSE_LENGTH = 3;
/** A stretch is so much longer than the pattern, and the next begins so much behind the length of the pattern. */
const STRETCH = 10;
const STEP = 5;
const WORD = /\b[a-z0-9]+\b/g;

interface Match {
  readonly start: number;
  readonly end: number;
}

/** @returns what stands around each match, in the order of the text; at most twenty */
export function findInPage(text: string, pattern: string): string[] {
  const lower = text.toLowerCase();
  const wanted = pattern.toLowerCase();
  const matches = findWhole(lower, wanted);
  if (matches.length < MAX_MATCHES && wanted.length >= MIN_LOOSE_LENGTH) addLoose(lower, wanted, matches);
  return matches
    .sort((one, other) => one.start - other.start)
    .map(({ start, end }) =>
      text
        .slice(Math.max(0, start - CONTEXT), end + CONTEXT)
        .trim()
        .toWellFormed(),
    );
}

function findWhole(text: string, pattern: string): Match[] {
  const matches: Match[] = [];
  for (let at = text.indexOf(pattern); at !== -1 && matches.length < MAX_MATCHES; at = text.indexOf(pattern, at + 1)) {
    matches.push({ start: at, end: at + pattern.length });
  }
  return matches;
}

function addLoose(text: string, pattern: string, matches: Match[]): void {
  const words = pattern.match(WORD) ?? [];
  if (words.length === 0) return;
  const length = pattern.length + STRETCH;
  for (let at = 0; at + length <= text.length && matches.length < MAX_MATCHES; at += pattern.length + STEP) {
    if (sharedWords(text.slice(at, at + length), words) < WORD_SHARE * words.length) continue;
    if (matches.every(({ start }) => Math.abs(start - at) >= CONTEXT)) matches.push({ start: at, end: at + length });
  }
}

/** How many of the words stand in the text; one that stands twice in the pattern counts as often as in the text. */
function sharedWords(text: string, words: readonly string[]): number {
  const left = [...words];
  for (const word of text.match(WORD) ?? []) {
    const at = left.indexOf(word);
    if (at !== -1) left.splice(at, 1);
  }
  return words.length - left.length;
}
