import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { fetch, search } from '../../src/library/ask.ts';
import { type BuildIndexOptions, buildIndex } from '../../src/library/build-index.ts';
import { type Index, openIndex } from '../../src/library/open-index.ts';
import { countLanguages } from '../../src/store/language-counts.ts';
import { readManifest } from '../../src/store/open.ts';
import { type Outcome, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

function lines(name: string, records: readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
}

const index = (directory: string, ...words: readonly string[]): Outcome =>
  runProgram(['index', ...words, '--out', join(folder, directory), '--encoder', 'none', '--quiet']);

const SETTINGS = { encoder: 'none', threads: 1 } as const;
const build = (directory: string, records: readonly object[], settings: Partial<BuildIndexOptions> = {}) =>
  buildIndex({
    ...{ ...SETTINGS, inputs: [lines('records.jsonl', records)], directory: join(folder, directory) },
    ...settings,
  });

const manifestOf = (directory: string) => readManifest(join(folder, directory)).manifest;

/** `en 1, de 2 (1 found), none 3`. */
function languagesOf(directory: string): string {
  const { folder: generation, manifest } = readManifest(join(folder, directory));
  return countLanguages(generation, manifest)
    .map(({ language, documents, detected }) => `${language ?? 'none'} ${documents}${detected > 0 ? ' found' : ''}`)
    .join(', ');
}

const TEXT = Array.from({ length: 90 }, (_, i) => `salmon${i % 30} river${i}`).join(' ');
const NEAR = TEXT.replace('river45', 'lake');
const COPIES = [
  { _id: 'a', title: 'First', text: TEXT, url: 'https://a.example/page' },
  { _id: 'b', title: 'Second', text: `${TEXT}\n`, url: 'https://b.example/copy' },
  { _id: 'c', title: 'Third', text: NEAR },
  { _id: 'd', title: 'Other', text: 'A temple stands on the hill.', links: ['https://b.example/copy'] },
];

async function withIndex<Value>(directory: string, ask: (index: Index) => Promise<Value>): Promise<Value> {
  const opened = await openIndex(join(folder, directory));
  try {
    return await ask(opened);
  } finally {
    await opened.close();
  }
}

describe('copies in a collection', () => {
  it('are told, and share a place where they are identical, if nothing is asked for', async () => {
    const built = index('group', lines('c.jsonl', COPIES));
    expect(built).toMatchObject({ code: 0, err: '' });
    expect(built.out).toContain('1 document has the text of an earlier one');
    const { hits } = await withIndex('group', (opened) => search(opened, 'salmon1 river1'));
    expect(hits.map(({ id, duplicates }) => [id, duplicates])).toEqual([
      ['a', ['b']],
      ['c', undefined],
    ]);
  });

  it('share a place where they are near copies, and are named apart from identical ones', async () => {
    const built = index('near', lines('c.jsonl', COPIES), '--duplicates', 'group-near');
    expect(built).toMatchObject({ code: 0, err: '' });
    expect(built.out).toContain('1 document is a near copy of an earlier one.');
    const found = runProgram(['search', join(folder, 'near'), 'salmon1 river1']);
    expect(found.out).toContain('     the same text: b\n     nearly the same text: c\n');
    const { hits } = await withIndex('near', (opened) => search(opened, 'salmon1 river1'));
    expect(hits).toHaveLength(1);
    expect(hits[0]).toMatchObject({ id: 'a', duplicates: ['b'], nearDuplicates: ['c'] });
    const inspected = runProgram(['inspect', join(folder, 'near')]).out;
    expect(inspected).toMatch(/near copies +1 document, from 80 % of runs of 5 words on/);
  });

  it('are no near copies where more is asked for', async () => {
    expect((await build('strict', COPIES, { duplicates: 'group-near', nearPercent: 98 })).nearDocuments).toBe(0);
  });

  it('are left out where that is asked for, told with what stays, and end no build of a named file', () => {
    const problems = join(folder, 'problems.jsonl');
    const built = index('kept', lines('c.jsonl', COPIES), '--duplicates', 'drop-near', '--problems', problems);
    expect(built.code).toBe(0);
    expect(built.out).toContain('left out: 2 DOCUMENT_DUPLICATE.');
    const told = readFileSync(problems, 'utf8').trim().split('\n');
    expect(
      told.map((line) => JSON.parse(line)).map(({ code, id, original, identical }) => [code, id, original, identical]),
    ).toEqual([
      ['DOCUMENT_DUPLICATE', 'b', 'a', true],
      ['DOCUMENT_DUPLICATE', 'c', 'a', false],
    ]);
    const inspected = runProgram(['inspect', join(folder, 'kept')]).out;
    expect(inspected).toMatch(/copies left out +2, from 80 % on/);
    const dry = index('dry', join(folder, 'c.jsonl'), '--duplicates', 'drop', '--dry-run', '--json');
    expect(JSON.parse(dry.out)).toMatchObject({ documents: 3, dropped: 1 });
  });

  it('leave their address to what stays, so that links lead there', async () => {
    const { counts, dropped } = await build('kept', COPIES, { duplicates: 'drop' });
    expect([dropped, counts.documents, counts.links]).toEqual([1, 3, 1]);
    const { documents } = await withIndex('kept', (opened) => fetch(opened, { urls: ['https://b.example/copy'] }));
    expect(documents[0]).toMatchObject({ id: 'a' });
  });

  it('with an id that was given before are bad records, and not copies', async () => {
    const built = build('same', [COPIES[0], { ...COPIES[1], _id: 'a' }], { duplicates: 'drop-near' });
    await expect(built).rejects.toMatchObject({ code: 'DUPLICATE_ID' });
  });

  it('come back in files that are followed, when what they repeat has gone', async () => {
    const inputs = [lines('1.jsonl', [COPIES[0], COPIES[3]]), lines('2.jsonl', [COPIES[1]])];
    await build('followed', [], { inputs, duplicates: 'drop-near' });
    lines('1.jsonl', [COPIES[3]]);
    expect(index('followed', ...inputs, '--sync')).toMatchObject({ code: 0, err: '' });
    const { id } = await build('anew', [], { inputs, duplicates: 'drop-near' });
    expect(manifestOf('followed').id).toBe(id);
    expect(manifestOf('followed').counts.documents).toBe(2);
  });

  it('are what the index says, and a change keeps it', async () => {
    await build('kept', COPIES.slice(0, 1), { duplicates: 'drop-near', nearPercent: 70 });
    expect(index('kept', lines('d.jsonl', COPIES.slice(2)), '--add').out).toContain('1 DOCUMENT_DUPLICATE');
    expect(manifestOf('kept').provenance.dropped).toEqual({ documents: 1, percent: 70 });
    const other = index('kept', lines('e.jsonl', [{ _id: 'e', text: 'e' }]), '--add', '--near', '90');
    expect(other.code).toBe(2);
    expect(other.err).toContain('has nearPercent 70, not 90');
  });

  it('of two percentages that mean nothing are refused', () => {
    const refused = index('refused', lines('c.jsonl', COPIES), '--near', '80');
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('SETTING_INVALID')]);
    const low = index('refused', lines('c.jsonl', COPIES), '--near', '0.8', '--duplicates', 'drop-near');
    expect([low.code, low.err]).toEqual([2, expect.stringContaining('It is an integer of 50 to 100.')]);
  });
});

const ENGLISH = 'The ferry leaves the harbour every morning before the fog has lifted, and comes back late at night.';
const GERMAN = 'Die Fähre verlässt jeden Morgen den Hafen, bevor der Nebel sich gehoben hat, und kehrt spät zurück.';
const SPOKEN = [
  { _id: 'en', text: ENGLISH },
  { _id: 'de', text: GERMAN },
  { _id: 'told', text: GERMAN, language: 'gsw' },
  { _id: 'short', text: 'Zürich' },
];

describe('languages of a collection', () => {
  it('are found where none is told, counted, and filters take them', async () => {
    const built = index('found', lines('l.jsonl', SPOKEN), '--detect-language');
    expect(built).toMatchObject({ code: 0, err: '' });
    expect(built.out).toContain('The language of 2 documents was found by the text.');
    const inspected = runProgram(['inspect', join(folder, 'found')]).out;
    expect(inspected).toMatch(/languages +de 1 by the text, en 1 by the text, gsw 1, none 1\n/);
    const { hits } = await withIndex('found', (opened) => search(opened, 'Hafen', { filter: { languages: ['de'] } }));
    expect(hits.map(({ id }) => id)).toEqual(['de']);
  });

  it('are found anew by a change, which counts them as a build does', async () => {
    await build('found', SPOKEN.slice(0, 2), { detectLanguage: true });
    expect(index('found', lines('m.jsonl', SPOKEN.slice(2)), '--add').code).toBe(0);
    expect(languagesOf('found')).toBe('de 1 found, en 1 found, gsw 1, none 1');
  });

  it.each([
    [['en'], 'en 1 found', 3],
    [['en', 'und'], 'en 1 found, none 1', 2],
    [['gsw', 'de'], 'de 1 found, gsw 1', 2],
  ])('other than %j are left out where these are kept', async (keepLanguages, languages, left) => {
    const { kinds, skipped } = await build('kept', SPOKEN, { detectLanguage: true, keepLanguages });
    expect(kinds.faults.map(({ code, records }) => [code, records])).toEqual([['DOCUMENT_LANGUAGE', left]]);
    expect(skipped).toBe(left);
    expect(languagesOf('kept')).toBe(languages);
    expect(manifestOf('kept').provenance.keptLanguages).toEqual([...keepLanguages].sort());
  });
});

describe('buildIndex of the library', () => {
  it.each([
    { duplicates: 'near' },
    { duplicates: 'group', nearPercent: 80 },
    { duplicates: 'drop-near', nearPercent: 80.5 },
    { duplicates: 'group-near', nearPercent: 101 },
    { detectLanguage: 'yes' },
    { keepLanguages: 'en' },
    { keepLanguages: [] },
    { keepLanguages: ['English'] },
    { keepLanguages: ['EN'] },
  ])('refuses %j', async (wrong) => {
    await expect(build('refused', COPIES, wrong as object)).rejects.toMatchObject({ code: 'SETTING_INVALID' });
  });
});
