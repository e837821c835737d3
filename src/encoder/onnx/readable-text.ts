import { isUnassigned } from '../../analysis/code-point.ts';

/** Code units of a text that are looked at, for each token that is wanted: no tokenizer makes longer tokens of running text. */
const CODE_UNITS_A_TOKEN = 24;

/** As much of a text as so many tokens can come from, with what newer versions of Node know as letters read as nothing. */
export function readableText(text: string, tokens: number): string {
  return withoutUnassigned(text.slice(0, tokens * CODE_UNITS_A_TOKEN));
}

/** What newer versions of Node know as letters, and older ones do not, is read as nothing by all of them. */
function withoutUnassigned(text: string): string {
  let isSame = true;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x2ff) isSame = false;
  if (isSame) return text;
  let assigned = '';
  for (const character of text.toWellFormed()) assigned += isUnassigned(character.codePointAt(0)!) ? ' ' : character;
  return assigned;
}
