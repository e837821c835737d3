import { describe, expect, it } from 'vitest';
import { REQUEST_SHIFT } from '../../../src/analysis/request-words.ts';
import { BLOCK_PASSAGES, CODE_VALUES, CODE_WORDS, NO_PASSAGE } from '../../../src/format/cells.ts';
import { GAP_FORMS, PACKED_FORM, SKIP_ENTRIES } from '../../../src/format/frequent-list.ts';
import { HIGH_LINKS, LOW_LINKS, NO_LINK } from '../../../src/format/graph.ts';
import { BLOCK_ENTRIES } from '../../../src/format/positions.ts';
import { RARE_BYTES } from '../../../src/format/postings.ts';
import * as constants from '../../../src/kernel/constants.ts';
import { MAX_WEIGHTS } from '../../../src/kernel/lexical-kernel.ts';
import { BATCH_QUERIES, BATCH_ROWS, KERNEL_ROWS } from '../../../src/kernel/vector-kernel.ts';
import { SHARD_PASSAGES, WINDOW_PASSAGES } from '../../../src/limits.ts';
import { JOINED_FIELDS, JOINED_PLACES, LIST_FIELDS, LIST_PLACES } from '../../../src/wasm/postings-memory.ts';
import { MAX_KERNEL_DIMENSIONS } from '../../../src/wasm/vector-memory.ts';
import { listSources, readSource } from '../../support/import-graph.ts';

/** What src/format and src/limits.ts say of an index, and src/analysis of a query, by the name that it has among the constants of the kernels. */
const OF_AN_INDEX: Readonly<Record<string, number>> = {
  WINDOW_PASSAGES,
  SKIP_ENTRIES,
  RARE_BYTES,
  PACKED_BYTES: PACKED_FORM.entryBytes,
  TRIPLE_BYTES: Math.max(...GAP_FORMS.map(({ entryBytes }) => entryBytes)),
  CODED_BYTES: Math.min(...GAP_FORMS.map(({ entryBytes }) => entryBytes)),
  LOW_LINKS,
  HIGH_LINKS,
  NO_LINK,
  BLOCK_PASSAGES,
  CODE_VALUES,
  CODE_WORDS,
  NO_PASSAGE,
  REQUEST_SHIFT,
};
/** What no index shows: how the kernels work, and logarithms of the above. */
const OF_KERNELS_ALONE = [
  'WINDOW_SHIFT',
  'SKIP_SHIFT',
  'POSITION_SHIFT',
  'FIRST_EXPECTED',
  'VALUES_PER_STEP',
  'ROWS_PER_STEP',
  'QUERIES_PER_STEP',
  'MOST_CANDIDATES',
  'TABLE_MOST',
  'MOST_SCALED',
];
/** Constants of AssemblyScript that TypeScript has no use for, or that follow from shared ones. */
const OF_ASSEMBLY_ALONE = [
  'beam.ts LOOKED_AT',
  'cell-scan.ts SIGN',
  'cell-search.ts FIRST_CELLS',
  'code-tables.ts FACTOR_BITS',
  'joined-list.ts BEHIND',
  'joined-list.ts BLOCK',
  'largest.ts FEW',
  'list-join.ts WALK_FACTOR',
  'list-join.ts OUTSIDE',
  'list-join.ts PHRASE_PARTS',
  'list-join.ts AT_ONCE',
  'window-list.ts MASK',
  'window-list.ts RARE_PASSAGE',
  'window-scan.ts MANY_SHIFT',
];

const CONSTANTS: Readonly<Record<string, number>> = { ...constants };
const FOLDER = 'src/kernel/assembly/';
const SOURCES = listSources('src/kernel/assembly').map((path) => ({
  file: path.slice(FOLDER.length),
  source: readSource(path),
}));
const sourceOf = (file: string) => readSource(`${FOLDER}${file}`);

/** Marks that name a constant, such as the one at the four rows of a scan, with the line of code behind each. */
function marks(): { place: string; literal: number; name: string; code: string }[] {
  return SOURCES.flatMap(({ file, source }) => {
    const lines = source.split('\n');
    return lines.flatMap((line, i) => {
      const match = /^\s*\/\/ (\d+) is (\w+) of \.\.\/constants\.ts$/.exec(line);
      if (match === null) return [];
      return [{ place: `${file}:${i + 1}`, literal: Number(match[1]), name: match[2], code: lines[i + 1] }];
    });
  });
}

describe('the constants that the kernels share', () => {
  it('are each compared with what the format says, or known to be the kernels’ alone', () => {
    expect(Object.keys(CONSTANTS).sort()).toEqual([...Object.keys(OF_AN_INDEX), ...OF_KERNELS_ALONE].sort());
    for (const [name, value] of Object.entries(OF_AN_INDEX)) expect([name, CONSTANTS[name]]).toEqual([name, value]);
  });

  it('are the only ones that AssemblyScript has, a few of its own aside', () => {
    const found = SOURCES.flatMap(({ file, source }) =>
      [...source.matchAll(/^(?:export )?const (\w+)/gm)].map(([, name]) => `${file} ${name}`),
    );
    expect(found).toEqual(OF_ASSEMBLY_ALONE);
  });

  it('are what a literal stands for that is marked as one of them', () => {
    expect(marks().length).toBeGreaterThan(0);
    for (const { place, literal, name, code } of marks()) {
      expect([place, literal]).toEqual([place, CONSTANTS[name]]);
      expect([place, code.match(/\b\d+\b/g)]).toEqual([place, expect.arrayContaining([String(literal)])]);
    }
  });

  it('are all read by AssemblyScript, by name or by a mark', () => {
    const code = SOURCES.map(({ source }) => source.replace(/^ ?\*.*$|^ *\/\*\*.*$/gm, '')).join('\n');
    const unread = Object.keys(CONSTANTS).filter((name) => !new RegExp(`\\b${name}\\b`).test(code));
    // It follows from SKIP_SHIFT.
    expect(unread).toEqual(['SKIP_ENTRIES']);
  });
});

describe('the forms of lists', () => {
  it.each([
    ['eachTriple', constants.TRIPLE_BYTES],
    ['eachCoded', constants.CODED_BYTES],
  ])('have a loop in %s for every number of gap bits', (loop, bytes) => {
    const calls = sourceOf('each-posting.ts').matchAll(new RegExp(`\\b${loop}<Sum, Action, Times, Gap(\\d+)>`, 'g'));
    const expected = GAP_FORMS.filter(({ entryBytes }) => entryBytes === bytes).map(({ gapBits }) => gapBits);
    expect(Array.from(calls, ([, bits]) => Number(bits)).sort()).toEqual(expected.sort());
  });

  it('read as many bits of a gap as the loop is named after', () => {
    const source = sourceOf('each-posting.ts');
    const classes = Array.from(source.matchAll(/^class Gap(\d+) /gm), ([, bits]) => bits);
    const read = [...source.matchAll(/idof<Gap(\d+)>\(\)\) return (\d+);/g)];
    const last = /^ {2}return (\d+);\n}\n\n.*\n@inline\nfunction gapOf/m.exec(source);
    expect([...read.map(([, , bits]) => bits), last?.[1]]).toEqual(classes);
    for (const [, name, bits] of read) expect(bits).toBe(name);
  });
});

it('a list of a query has its fields where the kernel looks for them', () => {
  const body = /export class List \{\n(.*?)\n\}/s.exec(sourceOf('window-list.ts'))?.[1] ?? '';
  const fields = [...body.matchAll(/^ {2}(\w+): (\w+);$/gm)];
  for (const [, , type] of fields) expect(['i32', 'u32', 'usize']).toContain(type);
  expect(fields).toHaveLength(LIST_FIELDS);
  const places = Object.entries(LIST_PLACES);
  expect(places).toEqual(fields.slice(0, places.length).map(([, name], place) => [name, place]));
});

it('a list that is joined has its fields behind those of a list', () => {
  const body = /export class JoinedList extends List \{\n(.*?)\n\}/s.exec(sourceOf('joined-list.ts'))?.[1] ?? '';
  const fields = [...body.matchAll(/^ {2}(\w+): (\w+);$/gm)];
  for (const [, , type] of fields) expect(['i32', 'u32', 'usize']).toContain(type);
  expect(LIST_FIELDS + fields.length).toBe(JOINED_FIELDS);
  const places = Object.entries(JOINED_PLACES);
  expect(places).toEqual(fields.slice(0, places.length).map(([, name], place) => [name, LIST_FIELDS + place]));
});

describe('the limits of the system', () => {
  it('leave whole steps to the kernels', () => {
    expect(MAX_KERNEL_DIMENSIONS % constants.VALUES_PER_STEP).toBe(0);
    expect(KERNEL_ROWS % constants.ROWS_PER_STEP).toBe(0);
    expect(BATCH_QUERIES % constants.QUERIES_PER_STEP).toBe(0);
    expect(BATCH_ROWS % 2).toBe(0);
    expect(1 << constants.POSITION_SHIFT).toBe(BLOCK_ENTRIES);
  });

  it('keep to the bits that the kernels have for a number', () => {
    const mask = /const RARE_PASSAGE: u32 = (0x[0-9a-f]+);/.exec(sourceOf('window-list.ts'))?.[1];
    expect(SHARD_PASSAGES - 1).toBeLessThanOrEqual(Number(mask));
    // Entries of a window, and places in it, are u16; a score is i32.
    expect(WINDOW_PASSAGES).toBeLessThanOrEqual(65_535);
    expect(MAX_WEIGHTS * 65_535).toBeLessThan(2 ** 31);
  });
});
