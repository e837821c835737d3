import { splitsPair } from '../bytes/text-cut.ts';

/** Characters of a line, as the browser wraps that gpt-oss was trained with. */
const WIDTH = 80;

/**
 * A text as numbered lines are made of it: every line is wrapped at the last blank that lets it have eighty characters, or there where
 * it has none. An empty line stays one.
 */
export function wrapLines(text: string): string[] {
  return text.split('\n').flatMap(wrapLine);
}

function wrapLine(line: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (line.length - start > WIDTH) {
    const blank = line.lastIndexOf(' ', start + WIDTH);
    const cut = blank > start ? blank : start + WIDTH - (splitsPair(line, start + WIDTH) ? 1 : 0);
    pieces.push(line.slice(start, cut));
    start = blank > start ? cut + 1 : cut;
  }
  pieces.push(line.slice(start));
  return pieces;
}

/** `L12: text` */
export function numberLines(lines: readonly string[], first: number): string {
  return lines.map((line, i) => `L${first + i}: ${line}`).join('\n');
}
