import { longestAscii } from './ascii-run.ts';
import { caseVariantsOf } from './case-variants.ts';
import type { RequiredText } from './match-finder.ts';

/** Tells of bytes of UTF-8 where texts may stand that hold what is required, without decoding them. */
export interface TextFilter {
  /** The first bytes at or behind `from` that must be looked at where they lie in one text; null for none. */
  find(bytes: Buffer, from: number): ByteRange | null;
}

/** `end` is exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Shortest run of ASCII that is looked for in any case. */
const MIN_RUN = 2;

/** A filter for a required text; null where every text must be looked at. */
export function createTextFilter(required: RequiredText | null): TextFilter | null {
  if (required === null) return null;
  return required.ignoresCase ? anyCaseFilter(required.text) : exactFilter(required.text);
}

function exactFilter(text: string): TextFilter {
  const needle = Buffer.from(text);
  return { find: (bytes, from) => rangeOf(bytes.indexOf(needle, from), needle.length) };
}

/**
 * Looks for the longest run of ASCII of a folded text in both cases. Other letters that fold to a part of the text are looked for
 * too: where one of them stands, the text has to be folded before anybody can tell.
 */
function anyCaseFilter(folded: string): TextFilter | null {
  const run = longestAscii(folded);
  if (run.length < MIN_RUN) return null;
  // Without the flag u, a letter of ASCII matches the two cases of itself and nothing else, whatever the engine's Unicode is.
  const expression = new RegExp(run.replace(/[^a-z0-9]/g, escapeCode), 'gi');
  const variants = caseVariantsOf(folded, run).map((variant) => Buffer.from(variant));
  let latin = '';
  let decoded: Buffer | null = null;
  return {
    find(bytes, from) {
      if (decoded !== bytes) {
        decoded = bytes;
        latin = bytes.toString('latin1');
      }
      expression.lastIndex = from;
      let first = expression.exec(latin)?.index ?? -1;
      let length = run.length;
      for (const variant of variants) {
        const at = bytes.indexOf(variant, from);
        if (at >= 0 && (first < 0 || at < first)) {
          first = at;
          length = variant.length;
        }
      }
      return rangeOf(first, length);
    },
  };
}

function rangeOf(start: number, length: number): ByteRange | null {
  return start < 0 ? null : { start, end: start + length };
}

function escapeCode(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
