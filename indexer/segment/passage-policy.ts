import { StillwebError } from '../../src/errors.ts';
import type { PassagePolicy } from './passage.ts';

export const MIN_PASSAGE_WORDS = 10;
export const MAX_PASSAGE_WORDS = 10_000;

/**
 * Reads `auto`, `whole` or `words:N` with N 10 … 10,000 in plain decimal digits.
 * @throws StillwebError SETTING_INVALID
 */
export function parsePassagePolicy(text: string): PassagePolicy {
  if (text === 'auto' || text === 'whole') return { kind: text };
  const digits = /^words:([1-9][0-9]{1,4})$/.exec(text)?.[1];
  const words = Number(digits);
  if (digits !== undefined && words >= MIN_PASSAGE_WORDS && words <= MAX_PASSAGE_WORDS) return { kind: 'words', words };
  throw new StillwebError(
    'SETTING_INVALID',
    `passages cannot be cut as "${text}": give auto, whole, or words:N with N from ${MIN_PASSAGE_WORDS} to ${MAX_PASSAGE_WORDS}`,
    { setting: 'passages', value: text, supported: ['auto', 'whole', 'words:N'] },
  );
}

/** The text that `parsePassagePolicy` reads back; stored in the manifest. */
export function formatPassagePolicy(policy: PassagePolicy): string {
  return policy.kind === 'words' ? `words:${policy.words}` : policy.kind;
}
