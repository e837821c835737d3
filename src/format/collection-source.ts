import { list, object, oneOf, optional, type Shape, text } from './json-shape.ts';

/**
 * Where a collection comes from, as whoever built the index says it. It stands in the manifest beside what the program knows of the
 * build, and like that it is no part of the id.
 */
export interface CollectionSource {
  /** For people: `Wikispeedia`. */
  readonly title?: string;
  /** Of the collection, not of the program: `2007`, `20240601`. */
  readonly version?: string;
  readonly description?: string;
  /** Persons or groups that made the collection. */
  readonly creators?: readonly string[];
  /** When it was published, `YYYY-MM-DD`. */
  readonly published?: string;
  /** An SPDX expression such as `CC-BY-SA-4.0`, or the words of a licence that has none. */
  readonly licence?: string;
  /** Where the licence stands. */
  readonly licenceUrl?: string;
  /** Where the collection comes from: an address or words. */
  readonly source?: string;
}

/** What an input of a recipe can be used for beside its documents: the settings that name files, and `beside`, what another input brings along. */
export const INPUT_USES = ['vectors', 'textsFrom', 'queryWeights', 'queryTokenizer', 'beside'] as const;
export type InputUse = (typeof INPUT_USES)[number];

/** An input that a recipe names, as it was read. */
export interface InputOrigin {
  /** As in the recipe: relative, with `/`. */
  readonly file: string;
  /** What it is used for. Absent: it holds documents. */
  readonly as?: InputUse;
  /** Of vectors: how they are read. */
  readonly choices?: string;
  /** Of a folder: of all files in it that are read. */
  readonly bytes: number;
  /** Of a folder: of the list of these files, as `sha256sum` prints it. */
  readonly sha256: string;
  /** Where to get it. */
  readonly url?: string;
  /** Where it is not that of the collection. */
  readonly licence?: string;
}

/** The recipe that an index was built by. */
export interface RecipeOrigin {
  /** Of the file of the recipe. */
  readonly sha256: string;
  readonly name: string;
  readonly inputs: readonly InputOrigin[];
  /** All settings that are not the default, as a recipe has them. */
  readonly settings: RecipeSettings;
}

/** Settings by the names that they have in a file of settings. */
export type RecipeSettings = Readonly<Record<string, string | readonly string[]>>;

export const collectionSourceShape: Shape = object({
  title: optional(text()),
  version: optional(text()),
  description: optional(text()),
  creators: optional(list(text())),
  published: optional(text()),
  licence: optional(text()),
  licenceUrl: optional(text()),
  source: optional(text()),
});

export const settingsShape: Shape = (value, path) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return path;
  const isSound = (each: unknown) => typeof each === 'string' || list(text())(each, path) === null;
  return Object.values(value).every(isSound) ? null : path;
};

export const recipeOriginShape: Shape = object({
  sha256: text(),
  name: text(),
  inputs: list(
    object({
      file: text(),
      as: optional(oneOf(...INPUT_USES)),
      choices: optional(text()),
      bytes: (value, path) => (Number.isSafeInteger(value) && (value as number) >= 0 ? null : path),
      sha256: text(),
      url: optional(text()),
      licence: optional(text()),
    }),
  ),
  settings: settingsShape,
});

/** Whether a text can be printed anywhere: no control character but line feed and tab, and no half of a surrogate pair. */
export function isPrintable(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return text.isWellFormed() && !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text);
}
