import { StillwebError } from '../errors.ts';
import { MAX_RESPONSE_BYTES } from '../limits.ts';

/**
 * For whoever gathers an answer: to be asked before more is read.
 *
 * @param bytes that the answer has at least; a character takes one or more
 * @throws RESPONSE_TOO_LARGE
 */
export function checkAnswerSize(bytes: number): void {
  if (bytes <= MAX_RESPONSE_BYTES) return;
  throw new StillwebError('RESPONSE_TOO_LARGE', `the answer has over ${MAX_RESPONSE_BYTES} bytes; no more are sent`, {
    maxBytes: MAX_RESPONSE_BYTES,
  });
}
