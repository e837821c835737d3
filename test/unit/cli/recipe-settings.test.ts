import { afterEach, describe, expect, it, vi } from 'vitest';
import { buildProgram } from '../../../src/cli/program.ts';
import { applyRecipe } from '../../../src/cli/recipe-settings.ts';
import { applySettings } from '../../../src/cli/settings.ts';
import type { RecipeSettings } from '../../../src/format/collection-source.ts';

afterEach(() => vi.unstubAllEnvs());

/** The options of `stillweb index` after a recipe, with these flags and this environment. */
function optionsOf(settings: RecipeSettings, flags: readonly string[] = [], environment: Record<string, string> = {}) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const index = buildProgram().commands.find((command) => command.name() === 'index')!;
  index.parseOptions([...flags]);
  applySettings(index);
  applyRecipe(index, settings, 'r.json');
  return index.opts();
}

describe('the settings of a recipe', () => {
  it('are parsed as flags are', () => {
    expect(optionsOf({ passages: 'whole', field: ['year:number', 'a:keyword'], hnsw: 'on' })).toMatchObject({
      passages: 'whole',
      field: ['year:number', 'a:keyword'],
      hnsw: 'on',
    });
    expect(() => optionsOf({ hnsw: 'perhaps' })).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', message: expect.stringContaining('r.json, hnsw: "perhaps"') }),
    );
  });

  it('stand in the place of what the environment sets of the index, and not of the machine', () => {
    const environment = { STILLWEB_PASSAGES: 'words:50', STILLWEB_ENCODER: 'none', STILLWEB_THREADS: '3' };
    expect(optionsOf({ passages: 'whole' }, [], environment)).toMatchObject({
      passages: 'whole',
      encoder: 'static',
      threads: 3,
    });
  });

  it('may be filled in by a flag where they say nothing, and told again by one that says the same', () => {
    expect(optionsOf({ passages: 'whole' }, ['--encoder', 'none', '--passages', 'whole'])).toMatchObject({
      passages: 'whole',
      encoder: 'none',
    });
    const fields = ['--field', 'a:keyword', '--field', 'b:number'];
    expect(optionsOf({ field: ['a:keyword', 'b:number'] }, fields)).toMatchObject({ field: ['a:keyword', 'b:number'] });
  });

  it.each(['vectors', 'textsFrom', 'queryWeights', 'queryTokenizer'])(
    'name no file, whose hash nobody would compare: %s',
    (name) => {
      expect(() => optionsOf({ [name]: 'a' })).toThrow(
        expect.objectContaining({ code: 'RECIPE_INVALID', message: expect.stringContaining(`"as": "${name}"`) }),
      );
    },
  );

  it('are not contradicted by a flag', () => {
    expect(() => optionsOf({ passages: 'whole' }, ['--passages', 'words:50'])).toThrow(
      expect.objectContaining({
        code: 'SETTING_INVALID',
        message: expect.stringContaining('the recipe r.json says passages whole, and --passages says words:50'),
        facts: { setting: 'passages', recipe: 'whole', asked: 'words:50' },
      }),
    );
  });

  it.each(['threads', 'memory', 'out', 'import', 'name', 'licence', 'add', 'recipe', 'config'])(
    'say nothing of the machine or of one call: %s',
    (name) => {
      expect(() => optionsOf({ [name]: '1' })).toThrow(expect.objectContaining({ code: 'RECIPE_INVALID' }));
    },
  );

  it('that are no settings are refused with what was most likely meant', () => {
    expect(() => optionsOf({ pasages: 'whole' })).toThrow('a recipe has no setting pasages (did you mean passages?)');
  });

  it('name no encoder outside of the working folder', () => {
    expect(() => optionsOf({ encoder: 'onnx:/etc/model' })).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', message: expect.stringContaining('give --encoder by hand') }),
    );
  });
});
