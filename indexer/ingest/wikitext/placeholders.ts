/**
 * Characters of control that stand for those which the layout would take for marks. XML has none of them, so that text
 * cannot hold them; a text that does all the same has a bar or a line more.
 */
export const BAR = '\x01';
export const LINE_END = '\x02';
/** Before what stands at the beginning of a line and is no mark there. Becomes nothing. */
export const NO_MARK = '\x03';
/** A blank of program code, which is kept. */
export const BLANK = '\x04';

const ANY = new RegExp(`[${BAR}${LINE_END}${NO_MARK}${BLANK}]`);
const EACH = new RegExp(ANY.source, 'g');
const MEANING: Readonly<Record<string, string>> = { [BAR]: '|', [LINE_END]: '\n', [NO_MARK]: '', [BLANK]: ' ' };

/** Text that holds no marks, for the layout. */
export function maskText(text: string): string {
  const masked = text.replaceAll('|', BAR).replace(/\s+/g, ' ');
  return /^[*#:;={!|]/.test(masked) ? NO_MARK + masked : masked;
}

/** The same for text whose lines and blanks are kept, such as program code. */
export function maskBlock(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(/^\n+/, '').trimEnd();
  return NO_MARK + lines.replaceAll('|', BAR).replaceAll('\n', LINE_END).replaceAll('\t', BLANK).replaceAll(' ', BLANK);
}

export function unmask(text: string): string {
  return ANY.test(text) ? text.replace(EACH, (placeholder) => MEANING[placeholder]) : text;
}
