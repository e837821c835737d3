/** Byte limits on text from a request. A schema cannot state them: JSON Schema counts code points. */
import { type ErrorCode, StillwebError } from '../errors.ts';

/**
 * The text with each lone surrogate replaced by U+FFFD, so that its UTF-8 form is the same everywhere.
 *
 * @throws INVALID_REQUEST, or the code given, when that form is longer than `maxBytes`
 */
export function limitText(text: string, maxBytes: number, field: string, code: ErrorCode = 'INVALID_REQUEST'): string {
  const wellFormed = text.toWellFormed();
  // A code unit takes at most three bytes of UTF-8, so most texts need no count.
  if (wellFormed.length * 3 > maxBytes) {
    const bytes = Buffer.byteLength(wellFormed);
    if (bytes > maxBytes) {
      throw new StillwebError(code, `${field} has ${bytes} bytes of UTF-8; at most ${maxBytes} are accepted`, {
        field,
        bytes,
        maxBytes,
      });
    }
  }
  return wellFormed;
}
