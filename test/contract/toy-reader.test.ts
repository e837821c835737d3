import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openCollection } from '../../indexer/ingest/open-collection.ts';
import { ROOT, runProgram } from '../support/program.ts';
import { readCollection, writeFolder, writeInput } from '../support/read-collection.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import '../toys/toy-reader.ts';
import { collectionReaderContract } from './collection-reader.ts';
import { fileReaderContract } from './file-reader.ts';

const TOY = '; toy\n[t1]\ntitle = Un\ntext = alpha été\n[t2]\ntext = beta 😀\n';
const IDS = ['t1', 't2'];

fileReaderContract('a toy format', () => ({ path: writeInput('a.toy', TOY), format: 'toy', ids: IDS }));

fileReaderContract('a toy format in gzip, under a name that does not tell', () => ({
  path: writeInput('records', gzipSync(TOY)),
  format: 'toy',
  ids: IDS,
}));

/** The toy among files of all other formats, compressed and not. */
function writeMixture(): string {
  return writeFolder({
    'a.md': '# A\n\ntext',
    'b/lines.jsonl.gz': gzipSync('{"_id":"j1","text":"one"}\n{"_id":"j2","text":"two"}\n'),
    'b/page.html': '<p>page',
    'b/records.toy': TOY,
    'b/unknown': TOY,
    'c.txt': 'text',
  });
}

const MIXED_IDS = ['a.md', 'j1', 'j2', 'b/page.html', 't1', 't2', 'c.txt'];

collectionReaderContract('a folder of every format', () => ({
  path: writeMixture(),
  format: 'folder',
  ids: MIXED_IDS,
}));

describe('a format that a module of its own registers', () => {
  it('gives problems with their places, as the formats of the house do', async () => {
    const folder = writeFolder({ 'a.toy': '[x]\ntitle = no text\n[y]\ntext = good\n' });
    const { documents, problems } = await readCollection([folder]);
    expect(documents.map(({ id }) => id)).toEqual(['y']);
    expect(problems.map(({ code, location }) => [code, location])).toEqual([
      ['FIELD_MISSING', { file: join(folder, 'a.toy'), line: 1 }],
    ]);
  });

  it('is among those that a refusal names', async () => {
    await expect(openCollection([writeInput('a.xls', 'a,b')])).rejects.toMatchObject({
      facts: { supported: expect.arrayContaining(['jsonl', 'folder', 'toy']) },
    });
  });

  it('is read by the program among other files, and where --format names it', () => {
    const toy = pathToFileURL(join(ROOT, 'dist', 'test', 'toys', 'toy-reader.js'));
    const env = { ...process.env, NODE_OPTIONS: `--import ${toy}` };
    const index = (input: string, ...flags: string[]) => {
      const ran = runProgram(['index', input, '--out', join(temporaryFolder(), 'ix'), '--json', '--quiet', ...flags], {
        env,
      });
      expect(ran.code, ran.err).toBe(0);
      return JSON.parse(ran.out);
    };
    const folder = writeMixture();
    expect(index(folder)).toMatchObject({ counts: { documents: MIXED_IDS.length }, skipped: 0, ignored: 1 });
    expect(index(folder, '--dry-run')).toMatchObject({ documents: MIXED_IDS.length, skipped: 0, ignored: 1 });
    const forced = index(writeInput('forced.txt', TOY), '--format', 'toy');
    expect(forced).toMatchObject({ counts: { documents: IDS.length } });
  });
});
