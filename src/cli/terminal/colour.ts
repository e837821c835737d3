import { styleText } from 'node:util';

/** What a piece of a line is painted as: names of `styleText`. */
export type Style = Parameters<typeof styleText>[0];

/** Whether standard output is given colours: a terminal is, unless NO_COLOR is set; with FORCE_COLOR all else is too. */
export function takesColour(): boolean {
  return styleText('bold', 'x') !== 'x';
}

/** Escape sequences around a text that holds none. */
export function paint(text: string, style: Style): string {
  return text === '' ? text : styleText(style, text, { validateStream: false });
}
