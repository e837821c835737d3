import { trimRange } from '../../src/bytes/white-space.ts';
import type { PassagePolicy, PassageRange } from './passage.ts';
import { SentencePacker } from './sentence-packer.ts';
import { visitSentences } from './sentences.ts';
import { countQuarters, QUARTERS_PER_WORD } from './words.ts';

export { formatPassagePolicy, parsePassagePolicy } from './passage-policy.ts';

/** Documents of at most this many words stay whole under `auto`. */
export const AUTO_WHOLE_WORDS = 300;
/** Passages of longer documents have at most this many words under `auto`. */
export const AUTO_PASSAGE_WORDS = 200;

/**
 * Cuts a document's text into passages.
 *
 * Ranges ascend, do not overlap, begin and end on characters that are not white space, never split a surrogate pair, and
 * together hold every character that is not white space. Text of white space alone gives the one range [0, 0], so that a
 * title without a text is still a passage. Words are counted as `words.ts` says. Linear in the length of the text.
 */
export function cutPassages(text: string, policy: PassagePolicy): PassageRange[] {
  const whole = trimRange(text, 0, text.length);
  if (whole.end === whole.start) return [{ start: 0, end: 0 }];
  if (policy.kind === 'whole') return [whole];
  const wholeWords = policy.kind === 'auto' ? AUTO_WHOLE_WORDS : policy.words;
  const passageWords = policy.kind === 'auto' ? AUTO_PASSAGE_WORDS : policy.words;
  if (countQuarters(text, whole.start, whole.end) <= wholeWords * QUARTERS_PER_WORD) return [whole];
  const packer = new SentencePacker(text, passageWords * QUARTERS_PER_WORD);
  visitSentences(text, (start, end, ending) => packer.add(start, end, ending));
  return packer.finish();
}
