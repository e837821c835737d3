import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/library/build-index.ts';
import { exportCiff } from '../../src/library/export-ciff.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex, readManifest } from '../../src/store/open.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const file = (name: string) => join(folder, name);
const TEXTS = [
  { id: 'ice', title: 'Ice', text: 'Glaciers melt, and the seas rise.', url: 'https://ice.example/', depth: 1.1 },
  { id: 'sea', text: 'The Baltic SEA is shallow.', date: '2024-05-01', author: 'A. Nonymous' },
  { id: 'sun', title: 'Sun', text: 'The sun shines.' },
];
const VECTORS = [
  { ice: 5, glacier: 4, sea: 1 },
  { sea: 6, ocean: 3 },
  { sun: 6, '##shine': 2 },
];

function write(name: string, records: readonly object[]): string {
  // A number that no double writes as it is.
  const lines = records.map((record) => `${JSON.stringify(record).replace('1.1', '1.10')}\n`);
  writeFileSync(file(name), lines.join(''));
  return file(name);
}

const texts = file('texts.jsonl');
const ciff = file('postings.ciff');
const build = (directory: string, options: object) =>
  buildIndex({ inputs: [ciff], directory: file(directory), ranking: 'impacts', threads: 1, ...options });

beforeAll(async () => {
  // In another order, with one that nobody asks for.
  write('texts.jsonl', [TEXTS[2], { id: 'moon', text: 'Of nobody.' }, TEXTS[0], TEXTS[1]]);
  await build('whole', {
    inputs: [
      write(
        'whole.jsonl',
        TEXTS.map((text, i) => ({ ...text, vector: VECTORS[i] })),
      ),
    ],
  });
  exportCiff(openIndex(file('whole')), ciff, {});
});

describe('texts for documents that bring nothing but impacts', () => {
  it('make the index that they make when they stand beside the vectors', async () => {
    const built = await build('joined', { textsFrom: [texts] });
    expect(built).toMatchObject({ id: readManifest(file('whole')).manifest.id, withoutTexts: 0 });
    expect(readdirSync(file('joined'))).not.toContain('building');
  });

  it('are shown in hits, with what else stands beside them', async () => {
    await build('shown', { textsFrom: [texts] });
    const searcher = await Searcher.open(openIndex(file('shown')));
    expect(await searcher.rank('ocean', { mode: 'bm25', k: 3 })).toEqual([expect.objectContaining({ id: 'sea' })]);
    await searcher.close();
    const { out } = runProgram(['search', file('shown'), 'ocean', '--text', '--json']);
    expect(JSON.parse(out).hits).toEqual([
      expect.objectContaining({ id: 'sea', date: '2024-05-01', text: 'The Baltic SEA is shallow.' }),
    ]);
  });

  it('may be lacking for some, which are counted, and not for all', async () => {
    const few = write('few.jsonl', [TEXTS[0]]);
    expect(await build('few', { textsFrom: [few] })).toMatchObject({ withoutTexts: 2 });
    const strange = write('strange.jsonl', [{ id: 'ICE', text: 'An id of another kind.' }]);
    await expect(build('strange', { textsFrom: [strange] })).rejects.toMatchObject({
      code: 'IMPACTS_INVALID',
      message: expect.stringMatching(/has a text for none of 3 documents; there are ids such as "ICE"/),
    });
    expect(existsSync(join(file('strange'), 'building', 'joined.jsonl'))).toBe(false);
  });

  it.each([
    ['an id that is there twice', [TEXTS[0], TEXTS[0]], 'DUPLICATE_ID'],
    ['a record that is none', [{ text: 5 }], 'FIELD_INVALID'],
  ])('are refused for %s', async (_, records, code) => {
    const refused = build('refused', { textsFrom: [write('refused.jsonl', records)] });
    await expect(refused).rejects.toMatchObject({ code });
  });

  it('are looked for with given impacts alone, and may be several inputs', () => {
    const words = ['index', ciff, '--out', file('typed'), '--texts-from', write('a.jsonl', TEXTS.slice(0, 1))];
    expect(runProgram(words)).toMatchObject({ code: 2, err: expect.stringContaining('ranking impacts') });
    const more = ['--texts-from', write('b.jsonl', TEXTS.slice(1, 2)), '--ranking', 'impacts', '--quiet'];
    expect(runProgram([...words, ...more])).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 document found no text in --texts-from.'),
    });
  });
});
