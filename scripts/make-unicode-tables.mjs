// Writes src/analysis/unicode-tables.ts from the character database in the development dependency.
//
//   node scripts/make-unicode-tables.mjs
//
// The file is committed: nobody needs to run this unless the pinned Unicode version changes, which changes terms and so
// is a ranking change. A unit test compares every code point of the file with the database again.
import { writeFileSync } from 'node:fs';

const UNICODE_VERSION = '15.1.0';
const PROPERTY_COUNT = 0x110000;

const WORD_BREAKS = [
  'Other',
  'ALetter',
  'Hebrew_Letter',
  'Numeric',
  'Katakana',
  'ExtendNumLet',
  'MidLetter',
  'MidNum',
  'MidNumLet',
  'Single_Quote',
  'Double_Quote',
  'Extend',
  'Format',
  'ZWJ',
  'Regional_Indicator',
  'WSegSpace',
  'CR',
  'LF',
  'Newline',
];
/** Group number → general categories; 0 is everything else. */
const CATEGORY_GROUPS = [
  [],
  ['Letter'],
  ['Letter_Number'],
  ['Decimal_Number', 'Other_Number'],
  ['Nonspacing_Mark'],
  ['Punctuation'],
  ['Control', 'Format', 'Private_Use'],
  ['Unassigned'],
];
const FLAGS = [
  [8, 'Binary_Property/White_Space'],
  [9, 'Binary_Property/Default_Ignorable_Code_Point'],
  [10, 'Binary_Property/Extended_Pictographic'],
];

async function codePointsOf(path) {
  return (await import(`@unicode/unicode-${UNICODE_VERSION}/${path}/code-points.mjs`)).default;
}

/** One value a code point, 0 … 0x10FFFF; the bits are described in src/analysis/code-point.ts. */
async function readCodePoints() {
  const codePointProperties = new Uint16Array(PROPERTY_COUNT);
  for (let value = 1; value < WORD_BREAKS.length; value++) {
    for (const codePoint of await codePointsOf(`Word_Break/${WORD_BREAKS[value]}`)) {
      codePointProperties[codePoint] |= value;
    }
  }
  for (let group = 1; group < CATEGORY_GROUPS.length; group++) {
    for (const category of CATEGORY_GROUPS[group]) {
      for (const codePoint of await codePointsOf(`General_Category/${category}`)) {
        codePointProperties[codePoint] |= group << 5;
      }
    }
  }
  for (const [bit, path] of FLAGS) {
    for (const codePoint of await codePointsOf(path)) codePointProperties[codePoint] |= 1 << bit;
  }
  return codePointProperties;
}

const codePointProperties = await readCodePoints();

/** Runs of equal properties: the palette of distinct values, then (length as LEB128, palette index) pairs. */
const palette = [];
const indexOf = new Map();
const bytes = [];
for (let start = 0; start < PROPERTY_COUNT; ) {
  const value = codePointProperties[start];
  let end = start + 1;
  while (end < PROPERTY_COUNT && codePointProperties[end] === value) end++;
  if (!indexOf.has(value)) {
    indexOf.set(value, palette.length);
    palette.push(value);
  }
  let length = end - start;
  while (length >= 0x80) {
    bytes.push((length & 0x7f) | 0x80);
    length >>>= 7;
  }
  bytes.push(length, indexOf.get(value));
  start = end;
}

const lines = Buffer.from(bytes)
  .toString('base64')
  .match(/.{1,112}/g)
  .map((line) => `  '${line}',`);

const source = `// Written by scripts/make-unicode-tables.mjs from @unicode/unicode-${UNICODE_VERSION}; do not edit.

/** The Unicode version that decides what a word is. Part of the manifest of an index. */
export const UNICODE_VERSION = '${UNICODE_VERSION}';

/** The distinct property values; the bits are described in \`code-point.ts\`. */
export const PROPERTY_PALETTE: readonly number[] = [
${palette
  .join(', ')
  .match(/.{1,116}(?:\s|$)/g)
  .map((line) => `  ${line.trim()}`)
  .join('\n')},
];

/** Runs over 0 … 0x10FFFF: length (LEB128), then an index into the palette (one byte). Base64. */
export const PROPERTY_RUNS = [
${lines.join('\n')}
].join('');
`;
const target = new URL('../src/analysis/unicode-tables.ts', import.meta.url);
writeFileSync(target, source);
console.log(`${palette.length} distinct values, ${bytes.length} bytes of runs, ${source.length} characters of source`);
