import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../src/store/open.ts';
import { hashTree, ROOT, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const HANDBOOK = join(ROOT, 'corpus', 'handbook.json');
const EXPECTED = (JSON.parse(readFileSync(HANDBOOK, 'utf8')) as { expected: { index: string } }).expected.index;

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

describe('an index by a recipe', () => {
  it('is the sample collection, with its id and what the recipe says of it', () => {
    const built = runProgram(['index', '--recipe', HANDBOOK, '--out', at('handbook'), '--quiet']);
    expect(built).toMatchObject({ code: 0, err: '' });
    const { current, manifest } = readManifest(at('handbook'));
    expect(manifest.id).toBe(EXPECTED);
    expect(manifest.provenance).toMatchObject({
      collection: { licence: 'Apache-2.0', title: 'Handbook of search' },
      recipe: { name: 'handbook', inputs: [{ file: 'handbook/articles', bytes: 203_345 }] },
    });
    expect(current.name).toBe('handbook');
  });

  it('is the one that a build of the inputs by hand gives, but for what is said of it', () => {
    const byHand = ['index', at('in/a.jsonl'), '--encoder', 'none', '--quiet', '--out', at('by-hand')];
    expect(runProgram(byHand).code).toBe(0);
    expect(build(small, 'small').code).toBe(0);
    const [one, other] = [readManifest(at('small')).manifest, readManifest(at('by-hand')).manifest];
    expect({ ...one, provenance: null }).toEqual({ ...other, provenance: null });
    expect(Object.keys(other.provenance).sort()).toEqual(['html', 'skipped', 'software']);
  });

  it('is built of inputs elsewhere, where --inputs says where, to the same bytes', () => {
    cpSync(at('in'), at('elsewhere/in'), { recursive: true });
    expect(build(small, 'moved', '--inputs', at('elsewhere'))).toMatchObject({ code: 0 });
    expect(hashTree(join(at('moved'), 'generations'))).toEqual(hashTree(join(at('small'), 'generations')));
  });

  it('is not built of an input with another hash', () => {
    const sha256 = 'a'.repeat(64);
    const built = build({ ...small, inputs: [{ file: 'in/a.jsonl', sha256 }] }, 'none', '--json');
    expect(built.code).toBe(1);
    expect(JSON.parse(built.err).error).toMatchObject({
      code: 'RECIPE_INPUT_DIFFERS',
      facts: { input: 'in/a.jsonl', expected: sha256, found: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(existsSync(at('none'))).toBe(false);
  });

  it('is not built where an input is missing, and is told where to get it', () => {
    const built = build({ ...small, inputs: [{ file: 'gone.jsonl', url: 'https://example.org/gone' }] }, 'gone');
    expect(built.code).toBe(2);
    expect(built.err).toMatch(/^INPUT_MISSING: .*gone\.jsonl.*where to get gone\.jsonl: https:\/\/example\.org\/gone/);
  });

  it('that has another id or another count than expected stays, and ends the command with 1', () => {
    const other = build({ ...small, expected: { index: '0'.repeat(32) } }, 'unmet');
    const { id } = readManifest(at('unmet')).manifest;
    expect(other).toMatchObject({ code: 1, out: expect.stringContaining(`small@${id}`) });
    expect(other.err).toContain(
      `RECIPE_UNMET: the recipe ${at('r.json')} expects index ${'0'.repeat(32)}, and ${id} was built`,
    );
    expect(build({ ...small, expected: { documents: 3 } }, 'unmet').err).toContain(
      'expects 3 documents, and 2 were indexed',
    );
    expect(build({ ...small, expected: { documents: 2, index: id } }, 'unmet')).toMatchObject({ code: 0 });
  });

  it.each([
    ['an input', ['in/a.jsonl'], '--recipe takes no inputs'],
    ['a change', ['--sync'], '--recipe builds a collection from nothing'],
    ['a flag that contradicts', ['--passages', 'words:40'], 'says passages whole, and --passages says words:40'],
  ])('takes no %s', (_, flags, message) => {
    const refused = build({ ...small, settings: { passages: 'whole' } }, 'refused', ...flags);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });

  it('names a recipe, and inputs only with one', () => {
    expect(runProgram(['index', 'a', '--inputs', '.', '--out', at('x')]).err).toContain(
      'give --recipe, or name the inputs',
    );
    expect(runProgram(['index', '--recipe', at('no.json'), '--out', at('x')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('INPUT_MISSING: the recipe'),
    });
    expect(runProgram(['index', '--recipe', folder, '--out', at('x')]).code).toBe(2);
  });

  it('follows no setting of the environment', () => {
    const environment = { ...process.env, STILLWEB_PASSAGES: 'words:40', STILLWEB_LICENCE: 'MIT' };
    writeFileSync(at('r.json'), JSON.stringify(small));
    const call = ['index', '--recipe', at('r.json'), '--encoder', 'none', '--quiet', '--out'];
    expect(runProgram([...call, at('ambient')], { env: environment }).code).toBe(0);
    expect(readManifest(at('ambient')).manifest).toMatchObject({
      passages: 'auto',
      provenance: { collection: { licence: 'CC0-1.0' }, recipe: { settings: { encoder: 'none' } } },
    });
  });
});
