import { decodeHTMLStrict } from 'entities';
import { isWhiteSpace } from '../../../src/bytes/white-space.ts';

/** The longest name of HTML has 31 letters. */
const REFERENCE = /&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});/y;
/** Those that make up nearly all of an encyclopedia. */
const USUAL: ReadonlyMap<string, string> = new Map([
  ['&nbsp;', ' '],
  ['&ndash;', '–'],
  ['&mdash;', '—'],
  ['&minus;', '−'],
  ['&times;', '×'],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&thinsp;', ' '],
]);

/** A reference of HTML that begins at `at`. */
export interface CharacterReference {
  /** What it stands for, as text: blanks of any kind are spaces, and what is no character is none. */
  readonly text: string;
  readonly end: number;
}

/** @returns null where none begins: a bare `&`, or a name that HTML does not have */
export function readReference(source: string, at: number): CharacterReference | null {
  REFERENCE.lastIndex = at;
  const written = REFERENCE.exec(source)?.[0];
  if (written === undefined) return null;
  const end = at + written.length;
  const usual = USUAL.get(written);
  if (usual !== undefined) return { text: usual, end };
  const decoded = decodeHTMLStrict(written);
  if (decoded === written) return null;
  return { text: Array.from(decoded, readable).join(''), end };
}

/** Marks of direction and of places for line breaks, and what is no character. */
const INVISIBLE = new Set([0xad, 0x200b, 0x200e, 0x200f, 0xfffd]);

function readable(character: string): string {
  const code = character.codePointAt(0)!;
  if (INVISIBLE.has(code)) return '';
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || isWhiteSpace(code) ? ' ' : character;
}
