import type { SearchMode } from '../contract/search.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { TREATMENT_MODULES } from '../experiment/treatment-modules.ts';
import { importModules, type ModuleUrls } from '../modules.ts';
import { compareProbes } from '../retrieval/probes.ts';
import { describeIndex } from '../serving/describe-index.ts';
import { InThreadBackend } from '../serving/in-thread-backend.ts';
import { IndexPool } from '../serving/index-pool.ts';
import { LocalSource } from '../serving/local-source.ts';
import type { SearchBackend } from '../serving/search-backend.ts';
import { SearchService } from '../serving/search-service.ts';
import { openIndex as openDirectory } from '../store/open.ts';
import type { VectorPlace } from '../store/open-index.ts';
import { storageFault } from '../store/storage-fault.ts';
import { checkNumber } from './check-number.ts';
import { clusterPlace, openClusters } from './cluster-places.ts';
import { type OptionNames, refuseUnknownOptions } from './known-options.ts';
import { moduleUrls } from './module-urls.ts';
import { openExperiment } from './open-experiment.ts';
import { namedRerankers } from './reranker-settings.ts';
import { usualWorkers } from './usual-workers.ts';

export interface OpenIndexOptions {
  /** Overrides the name of the index. */
  readonly name?: string;
  /**
   * Threads that search. Default: 0, which searches in the calling thread, and leaves none that must be closed. `true` is one a core
   * less one.
   */
  readonly workers?: number | true;
  /** How long one search may take, waiting included. Default: 5,000. */
  readonly deadlineMs?: number;
  /** How long one search may wait for a thread before it is refused. Default: 2,500. */
  readonly maxWaitMs?: number;
  /** Modules that register encoders and the like, as URLs. */
  readonly modules?: ModuleUrls;
  /** Where the encoder of the index is on this machine. Default: where it was when the index was built. */
  readonly encoderPath?: string;
  /** Where it encodes queries, for a kind that can run in several places, such as `native`. */
  readonly encoderDevice?: string;
  /** Rerankers with files, as `cross-encoder:FOLDER`, `maxsim:FOLDER` or `NAME=cross-encoder:FOLDER`. */
  readonly rerankers?: readonly string[];
  /** Folder in which the vectors of queries are kept, for an encoder of kind `http`. Default: nowhere. */
  readonly encoderCache?: string;
  /** Where vectors are held; from `disk` those are read that are compared, and the answers are the same. Default: `memory`. */
  readonly vectors?: VectorPlace;
  /** File that every call is recorded in, as JSON Lines; one that is there is gone on with. When it is closed, `FILE.arrow` has the calls as a table. Default: nowhere. */
  readonly trace?: string;
  /** What is done to calls on purpose: a file, YAML or JSON, or what would stand in it. Default: nothing. */
  readonly experiment?: string | object;
  /** Told in a sentence what whoever declared the experiment may want to know. */
  readonly onNote?: (sentence: string) => void;
}

const OPTION_NAMES: OptionNames<OpenIndexOptions> = {
  name: true,
  workers: true,
  deadlineMs: true,
  maxWaitMs: true,
  modules: true,
  encoderPath: true,
  encoderDevice: true,
  rerankers: true,
  encoderCache: true,
  vectors: true,
  trace: true,
  experiment: true,
  onNote: true,
};

/** An index that is open for searching. What it answers is a function of its id and the request. */
export interface Index extends AsyncDisposable {
  readonly name: string;
  /** The content hash of everything that shapes a ranking. */
  readonly id: string;
  readonly documents: number;
  readonly passages: number;
  /** The first is the default. */
  readonly modes: readonly SearchMode[];
  /** What this and every other door asks. */
  readonly service: SearchService;
  /** Frees memory, files and threads. A search that is under way finishes first. */
  close(): Promise<void>;
}

/**
 * Opens the current generation of an index directory: every file is read and its hash compared. Or the generation that
 * `opensearch:URL/NAME` leads to, which was pushed to a cluster.
 *
 * @throws StillwebError INDEX_MISSING; INDEX_CORRUPT naming the file; INDEX_TOO_NEW; INDEX_TOO_OLD; ENCODER_DIFFERS;
 * ENCODER_MISSING; ENGINE_MISSING; STORAGE_FAILED; SETTING_INVALID; EXPERIMENT_INVALID; TRACE_IN_USE; of a cluster CLUSTER_INDEX_INVALID,
 * CLUSTER_CLIENT_MISSING, CLUSTER_UNREACHABLE, CLUSTER_REFUSED, CLUSTER_INCOMPLETE
 */
export async function openIndex(directory: string, options: OpenIndexOptions = {}): Promise<Index> {
  try {
    return await open(directory, options);
  } catch (error) {
    throw storageFault(error) ?? error;
  }
}

async function open(directory: string, options: OpenIndexOptions): Promise<Index> {
  refuseUnknownOptions('openIndex', options, OPTION_NAMES);
  for (const name of ['workers', 'deadlineMs', 'maxWaitMs'] as const) {
    if (options[name] !== true) checkNumber(name, options[name], 0);
  }
  const { deadlineMs, maxWaitMs } = options;
  // Nothing but an experiment chooses treatments: other programs need not load them.
  const treatments = options.experiment === undefined ? [] : TREATMENT_MODULES;
  const modules = [...treatments, ...moduleUrls(options.modules ?? [])];
  await importModules(modules);
  const backend = await openBackend(directory, options, modules);
  const conductor = await openLearnt(options, backend);
  const service = new SearchService({
    conductor,
    ...(deadlineMs !== undefined && { deadlineMs }),
    ...(maxWaitMs !== undefined && { maxWaitMs }),
  });
  await service.swap(backend);
  const [served] = backend.indexes;
  const { documents, passages, modes } = served.description;
  const close = (): Promise<void> => service.close();
  return { name: served.name, id: served.id, documents, passages, modes, service, close, [Symbol.asyncDispose]: close };
}

async function openBackend(directory: string, options: OpenIndexOptions, modules: ModuleUrls): Promise<SearchBackend> {
  const { name, encoderPath, encoderDevice, encoderCache, vectors } = options;
  const rerankers = await namedRerankers(options.rerankers);
  const place = { path: encoderPath, device: encoderDevice, cache: encoderCache };
  const cluster = clusterPlace(directory);
  if (cluster !== null) {
    const named = { ...cluster, name: cluster.name ?? name };
    return await openClusters([named], { encoder: place, rerankers, isStrict: false });
  }
  const opened = openDirectory(directory, { name, encoderPath, encoderDevice, encoderCache, rerankers, vectors });
  const workers = options.workers === true ? usualWorkers() : (options.workers ?? 0);
  // Before the probes, which then share its encoder: one that is closed in between is loaded twice.
  const source = workers === 0 ? await LocalSource.open(opened) : null;
  const served = describeIndex(opened, await compareProbes(opened.manifest, { ...place, path: opened.encoderPath }));
  return source !== null
    ? new InThreadBackend([served], [source])
    : await IndexPool.start([opened], [served], { workers, modules });
}

/** The experiment over a backend, which is closed where that is refused. */
async function openLearnt(options: OpenIndexOptions, backend: SearchBackend): Promise<Experiment | null> {
  let conductor: Experiment | null = null;
  try {
    conductor = await openExperiment(options);
    for (const said of (await conductor?.learn(backend)) ?? []) options.onNote?.(said);
    return conductor;
  } catch (error) {
    await conductor?.close();
    await backend.close();
    throw error;
  }
}
