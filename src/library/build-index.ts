import { availableParallelism } from 'node:os';
import { type BuildOptions, type BuildResult, buildIndex as build } from '../../indexer/build.ts';
import { COPY_CHOICES } from '../../indexer/copies/copy-choice.ts';
import { notOfImpacts } from '../../indexer/given-settings.ts';
import { GRAPH_CHOICES } from '../../indexer/graph/graph-choice.ts';
import { HTML_CHOICES } from '../../indexer/ingest/html-choice.ts';
import { parsePassagePolicy } from '../../indexer/segment/segment.ts';
import { TEXT_ANALYZERS } from '../analysis/analyzer.ts';
import { type BlockList, readBlockList } from '../contract/block-list.ts';
import { QUERY_TOKENS, RANKING_NAMES } from '../contract/ranking-name.ts';
import { StillwebError } from '../errors.ts';
import { TEXT_FORMS } from '../format/documents.ts';
import { POSTINGS_LAYOUTS } from '../format/frequent-list.ts';
import { checkChoice, checkNumber } from './check-number.ts';
import { type OptionNames, refuseUnknownOptions } from './known-options.ts';
import { moduleUrls } from './module-urls.ts';

/** What a build may be told; only where to read and where to write has no default. */
export interface BuildIndexOptions
  extends Pick<BuildOptions, 'directory' | 'inputs'>,
    Partial<
      Omit<
        BuildOptions,
        | 'passages'
        | 'block'
        | 'directory'
        | 'inputs'
        | 'cut'
        | 'titledPercent'
        | 'change'
        | 'recipe'
        | 'isMemoryPromised'
        | 'standing'
      >
    > {
  /** `auto` (over 300 words: cut into passages of at most 200), `whole` or `words:N`. Default: `auto`. */
  readonly passages?: string;
  /** What is kept out. Default: nothing. */
  readonly block?: Partial<BlockList>;
}

export const BUILD_OPTION_NAMES: OptionNames<BuildIndexOptions> = {
  directory: true,
  inputs: true,
  format: true,
  fields: true,
  html: true,
  block: true,
  originals: true,
  typedFields: true,
  name: true,
  collection: true,
  ranking: true,
  engine: true,
  analyzer: true,
  passages: true,
  encoder: true,
  encoderDevice: true,
  encoderCache: true,
  texts: true,
  postings: true,
  queryTokens: true,
  queryTokenizer: true,
  queryWeights: true,
  vectors: true,
  textsFrom: true,
  graph: true,
  duplicates: true,
  nearPercent: true,
  detectLanguage: true,
  keepLanguages: true,
  threads: true,
  memoryBytes: true,
  modules: true,
  onError: true,
  onProblem: true,
  onProgress: true,
  onExcess: true,
};

const FIELD_NAMES: OptionNames<NonNullable<BuildIndexOptions['fields']>> = {
  id: true,
  title: true,
  text: true,
  url: true,
  date: true,
  language: true,
  links: true,
};

const COLLECTION_NAMES: OptionNames<NonNullable<BuildIndexOptions['collection']>> = {
  title: true,
  version: true,
  description: true,
  creators: true,
  published: true,
  licence: true,
  licenceUrl: true,
  source: true,
};

const MEMORY_BYTES = 1024 ** 3;

/**
 * Builds an index from files and folders, and makes it the current generation of a directory. The same inputs and settings give the
 * same bytes, on any machine and with any number of threads. May be interrupted and called again: it goes on.
 *
 * Defaults are those of `stillweb index`: engine `stillweb`, its ranking, analyzer `english`, encoder `static`, one thread a core, 1 GiB.
 *
 * @throws StillwebError SETTING_INVALID, UNSUPPORTED; INDEX_LOCKED; INPUT_*; the codes of bad records under `onError: 'stop'`;
 * STORAGE_FAILED
 */
export async function buildIndex(options: BuildIndexOptions): Promise<BuildResult> {
  refuseUnknownOptions('buildIndex', options, BUILD_OPTION_NAMES);
  checkBuildOptions('buildIndex', options);
  if (options.inputs.length === 0) {
    throw new StillwebError('SETTING_INVALID', 'inputs is a list of paths', { setting: 'inputs' });
  }
  return await build({
    engine: 'stillweb',
    analyzer: 'english',
    encoder: options.ranking === 'impacts' ? 'none' : 'static',
    ...usualMachine(),
    ...options,
    modules: moduleUrls(options.modules ?? []),
    passages: parsePassagePolicy(options.passages ?? 'auto'),
    block: options.block && readBlockList(options.block),
  });
}

/** What is not about the index: one thread a core, 1 GiB, and bad records of files that were named end the build. */
export function usualMachine(): Pick<BuildOptions, 'threads' | 'memoryBytes' | 'onError'> {
  return { threads: availableParallelism(), memoryBytes: MEMORY_BYTES, onError: 'auto' };
}

/**
 * What TypeScript would have refused, for programs that it does not see.
 *
 * @param call for people: what takes the options
 */
export function checkBuildOptions(call: string, options: BuildIndexOptions): void {
  refuseUnknownOptions(`fields of ${call}`, options.fields, FIELD_NAMES);
  refuseUnknownOptions(`collection of ${call}`, options.collection, COLLECTION_NAMES);
  const { inputs, directory, threads, memoryBytes, html, ranking, analyzer, texts, postings, graph, onError } = options;
  const { duplicates, detectLanguage, keepLanguages } = options;
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
  if (!Array.isArray(inputs) || !inputs.every(isText)) {
    throw new StillwebError('SETTING_INVALID', 'inputs is a list of paths', { setting: 'inputs' });
  }
  if (!isText(directory)) {
    throw new StillwebError('SETTING_INVALID', 'directory is the path of the index', { setting: 'directory' });
  }
  if (detectLanguage !== undefined && typeof detectLanguage !== 'boolean') {
    throw new StillwebError('SETTING_INVALID', 'detectLanguage is true or false', { setting: 'detectLanguage' });
  }
  if (keepLanguages !== undefined && !(Array.isArray(keepLanguages) && keepLanguages.every(isText))) {
    throw new StillwebError('SETTING_INVALID', 'keepLanguages is a list of tags', { setting: 'keepLanguages' });
  }
  if (options.textsFrom !== undefined && !(Array.isArray(options.textsFrom) && options.textsFrom.every(isText))) {
    throw new StillwebError('SETTING_INVALID', 'textsFrom is a list of paths', { setting: 'textsFrom' });
  }
  checkNumber('threads', threads, 1);
  checkNumber('memoryBytes', memoryBytes, 1);
  checkChoice('html', html, HTML_CHOICES);
  checkChoice('ranking', ranking, RANKING_NAMES);
  checkChoice('analyzer', analyzer, TEXT_ANALYZERS);
  checkChoice('queryTokens', options.queryTokens, QUERY_TOKENS);
  for (const setting of ['analyzer', 'passages'] as const) {
    if (ranking === 'impacts' && options[setting] !== undefined) throw notOfImpacts(setting);
  }
  checkChoice('texts', texts, TEXT_FORMS);
  checkChoice('postings', postings, POSTINGS_LAYOUTS);
  checkChoice('graph', graph, GRAPH_CHOICES);
  checkChoice('duplicates', duplicates, COPY_CHOICES);
  checkChoice('onError', onError, ['auto', 'stop', 'skip']);
}
