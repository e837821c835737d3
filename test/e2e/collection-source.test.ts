import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildIndex, serve } from '../../src/index.ts';
import { MAX_COUNTED_NAMES, MAX_PROVENANCE_CHARACTERS } from '../../src/limits.ts';
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
  expect(build(small, 'small').code).toBe(0);
});

describe('what is said of a collection', () => {
  it('is kept by a change, which leaves no recipe, and said anew by flags', () => {
    writeFileSync(at('more.jsonl'), '{"id":"3","text":"three"}\n');
    const change = ['index', at('more.jsonl'), '--add', '--out', at('small'), '--quiet'];
    expect(runProgram([...change, '--licence', 'MIT']).code).toBe(0);
    expect(readManifest(at('small')).manifest.provenance).toMatchObject({
      collection: { licence: 'MIT', source: 'https://example.org' },
    });
    expect(readManifest(at('small')).manifest.provenance.recipe).toBeUndefined();
    const { sources } = JSON.parse(runProgram(['inspect', at('small'), '--counts', '--json']).out);
    expect(sources.top.map(({ name, documents }: { name: string; documents: number }) => [name, documents])).toEqual([
      [at('in/a.jsonl'), 2],
      [at('more.jsonl'), 1],
    ]);
    expect(runProgram(['inspect', at('small'), '--recipe']).err).toContain('changed by inputs that came after others');
  });

  it('is shown, cited and served', async () => {
    expect(runProgram(['inspect', at('small')]).out).toMatch(/licence +MIT/);
    expect(runProgram(['inspect', at('small'), '--cite']).out).toContain('Licence MIT');
    expect(runProgram(['inspect', at('small'), '--cite', '--as', 'bibtex']).out).toMatch(/^@misc\{small-/);
    const server = await serve(at('small'), { port: 0, workers: 1 });
    try {
      const { indexes } = (await (await fetch(`${server.url}/v1/indexes`)).json()) as {
        indexes: { collection: object }[];
      };
      expect(indexes[0].collection).toEqual({ licence: 'MIT', source: 'https://example.org' });
    } finally {
      await server.close();
    }
  });

  it('is refused where it cannot be printed or is too long', async () => {
    const options = { inputs: [at('in')], directory: at('x') };
    const long = 'x'.repeat(MAX_PROVENANCE_CHARACTERS + 1);
    for (const collection of [
      { title: long },
      { licence: '\u001b[2J' },
      { source: '' },
      { creators: ['a', 3 as never] },
    ]) {
      await expect(buildIndex({ ...options, collection })).rejects.toMatchObject({ code: 'SETTING_INVALID' });
    }
    await expect(buildIndex({ ...options, collection: { license: 'MIT' } as never })).rejects.toThrow(
      'did you mean licence',
    );
  });
});

describe('the counts of an index', () => {
  it('are lines, JSON, and a table, of as many names as are asked for', () => {
    const text = runProgram(['inspect', at('small'), '--counts', '--top', '2']).out;
    expect(text).toContain('3 documents, 3 passages');
    expect(text).toMatch(/Left out by the last build: nothing/);
    const table = runProgram(['inspect', at('small'), '--arrow', at('counts.arrow'), '--json']);
    const counts = JSON.parse(table.out);
    const rows = tableFromIPC(readFileSync(at('counts.arrow')))
      .toArray()
      .map((row) => row?.toJSON());
    expect(rows.filter(({ kind }) => kind === 'linked')).toHaveLength(counts.links.top.length);
    expect(rows[0]).toMatchObject({ kind: 'index', words: BigInt(counts.words) });
    const most = runProgram(['inspect', at('small'), '--counts', '--top', String(MAX_COUNTED_NAMES + 1)]);
    expect(most).toMatchObject({ code: 2, err: expect.stringContaining(String(MAX_COUNTED_NAMES)) });
  });
});
