import type { QueryTokens } from '../../src/contract/ranking-name.ts';
import type { RecipeSettings } from '../../src/format/collection-source.ts';
import type { BuildSettings } from '../build-settings.ts';
import type { FieldMap } from '../ingest/collection.ts';
import { DEFAULT_HTML } from '../ingest/html-choice.ts';
import { formatPassagePolicy } from '../segment/segment.ts';

/** What shapes the documents of a build, besides its inputs. */
export interface RecordedSettings extends BuildSettings {
  readonly format?: string;
  readonly queryTokens?: QueryTokens;
  readonly fields?: FieldMap;
  readonly onError: string;
}

/** A list of what is kept out is given as a file, which no index remembers: a recipe that is printed cannot name it. */
type WrittenSettings = Omit<BuildSettings, 'block'>;

/** How each is written in a recipe: the name of the flag as in a file of settings, its default, and its value. */
const WRITTEN: {
  readonly [name in keyof Required<WrittenSettings>]: {
    readonly name: string;
    readonly usual: string;
    write?(value: NonNullable<WrittenSettings[name]>): string | readonly string[];
  };
} = {
  engine: { name: 'engine', usual: 'stillweb' },
  ranking: { name: 'ranking', usual: '' },
  analyzer: { name: 'analyzer', usual: 'english' },
  passages: { name: 'passages', usual: 'auto', write: formatPassagePolicy },
  encoder: { name: 'encoder', usual: 'static' },
  texts: { name: 'texts', usual: 'plain' },
  postings: { name: 'postings', usual: 'compact' },
  graph: { name: 'hnsw', usual: 'auto' },
  html: { name: 'html', usual: DEFAULT_HTML },
  originals: { name: 'originals', usual: 'false' },
  duplicates: { name: 'duplicates', usual: 'group' },
  nearPercent: { name: 'near', usual: '' },
  detectLanguage: { name: 'detectLanguage', usual: 'false' },
  keepLanguages: { name: 'keepLanguage', usual: '', write: (languages) => languages },
  typedFields: {
    name: 'field',
    usual: '',
    write: (types) =>
      Object.entries(types)
        .map(([field, type]) => `${field}:${type}`)
        .sort(),
  },
};

/** The settings of a build that are not the default, as a recipe has them. */
export function settingsOfBuild(build: Partial<RecordedSettings>): RecipeSettings {
  const written: Record<string, string | readonly string[]> = {};
  for (const [key, { name, usual, write }] of Object.entries(WRITTEN)) {
    const given = build[key as keyof WrittenSettings];
    // Ranking impacts settles both, and nobody may tell them.
    const isSettled = build.ranking === 'impacts' && (key === 'analyzer' || key === 'passages');
    if (given === undefined || isSettled) continue;
    const value = write === undefined ? String(given) : write(given as never);
    if (value !== usual && value.length > 0) written[name] = value;
  }
  if (build.format !== undefined) written.format = build.format;
  if (build.queryTokens !== undefined && build.queryTokens !== 'words') written.queryTokens = build.queryTokens;
  if (build.onError !== undefined && build.onError !== 'auto') written.onError = build.onError;
  for (const [field, value] of Object.entries(build.fields ?? {})) {
    if (value !== undefined) written[`${field}Field`] = value;
  }
  return written;
}
