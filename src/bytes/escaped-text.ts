/** Integers of a run: its first code unit, its first byte, and the bytes of each of its code units. */
export const RUN_FIELDS = 3;

/** A text as it stands inside a JSON string, and where its code units are there. */
export interface EscapedText {
  /** What `JSON.stringify` gives, without the quotes, in UTF-8. */
  readonly bytes: Buffer;
  /** Stretches of code units that take equally many bytes, RUN_FIELDS integers each. A surrogate takes half its pair. */
  readonly runs: readonly number[];
}

export function escapeText(text: string): EscapedText {
  const bytes = Buffer.from(JSON.stringify(text)).subarray(1, -1);
  return { bytes, runs: bytes.length === text.length ? runsOfPlain(text) : runsOf(text) };
}

/** No code unit takes less than a byte, so here each takes one. */
function runsOfPlain(text: string): number[] {
  return text.length === 0 ? [] : [0, 0, 1];
}

function runsOf(text: string): number[] {
  const runs: number[] = [];
  let bytes = 0;
  let last = 0;
  for (let at = 0; at < text.length; at++) {
    const width = widthAt(text, at);
    if (width !== last) runs.push(at, bytes, width);
    last = width;
    bytes += width;
  }
  return runs;
}

/**
 * Where a code unit begins among the bytes.
 *
 * @param runs from `base` on, `count` runs of one text
 * @param unit 0 … length of the text; not within a surrogate pair
 */
export function byteOffset(runs: Uint32Array, base: number, count: number, unit: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (runs[base + middle * RUN_FIELDS] <= unit) low = middle;
    else high = middle - 1;
  }
  if (count === 0) return 0;
  const run = base + low * RUN_FIELDS;
  return runs[run + 1] + (unit - runs[run]) * runs[run + 2];
}

/** RFC 8259, section 7, as `JSON.stringify` writes it: short escapes where there are any; lone surrogates are escaped. */
function widthAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x20) return code === 8 || code === 9 || code === 10 || code === 12 || code === 13 ? 2 : 6;
  if (code === 0x22 || code === 0x5c) return 2;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  if (code < 0xd800 || code > 0xdfff) return 3;
  const isPaired =
    code < 0xdc00 ? isBetween(text.charCodeAt(at + 1), 0xdc00) : isBetween(text.charCodeAt(at - 1), 0xd800);
  return isPaired ? 2 : 6;
}

/** One of the 1,024 surrogates from `first` on; NaN is none. */
function isBetween(code: number, first: number): boolean {
  return code >= first && code < first + 0x400;
}
