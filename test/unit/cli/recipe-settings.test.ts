import { afterEach, describe, expect, it, vi } from 'vitest';
import { buildProgram } from '../../../src/cli/program.ts';
import { applyRecipe } from '../../../src/cli/recipe-settings.ts';
import { applySettings } from '../../../src/cli/settings.ts';
import type { RecipeSettings } from '../../../src/format/collection-source.ts';

afterEach(() => vi.unstubAllEnvs());

/** The options of `stillweb index` after a recipe, with these flags and this environment. */
async function optionsOf(
  settings: RecipeSettings,
  flags: readonly string[] = [],
  environment: Record<string, string> = {},
) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const index = (await buildProgram()).commands.find((command) => command.name() === 'index')!;
  index.parseOptions([...flags]);
  applySettings(index);
  applyRecipe(index, settings, 'r.json');
  return index.opts();
}

describe('the settings of a recipe', () => {
  it('are parsed as flags are', async () => {
    expect(await optionsOf({ passages: 'whole', field: ['year:number', 'a:keyword'], hnsw: 'on' })).toMatchObject({
      passages: 'whole',
      field: ['year:number', 'a:keyword'],
      hnsw: 'on',
    });
    await expect(optionsOf({ hnsw: 'perhaps' })).rejects.toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', message: expect.stringContaining('r.json, hnsw: "perhaps"') }),
    );
  });

  it('stand in the place of what the environment sets of the index, and not of the machine', async () => {
    const environment = { STILLWEB_PASSAGES: 'words:50', STILLWEB_ENCODER: 'none', STILLWEB_THREADS: '3' };
    expect(await optionsOf({ passages: 'whole' }, [], environment)).toMatchObject({
      passages: 'whole',
      encoder: 'static',
      threads: 3,
    });
  });

  it('may be filled in by a flag where they say nothing, and told again by one that says the same', async () => {
    expect(await optionsOf({ passages: 'whole' }, ['--encoder', 'none', '--passages', 'whole'])).toMatchObject({
      passages: 'whole',
      encoder: 'none',
    });
    const fields = ['--field', 'a:keyword', '--field', 'b:number'];
    expect(await optionsOf({ field: ['a:keyword', 'b:number'] }, fields)).toMatchObject({
      field: ['a:keyword', 'b:number'],
    });
  });

  it.each(['vectors', 'textsFrom', 'queryWeights', 'queryTokenizer'])(
    'name no file, whose hash nobody would compare: %s',
    async (name) => {
      await expect(optionsOf({ [name]: 'a' })).rejects.toThrow(
        expect.objectContaining({ code: 'RECIPE_INVALID', message: expect.stringContaining(`"as": "${name}"`) }),
      );
    },
  );

  it('are not contradicted by a flag', async () => {
    await expect(optionsOf({ passages: 'whole' }, ['--passages', 'words:50'])).rejects.toThrow(
      expect.objectContaining({
        code: 'SETTING_INVALID',
        message: expect.stringContaining('the recipe r.json says passages whole, and --passages says words:50'),
        facts: { setting: 'passages', recipe: 'whole', asked: 'words:50' },
      }),
    );
  });

  it.each(['threads', 'memory', 'out', 'import', 'name', 'licence', 'add', 'recipe', 'config'])(
    'say nothing of the machine or of one call: %s',
    async (name) => {
      await expect(optionsOf({ [name]: '1' })).rejects.toThrow(expect.objectContaining({ code: 'RECIPE_INVALID' }));
    },
  );

  it('that are no settings are refused with what was most likely meant', async () => {
    await expect(optionsOf({ pasages: 'whole' })).rejects.toThrow(
      'a recipe has no setting pasages (did you mean passages?)',
    );
  });

  it('name no encoder outside of the working folder', async () => {
    await expect(optionsOf({ encoder: 'onnx:/etc/model' })).rejects.toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', message: expect.stringContaining('give --encoder by hand') }),
    );
  });
});
