import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parseRecipe, RecipeSchema, sourceOf } from '../../../../indexer/recipe/recipe.ts';
import { MAX_PROVENANCE_CHARACTERS, MAX_RECIPE_BYTES } from '../../../../src/limits.ts';
import { ROOT } from '../../../support/program.ts';

const CORPUS = join(ROOT, 'corpus');
const recipes = readdirSync(CORPUS).filter((name) => name.endsWith('.json') && name !== 'recipe.schema.json');
const parse = (value: unknown) =>
  parseRecipe('r.json', Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));

const small = { name: 'a', inputs: [{ file: 'a.jsonl' }] };
const withInput = (input: object) => ({ ...small, inputs: [input] });

describe('a recipe', () => {
  it('needs a name and an input, and keeps all that it says', () => {
    expect(parse(small)).toEqual(small);
    const whole = {
      $schema: './recipe.schema.json',
      name: 'a',
      title: 'A',
      version: '2007',
      description: 'Lines\nand\ttabs.',
      creators: ['B', 'C'],
      published: '2007-01-31',
      licence: 'MIT',
      licenceUrl: 'https://example.org/licence',
      source: 'https://example.org',
      inputs: [{ file: 'b/c', bytes: 3, sha256: 'a'.repeat(64), url: 'https://example.org/c', licence: 'CC0-1.0' }],
      settings: { passages: 'whole', field: ['year:number'] },
      expected: { documents: 3, index: '0'.repeat(32) },
    };
    expect(parse(whole)).toEqual(whole);
    const { title, version, description, creators, published, licence, licenceUrl, source } = whole;
    const said = { title, version, description, creators, published, licence, licenceUrl, source };
    expect(sourceOf(parse(whole))).toEqual(said);
  });

  it.each([
    ['not JSON', '{', 'is not JSON in UTF-8'],
    ['a list', [], 'is no JSON object'],
    ['an unknown member', { ...small, licnece: 'MIT' }, 'unknown field licnece (did you mean licence?)'],
    ['an unknown member of an input', withInput({ file: 'a', sha: 'x' }), 'unknown field inputs.0.sha'],
    ['no name', { inputs: small.inputs }, 'name must be'],
    ['a name that no request can give', { ...small, name: 'a b' }, 'name must be'],
    ['no inputs', { name: 'a', inputs: [] }, 'inputs must be a list of at least 1 items'],
    ['a hash in capitals', withInput({ file: 'a', sha256: 'A'.repeat(64) }), 'inputs.0.sha256 must be'],
    ['a setting that is a number', { ...small, settings: { k: 3 } }, 'settings.k must be'],
    ['an id that is cut short', { ...small, expected: { index: 'abc' } }, 'expected.index must be'],
    ['a day that is none', { ...small, published: '2007' }, 'published must be'],
    ['the same input twice', { ...small, inputs: [{ file: 'a' }, { file: 'a' }] }, 'is named twice'],
    ['a licence with an escape sequence', { ...small, licence: 'MIT\u001b[2J' }, 'licence holds a control character'],
    ['a creator with half of a character', { ...small, creators: ['\ud800'] }, 'creators holds a control character'],
    ['an address with a line end', withInput({ file: 'a', url: 'x\r\ny' }), 'inputs.0.url holds a control character'],
    ['a long text', { ...small, title: 'x'.repeat(MAX_PROVENANCE_CHARACTERS + 1) }, 'title must be'],
  ])('with %s is refused', (_, value, message) => {
    expect(() => parse(value)).toThrow(
      expect.objectContaining({ code: 'RECIPE_INVALID', message: expect.stringContaining(message) }),
    );
  });

  it.each(['/etc/passwd', '../a', 'a/../../b', './a', 'a//b', 'a/', 'a\\b', 'C:/a', 'c:a', 'a\0b'])(
    'names no input outside of its folder: %j',
    (file) => {
      expect(() => parse(withInput({ file }))).toThrow(expect.objectContaining({ code: 'RECIPE_INVALID' }));
    },
  );

  it.each(['.', 'a', '.a', 'a..b', '..a/b', 'é/日本'])('may name the input %j', (file) => {
    expect(parse(withInput({ file })).inputs[0].file).toBe(file);
  });

  it.each([
    [[{ file: 'a', as: 'vectors' }], 'names no input with documents'],
    [
      [{ file: 'a' }, { file: 'b', as: 'vectors' }, { file: 'c', as: 'vectors' }],
      'the input "c" is the second one of vectors',
    ],
    [[{ file: 'a', choices: 'probe=none' }], 'the input "a" has choices, which vectors alone have'],
    [[{ file: 'a', as: 'pictures' }], 'inputs'],
  ])('does not use its inputs as in %j', (inputs, message) => {
    expect(() => parse(JSON.stringify({ ...small, inputs }))).toThrow(
      expect.objectContaining({ code: 'RECIPE_INVALID', message: expect.stringContaining(message) }),
    );
  });

  it('is refused before it is read where it is too long', () => {
    const longest = ' '.repeat(MAX_RECIPE_BYTES - JSON.stringify(small).length) + JSON.stringify(small);
    expect(parse(longest)).toEqual(small);
    expect(() => parse(` ${longest}`)).toThrow(`has ${MAX_RECIPE_BYTES + 1} bytes, over ${MAX_RECIPE_BYTES}`);
  });

  it('is refused where its bytes are not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('{"name":"a","title":"'), Buffer.from([0xe9]), Buffer.from('"}')]);
    expect(() => parseRecipe('r.json', bytes)).toThrow(expect.objectContaining({ code: 'RECIPE_INVALID' }));
  });
});

describe('the schema in corpus/', () => {
  const schema = JSON.parse(readFileSync(join(CORPUS, 'recipe.schema.json'), 'utf8')) as object;

  it('is the one that recipes are read by', () => {
    expect(schema).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Recipe of stillweb',
      ...JSON.parse(JSON.stringify(RecipeSchema)),
    });
  });

  it.each(recipes)('holds for %s, which is named as its file and says licence and source', (name) => {
    const bytes = readFileSync(join(CORPUS, name));
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate(JSON.parse(bytes.toString())), JSON.stringify(validate.errors)).toBe(true);
    const recipe = parseRecipe(name, bytes);
    expect(`${recipe.name}.json`).toBe(name);
    expect(recipe.licence).toBeDefined();
    expect(recipe.source).toBeDefined();
  });

  it('is tried on more than one recipe', () => {
    expect(recipes.length).toBeGreaterThan(3);
  });
});
