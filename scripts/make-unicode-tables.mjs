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
/** What cuts words of its own class, in words cut from folded text; beyond the classes of Unicode. */
const FOLDED_DIGIT = WORD_BREAKS.length;
const FOLDED_UNSPACED = FOLDED_DIGIT + 1;
/** Modifier letters and quotes that are written for an apostrophe. */
const APOSTROPHES = [0x2bb, 0x2bc, 0x2018, 0x2019, 0x201b, 0xff07];
/** Iteration marks of Han, letters to UAX #29: 々 〻. */
const ITERATION_MARKS = [0x3005, 0x303b];
/** Squared abbreviations of units: ㍱ … ㏟, ㏿. */
const isSquaredUnit = (codePoint) => (codePoint >= 0x3371 && codePoint <= 0x33df) || codePoint === 0x33ff;
const FLAGS = [
  [8, 'Binary_Property/White_Space'],
  [9, 'Binary_Property/Default_Ignorable_Code_Point'],
  [10, 'Binary_Property/Extended_Pictographic'],
];

async function codePointsOf(path) {
  return (await import(`@unicode/unicode-${UNICODE_VERSION}/${path}/code-points.mjs`)).default;
}

/**
 * The Word_Break class by which words are cut: that of what a code point folds to, where this differs from its own.
 * Normal forms are those of the engine that runs this; for assigned code points they never change.
 */
function cutClassOf(codePoint, properties) {
  const wordBreak = properties & 31;
  const category = (properties >>> 5) & 7;
  if (APOSTROPHES.includes(codePoint)) return WORD_BREAKS.indexOf('Single_Quote');
  if (ITERATION_MARKS.includes(codePoint)) return FOLDED_UNSPACED;
  if (wordBreak !== 0 || category >= 4) return wordBreak;
  const character = String.fromCodePoint(codePoint);
  const folded = character.normalize('NFKC');
  if (folded === character) return wordBreak;
  if (category === 3 && /^[0-9]+$/.test(folded)) return FOLDED_DIGIT;
  if (/^[\p{Script=Han}\p{Script=Katakana}\p{Script=Hiragana}]+$/u.test(folded)) return FOLDED_UNSPACED;
  return isSquaredUnit(codePoint) ? WORD_BREAKS.indexOf('ALetter') : wordBreak;
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
  for (let codePoint = 0; codePoint < PROPERTY_COUNT; codePoint++) {
    const properties = codePointProperties[codePoint];
    codePointProperties[codePoint] = (properties & ~31) | cutClassOf(codePoint, properties);
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

/** Full case folding: each code point that changes, with what it becomes, beyond ASCII. */
async function readCaseFolding() {
  const foldings = [];
  for (const status of ['C', 'F']) {
    for (const [codePoint, folded] of await codePointsOf(`Case_Folding/${status}`)) {
      if (codePoint >= 128) foldings.push([codePoint, String.fromCodePoint(...[folded].flat())]);
    }
  }
  foldings.sort(([left], [right]) => left - right);
  return foldings.map(([codePoint, folded]) => String.fromCodePoint(codePoint) + folded);
}

const foldings = (await readCaseFolding())
  .join(' ')
  .match(/.{1,112}(?:\s|$)/gu)
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

/** Full case folding (CaseFolding.txt, C and F) beyond ASCII: a code point and what it becomes, parted by blanks. */
export const CASE_FOLDINGS = [
${foldings.join('\n')}
].join('');
`;
const target = new URL('../src/analysis/unicode-tables.ts', import.meta.url);
writeFileSync(target, source);
console.log(`${palette.length} distinct values, ${bytes.length} bytes of runs, ${source.length} characters of source`);
