import { type Static, Type } from '@sinclair/typebox';
import { compileShape } from '../../src/contract/shape.ts';
import { StillwebError } from '../../src/errors.ts';
import { type CollectionSource, INPUT_USES, isPrintable } from '../../src/format/collection-source.ts';
import { MAX_PROVENANCE_CHARACTERS, MAX_RECIPE_BYTES } from '../../src/limits.ts';
import { refuseUses } from './recipe-uses.ts';

/**
 * A recipe says what a collection is and how its index is built: inputs by name and hash, settings, and the id that comes of it.
 * docs/collections/recipes.md describes it, and corpus/recipe.schema.json is this schema as JSON.
 */

const strict = { additionalProperties: false } as const;
const Words = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: MAX_PROVENANCE_CHARACTERS, description }));
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 in hexadecimal' });
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

const InputSchema = Type.Object(
  {
    file: Type.String({
      minLength: 1,
      maxLength: 4096,
      description: 'a file or a folder, relative to the folder of the recipe or to that of --inputs, with /',
    }),
    as: Type.Optional(
      Type.Union(
        INPUT_USES.map((use) => Type.Literal(use)),
        {
          description:
            'the setting that the file is for; beside: what another input brings along; else it holds documents',
        },
      ),
    ),
    choices: Words('of vectors: how they are read, such as missing=zeros'),
    bytes: Type.Optional(Count),
    sha256: Type.Optional(Sha256),
    url: Words('where to get it; nothing is fetched'),
    licence: Words('where it is not that of the collection'),
  },
  strict,
);

export const RecipeSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    name: Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$',
      description: 'name under which the index is served, unless --name gives another',
    }),
    title: Words('for people'),
    version: Words('of the collection'),
    description: Words('what the collection is'),
    creators: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: MAX_PROVENANCE_CHARACTERS }), { minItems: 1, maxItems: 256 }),
    ),
    published: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'day, YYYY-MM-DD' })),
    licence: Words('SPDX expression, or the words of a licence that has none'),
    licenceUrl: Words('where the licence stands'),
    source: Words('home page of the collection, or where it comes from'),
    inputs: Type.Array(InputSchema, { minItems: 1, description: 'read in this order' }),
    settings: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())]), {
        description: 'settings of stillweb index that shape an index, by their names in a file of settings',
      }),
    ),
    expected: Type.Optional(
      Type.Object(
        {
          documents: Type.Optional(Count),
          index: Type.Optional(Type.String({ pattern: '^[0-9a-f]{32}$', description: 'index id' })),
        },
        strict,
      ),
    ),
  },
  strict,
);

export type Recipe = Static<typeof RecipeSchema>;
export type RecipeInput = Recipe['inputs'][number];

const checkShape = compileShape(RecipeSchema);

/**
 * Reads the text of a recipe.
 *
 * @param path for messages
 * @throws StillwebError RECIPE_INVALID
 */
export function parseRecipe(path: string, bytes: Uint8Array): Recipe {
  const refuse = (what: string, facts: object = {}, cause?: unknown) =>
    new StillwebError('RECIPE_INVALID', `${path}: ${what}`, { file: path, ...facts }, { cause });
  if (bytes.length > MAX_RECIPE_BYTES) throw refuse(`the recipe has ${bytes.length} bytes, over ${MAX_RECIPE_BYTES}`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw refuse('the recipe is not JSON in UTF-8', {}, cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('the recipe is no JSON object');
  let recipe: Recipe;
  try {
    recipe = checkShape(value);
  } catch (error) {
    if (!(error instanceof StillwebError)) throw error;
    throw refuse(error.message, error.facts, error);
  }
  const unsafe = recipe.inputs.find(({ file }) => !isInside(file));
  if (unsafe !== undefined) {
    const what = `the input ${JSON.stringify(unsafe.file)} is no relative path with / that stays in its folder`;
    throw refuse(what, { input: unsafe.file });
  }
  const files = new Set<string>();
  for (const { file } of recipe.inputs) {
    if (files.has(file)) throw refuse(`the input ${JSON.stringify(file)} is named twice`, { input: file });
    files.add(file);
  }
  const misused = refuseUses(recipe.inputs);
  if (misused !== null) throw refuse(misused.why, misused.input === undefined ? {} : { input: misused.input });
  const text = findUnprintable(recipe);
  if (text !== null) throw refuse(`${text} holds a control character or half of a character`, { field: text });
  return recipe;
}

/** Whether a path leads nowhere but into the folder that it is relative to: `.` is that folder itself. */
function isInside(file: string): boolean {
  if (file === '.') return true;
  const isPlain = !/[\\\0]/.test(file) && !/^[A-Za-z]:/.test(file);
  return isPlain && file.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** Words go to terminals, citations and descriptions: they are text, with line feeds and tabs at the most. */
function findUnprintable(recipe: Recipe): string | null {
  const words: readonly [string, string | undefined][] = [
    ...Object.entries(sourceOf(recipe)).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : value.map((each: string): [string, string] => [name, each]),
    ),
    ...recipe.inputs.flatMap(({ file, choices, url, licence }, place): [string, string | undefined][] => [
      [`inputs.${place}.file`, file],
      [`inputs.${place}.choices`, choices],
      [`inputs.${place}.url`, url],
      [`inputs.${place}.licence`, licence],
    ]),
  ];
  return words.find(([, value]) => value !== undefined && !isPrintable(value))?.[0] ?? null;
}

/** What a recipe says of its collection. */
export function sourceOf(recipe: Recipe): CollectionSource {
  const { title, version, description, creators, published, licence, licenceUrl, source } = recipe;
  const said = { title, version, description, creators, published, licence, licenceUrl, source };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}
