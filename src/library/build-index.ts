import { availableParallelism } from 'node:os';
import { type BuildOptions, type BuildResult, buildIndex as build } from '../../indexer/build.ts';
import { GRAPH_CHOICES } from '../../indexer/graph/graph-choice.ts';
import { HTML_CHOICES } from '../../indexer/ingest/html-choice.ts';
import { parsePassagePolicy } from '../../indexer/segment/segment.ts';
import { ANALYZER_NAMES } from '../analysis/analyzer.ts';
import { RANKING_NAMES } from '../contract/ranking-name.ts';
import { StillwebError } from '../errors.ts';
import { TEXT_FORMS } from '../format/documents.ts';
import { POSTINGS_LAYOUTS } from '../format/frequent-list.ts';
import { checkChoice, checkNumber } from './check-number.ts';
import { type OptionNames, refuseUnknownOptions } from './known-options.ts';
import { moduleUrls } from './module-urls.ts';

/** What a build may be told; only where to read and where to write has no default. */
export interface BuildIndexOptions
  extends Pick<BuildOptions, 'directory' | 'inputs'>,
    Partial<Omit<BuildOptions, 'passages' | 'directory' | 'inputs' | 'cut' | 'titledPercent' | 'change'>> {
  /** `auto` (over 300 words: cut into passages of at most 200), `whole` or `words:N`. Default: `auto`. */
  readonly passages?: string;
}

const OPTION_NAMES: OptionNames<BuildIndexOptions> = {
  directory: true,
  inputs: true,
  format: true,
  fields: true,
  html: true,
  typedFields: true,
  name: true,
  ranking: true,
  engine: true,
  analyzer: true,
  passages: true,
  encoder: true,
  encoderDevice: true,
  encoderCache: true,
  texts: true,
  postings: true,
  graph: true,
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
  checkOptions(options);
  return await build({
    engine: 'stillweb',
    analyzer: 'english',
    encoder: 'static',
    threads: availableParallelism(),
    memoryBytes: MEMORY_BYTES,
    onError: 'auto',
    ...options,
    modules: moduleUrls(options.modules ?? []),
    passages: parsePassagePolicy(options.passages ?? 'auto'),
  });
}

/** What TypeScript would have refused, for programs that it does not see. */
function checkOptions(options: BuildIndexOptions): void {
  refuseUnknownOptions('buildIndex', options, OPTION_NAMES);
  refuseUnknownOptions('fields of buildIndex', options.fields, FIELD_NAMES);
  const { inputs, directory, threads, memoryBytes, html, ranking, analyzer, texts, postings, graph, onError } = options;
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
  if (!Array.isArray(inputs) || inputs.length === 0 || !inputs.every(isText)) {
    throw new StillwebError('SETTING_INVALID', 'inputs is a list of paths', { setting: 'inputs' });
  }
  if (!isText(directory)) {
    throw new StillwebError('SETTING_INVALID', 'directory is the path of the index', { setting: 'directory' });
  }
  checkNumber('threads', threads, 1);
  checkNumber('memoryBytes', memoryBytes, 1);
  checkChoice('html', html, HTML_CHOICES);
  checkChoice('ranking', ranking, RANKING_NAMES);
  checkChoice('analyzer', analyzer, ANALYZER_NAMES);
  checkChoice('texts', texts, TEXT_FORMS);
  checkChoice('postings', postings, POSTINGS_LAYOUTS);
  checkChoice('graph', graph, GRAPH_CHOICES);
  checkChoice('onError', onError, ['auto', 'stop', 'skip']);
}
