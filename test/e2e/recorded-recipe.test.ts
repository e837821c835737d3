import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../src/store/open.ts';
import { runProgram } from '../support/program.ts';
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
});

describe('the recipe of an index', () => {
  it('builds it again, with hashes where it had none', () => {
    const settings = { field: ['year:number'], passages: 'whole' };
    expect(build({ ...small, settings }, 'first').code).toBe(0);
    const printed = runProgram(['inspect', at('first'), '--recipe']).out;
    const { id } = readManifest(at('first')).manifest;
    expect(JSON.parse(printed)).toMatchObject({
      ...{ name: 'small', licence: 'CC0-1.0', source: 'https://example.org' },
      inputs: [{ file: 'in/a.jsonl', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      settings: { ...settings, encoder: 'none' },
      expected: { documents: 2, index: id },
    });
    writeFileSync(at('again.json'), printed);
    expect(runProgram(['index', '--recipe', at('again.json'), '--out', at('second'), '--quiet'])).toMatchObject({
      code: 0,
      err: '',
    });
    expect(readManifest(at('second')).manifest.id).toBe(id);
  });

  it('is made of what the build remembers where it was built without one', () => {
    const flags = ['--encoder', 'none', '--id-field', 'id', '--licence', 'MIT', '--quiet', '--out'];
    expect(runProgram(['index', join('in', 'a.jsonl'), ...flags, at('told')], { cwd: folder }).code).toBe(0);
    const { out, err } = runProgram(['inspect', at('told'), '--recipe']);
    expect(err).toBe(`inputs   they are relative to ${at('in')}\n`);
    expect(JSON.parse(out)).toMatchObject({
      licence: 'MIT',
      inputs: [{ file: 'a.jsonl' }],
      settings: { idField: 'id' },
    });
    writeFileSync(at('again.json'), out);
    const again = ['index', '--recipe', at('again.json'), '--inputs', at('in'), '--quiet', '--out', at('retold')];
    expect(runProgram(again)).toMatchObject({ code: 0, err: '' });
  });

  it('is known of an archive, and unknown where nothing but a build knew it', () => {
    for (const name of ['first', 'told']) {
      runProgram(['pack', at(name), '--out', at('index.tar')]);
      runProgram(['unpack', at('index.tar'), '--out', at(`${name}-unpacked`)]);
    }
    const [known, unknown] = ['first-unpacked', 'told-unpacked'].map((name) =>
      runProgram(['inspect', at(name), '--recipe']),
    );
    expect(known.out).toBe(runProgram(['inspect', at('first'), '--recipe']).out);
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('SOURCES_MISSING') });
    const counts = JSON.parse(runProgram(['inspect', at('told-unpacked'), '--counts', '--json']).out);
    expect(counts).toMatchObject({ documents: 2, sources: null, skipped: null });
  });
});
