import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hashTree, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const build = (recipe: object, out: string, ...flags: string[]) => {
  writeFileSync(at('r.json'), JSON.stringify(recipe));
  return runProgram(['index', '--recipe', at('r.json'), '--out', at(out), '--encoder', 'none', '--quiet', ...flags]);
};
const small = { name: 'small', licence: 'CC0-1.0', source: 'https://example.org', inputs: [{ file: 'in/a.jsonl' }] };

beforeAll(() => {
  mkdirSync(at('in'));
  writeFileSync(
    at('in/a.jsonl'),
    '{"id":"1","text":"one harbour","year":1999}\n{"id":"2","text":"two stones","links":["1"]}\n',
  );
  expect(build({ ...small, settings: { field: ['year:number'] } }, 'small').code).toBe(0);
});

describe('a dataset in Croissant', () => {
  it('is the same folder for the same generation, and holds what its description says', () => {
    const out = at('dataset');
    for (const _ of [1, 2])
      expect(runProgram(['export', at('small'), out, '--as', 'croissant', '--quiet'])).toMatchObject({
        code: 0,
        err: '',
      });
    const hashes = hashTree(out);
    expect(Object.keys(hashes)).toEqual(['STILLWEB-EXPORT', 'croissant.json', 'documents.json', 'index.tar']);
    const { distribution } = JSON.parse(readFileSync(join(out, 'croissant.json'), 'utf8'));
    expect(distribution.slice(0, 2).map(({ sha256 }: { sha256: string }) => sha256)).toEqual([
      hashes['documents.json'],
      hashes['index.tar'],
    ]);
    expect(JSON.parse(readFileSync(join(out, 'documents.json'), 'utf8'))).toEqual([
      {
        id: '1',
        title: '',
        text: 'one harbour',
        url: null,
        date: null,
        language: null,
        links: [],
        metadata: '{"year":1999}',
        fields: { year: 1999 },
      },
      {
        id: '2',
        title: '',
        text: 'two stones',
        url: null,
        date: null,
        language: null,
        links: ['1'],
        metadata: null,
        fields: { year: null },
      },
    ]);
    expect(runProgram(['unpack', join(out, 'index.tar'), '--out', at('from-dataset')]).code).toBe(0);
  });

  it('is not written over what another export has made', () => {
    expect(runProgram(['export', at('small'), at('texts'), '--quiet']).code).toBe(0);
    const refused = runProgram(['export', at('small'), at('texts'), '--as', 'croissant', '--quiet']);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('EXPORT_NOT_OURS') });
  });
});
