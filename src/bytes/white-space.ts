/**
 * White space: the 25 code points of Unicode's White_Space property, written out so that no engine table is asked.
 * The property has not changed since Unicode 6.3.
 */
export function isWhiteSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  return (
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** Ends of the part of `text` between `start` and `end` that has no white space at either end; empty at `start`. */
export function trimRange(text: string, start: number, end: number): { start: number; end: number } {
  let first = start;
  let last = end;
  while (first < last && isWhiteSpace(text.charCodeAt(first))) first += 1;
  while (last > first && isWhiteSpace(text.charCodeAt(last - 1))) last -= 1;
  return first === last ? { start, end: start } : { start: first, end: last };
}

export function trimWhiteSpace(text: string): string {
  const { start, end } = trimRange(text, 0, text.length);
  return text.slice(start, end);
}

export function isBlank(text: string): boolean {
  const { start, end } = trimRange(text, 0, text.length);
  return start === end;
}
