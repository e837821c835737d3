import { dirname, relative, resolve, sep } from 'node:path';
import { StillwebError } from '../../src/errors.ts';
import { rankingNameOf } from '../../src/format/bm25.ts';
import type { CollectionSource, RecipeSettings } from '../../src/format/collection-source.ts';
import type { Manifest } from '../../src/format/manifest.ts';
import { defaultName } from '../../src/store/layout.ts';
import { type BuildRecord, readBuildRecord } from '../sources/build-record.ts';
import { FileRecord } from '../sources/file-record.ts';
import { buildRecordFile, fileRecordFile } from '../sources/record-names.ts';
import type { Recipe, RecipeInput } from './recipe.ts';
import { originOf } from './recipe-inputs.ts';

export interface RecordedRecipe {
  readonly recipe: Recipe;
  /** Where the inputs lie that it names; null where it is the business of whoever has them. */
  readonly folder: string | null;
}

/**
 * The recipe that builds an index again: the one that it was built by, with the hashes of what was read; or else one of what the build
 * remembers of its inputs, beside the generation.
 *
 * @param directory absolute
 * @throws StillwebError SOURCES_MISSING where nobody knows the inputs any more; INDEX_CORRUPT
 */
export function recordedRecipe(
  directory: string,
  { generation, name }: { readonly generation: string; readonly name?: string },
  manifest: Manifest,
): RecordedRecipe {
  const { collection = {}, recipe } = manifest.provenance;
  const expected = { documents: manifest.counts.documents, index: manifest.id };
  const source = ofCollection(collection);
  if (recipe !== undefined) {
    const inputs = recipe.inputs.map(originOf);
    const settings = { ...recipe.settings, ...rankingOf(manifest, recipe.settings) };
    return { recipe: { name: recipe.name, ...source, inputs, ...ofSettings(settings), expected }, folder: null };
  }
  const path = buildRecordFile(directory, generation);
  const record = readBuildRecord(path, path.slice(directory.length + 1), manifest.counts.documents);
  const why = refuse(record);
  if (record === null || why !== null) {
    const message = `${directory} cannot say what would build it again: ${why ?? 'it has no record of its inputs'}`;
    throw new StillwebError('SOURCES_MISSING', message, { directory, generation });
  }
  const { folder, inputs } = inputsOf(directory, generation, manifest, record);
  const settings = { ...record.settings, ...rankingOf(manifest, record.settings) };
  const served = name ?? defaultName(directory);
  return { recipe: { name: served, ...source, inputs, ...ofSettings(settings), expected }, folder };
}

/** In the order of the schema. */
function ofCollection(collection: CollectionSource): Partial<Recipe> {
  const { title, version, description, creators, published, licence, licenceUrl, source } = collection;
  const said = { title, version, description, creators, published, licence, licenceUrl, source };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** The engine stillweb has one ranking by default, and that may be another one in a later version. */
function rankingOf({ engine, ranking }: Manifest, { ranking: told }: RecipeSettings): RecipeSettings {
  return told === undefined && engine === 'stillweb' ? { ranking: rankingNameOf(ranking) } : {};
}

function ofSettings(settings: RecipeSettings): Pick<Recipe, 'settings'> {
  const written = Object.entries(settings).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : [...value],
  ]);
  return written.length === 0 ? {} : { settings: Object.fromEntries(written) };
}

function refuse(record: BuildRecord | null): string | null {
  if (record === null) return 'it was unpacked, or built by an earlier version, and has no record of its inputs';
  if (record.change !== null && record.change !== 'sync') return 'it was changed by inputs that came after others';
  if (record.inputs.some(({ input }) => input === '-')) return 'it was read from standard input';
  return null;
}

/** The inputs relative to the innermost folder that holds all of them; with size and hash where the build knows those of a file. */
function inputsOf(
  directory: string,
  generation: string,
  manifest: Manifest,
  record: BuildRecord,
): { folder: string; inputs: RecipeInput[] } {
  const paths = record.inputs.flatMap(({ input }) => (input === null ? [] : [resolve(record.folder, input)]));
  const used = (record.used ?? []).map((input) => ({ ...input, path: resolve(record.folder, input.file) }));
  const folder = [...paths, ...used.map(({ path }) => path)].map((path) => dirname(path)).reduce(commonFolder);
  const nameOf = (path: string) => relative(folder, path).split(sep).join('/') || '.';
  const known = fileRecordFile(directory, generation);
  const { entries } = FileRecord.read(known, known.slice(directory.length + 1), manifest.counts.documents);
  const inputs = [...new Set(paths)].map((path) => {
    const sha256 = entries.get(path)?.sha256;
    return { file: nameOf(path), ...(sha256 !== undefined && { sha256 }) };
  });
  const besides = used.map(({ path, as, choices }) => ({
    file: nameOf(path),
    as,
    ...(choices !== undefined && { choices }),
  }));
  return { folder, inputs: [...inputs, ...besides] };
}

function commonFolder(a: string, b: string): string {
  let folder = a;
  while (folder !== b && !b.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)) folder = dirname(folder);
  return folder;
}
