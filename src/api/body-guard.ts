import { StillwebError } from '../errors.ts';
import { MAX_BODY_DEPTH, MAX_BODY_VALUES, MAX_BODY_WORD_BYTES } from '../limits.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const BLANK = 0x20;

const OUTSIDE = 0;
const IN_TEXT = 1;
const IN_ESCAPE = 2;

/**
 * Looks at the bytes of a JSON text as they arrive, and refuses what is dear to parse: deep nesting, many values, long numbers.
 * It takes about a nanosecond a byte and keeps none of them. What is no JSON at all, the parser finds out.
 */
export class BodyGuard {
  #state = OUTSIDE;
  #depth = 0;
  #values = 0;
  #wordBytes = 0;

  /** @throws INVALID_REQUEST */
  add(bytes: Uint8Array): void {
    let state = this.#state;
    let depth = this.#depth;
    let values = this.#values;
    let wordBytes = this.#wordBytes;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      if (state !== OUTSIDE) {
        if (state === IN_ESCAPE) state = IN_TEXT;
        else if (byte === BACKSLASH) state = IN_ESCAPE;
        else if (byte === QUOTE) state = OUTSIDE;
        continue;
      }
      if (byte === QUOTE) {
        state = IN_TEXT;
        wordBytes = 0;
      } else if (byte === COMMA || byte === COLON) {
        wordBytes = 0;
        if (++values > MAX_BODY_VALUES) throw tooMuch('values', MAX_BODY_VALUES, 'maxValues');
      } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
        wordBytes = 0;
        if (++values > MAX_BODY_VALUES) throw tooMuch('values', MAX_BODY_VALUES, 'maxValues');
        if (++depth > MAX_BODY_DEPTH) throw tooMuch('levels of lists and objects', MAX_BODY_DEPTH, 'maxDepth');
      } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
        wordBytes = 0;
        depth--;
      } else if (byte <= BLANK) {
        wordBytes = 0;
      } else if (++wordBytes > MAX_BODY_WORD_BYTES) {
        throw tooMuch('characters in a number', MAX_BODY_WORD_BYTES, 'maxDigits');
      }
    }
    this.#state = state;
    this.#depth = depth;
    this.#values = values;
    this.#wordBytes = wordBytes;
  }
}

function tooMuch(what: string, limit: number, fact: string): StillwebError {
  return new StillwebError('INVALID_REQUEST', `the body has more than ${limit} ${what}`, { [fact]: limit });
}
