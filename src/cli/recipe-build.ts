import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { BuildOptions, BuildRecipe, BuildResult } from '../../indexer/build-options.ts';
import { parseRecipe, type Recipe, sourceOf } from '../../indexer/recipe/recipe.ts';
import { compareInputs } from '../../indexer/recipe/recipe-inputs.ts';
import { settingsOfBuild } from '../../indexer/recipe/recipe-settings.ts';
import { filesOf } from '../../indexer/recipe/recipe-uses.ts';
import { sha256 } from '../bytes/hash.ts';
import { findNamesBeside } from '../encoder/recorded/row-names.ts';
import { StillwebError } from '../errors.ts';
import { MAX_RECIPE_BYTES } from '../limits.ts';
import { closeSync, fstatSync, readFileSync } from '../store/file-system.ts';
import { openRegular } from '../store/regular-file.ts';
import { note } from './output.ts';
import type { Progress } from './progress.ts';
import { applyRecipe } from './recipe-settings.ts';
import type { SaidSource } from './said-source.ts';

/** A build by a recipe, as `stillweb index --recipe` carries it out. */
export interface ReadRecipe {
  readonly path: string;
  readonly recipe: Recipe;
  readonly sha256: string;
}

/** Reads a recipe and takes over its settings. @throws StillwebError INPUT_MISSING, RECIPE_INVALID, SETTING_INVALID */
export function readRecipe(path: string, command: Command): ReadRecipe {
  const bytes = readBytes(path);
  const recipe = parseRecipe(path, bytes);
  applyRecipe(command, recipe.settings ?? {}, path);
  return { path, recipe, sha256: sha256(bytes) };
}

function readBytes(path: string): Buffer {
  let file: number | null = null;
  try {
    file = openRegular(path);
    const { size } = fstatSync(file);
    if (size <= MAX_RECIPE_BYTES) return readFileSync(file);
    const message = `${path}: the recipe has ${size} bytes, over ${MAX_RECIPE_BYTES}`;
    throw new StillwebError('RECIPE_INVALID', message, { file: path });
  } catch (cause) {
    if (cause instanceof StillwebError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? 'no file';
    const message = `the recipe ${path} cannot be read (${reason})`;
    throw new StillwebError('INPUT_MISSING', message, { file: path, reason }, { cause });
  } finally {
    if (file !== null) closeSync(file);
  }
}

/**
 * Compares the inputs with the recipe and says what is to be built.
 *
 * @param folder that inputs are relative to; undefined for that of the recipe
 * @param said of the collection besides
 * @throws StillwebError INPUT_MISSING, RECIPE_INPUT_DIFFERS
 */
export function followRecipe(
  { path, recipe, sha256: hash }: ReadRecipe,
  options: BuildOptions,
  { folder = dirname(path), said, progress }: { folder?: string; said: SaidSource; progress: Progress },
): BuildOptions {
  const { paths, origins, checkUnchanged } = compareInputs(
    recipe.inputs,
    folder,
    options.directory,
    ({ files, bytes, totalBytes }) =>
      progress.update({ stage: 'comparing', count: files, unit: 'files', done: bytes, total: totalBytes }),
  );
  progress.finish();
  const open = recipe.inputs.filter(({ sha256 }) => sha256 === undefined);
  if (open.length > 0) {
    const told =
      open.length === recipe.inputs.length ? 'any input' : `${open.length} of ${recipe.inputs.length} inputs`;
    note(`recipe   has no hash of ${told}; stillweb inspect --recipe prints it with hashes once it is built`);
  }
  noteUnhashedNames(recipe.inputs, paths);
  const { documents, used } = filesOf(recipe.inputs, paths);
  for (const setting of Object.keys(used) as (keyof typeof used)[]) {
    if (options[setting] === undefined) continue;
    const message = `the recipe ${path} names the file of ${setting} itself; leave the flag out, or make a recipe of your own`;
    throw new StillwebError('SETTING_INVALID', message, { setting, recipe: path });
  }
  const settings = settingsOfBuild(options);
  const origin = { sha256: hash, name: recipe.name, inputs: origins, settings };
  return {
    ...options,
    ...used,
    inputs: documents,
    name: options.name ?? recipe.name,
    collection: { ...said.bySettings, ...sourceOf(recipe), ...said.byFlags },
    recipe: { origin, checkUnchanged } satisfies BuildRecipe,
  };
}

/** A file of vectors brings its names along, and the recipe may say nothing of them: nobody compares their hash then. */
function noteUnhashedNames(inputs: Recipe['inputs'], paths: readonly string[]): void {
  const named = new Set(paths.map((path) => resolve(path)));
  for (const [place, { as, file }] of inputs.entries()) {
    const names = as === 'vectors' ? findNamesBeside(paths[place]) : undefined;
    if (names === undefined || named.has(resolve(names))) continue;
    note(`recipe   has no input for ${names}, which is read with ${file}: name it with "as": "beside" and its hash`);
  }
}

/**
 * Compares what was built with what the recipe expects. The index is in place already: it took its time, and is what there is to
 * look for the difference in.
 *
 * @throws StillwebError RECIPE_UNMET
 */
export function compareBuilt({ path, recipe }: ReadRecipe, { id, counts }: Pick<BuildResult, 'id' | 'counts'>): void {
  const { expected = {} } = recipe;
  const facts = { recipe: path, expected: expected.index ?? null, found: id };
  if (expected.documents !== undefined && expected.documents !== counts.documents) {
    const message = `the recipe ${path} expects ${expected.documents} documents, and ${counts.documents} were indexed as ${id}`;
    const documents = { expectedDocuments: expected.documents, documents: counts.documents };
    throw new StillwebError('RECIPE_UNMET', message, { ...facts, ...documents });
  }
  if (expected.index === undefined || expected.index === id) return;
  const message = `the recipe ${path} expects index ${expected.index}, and ${id} was built`;
  throw new StillwebError('RECIPE_UNMET', message, facts);
}
