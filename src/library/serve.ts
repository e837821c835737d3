import { createServer, type StillwebServer } from '../api/server.ts';
import type { ServerOptions } from '../api/server-options.ts';
import { DIALECT_MODULES } from '../dialects/dialects.ts';
import { StillwebError } from '../errors.ts';
import { TREATMENT_MODULES } from '../experiment/treatment-modules.ts';
import { importModules, type ModuleUrls } from '../modules.ts';
import type { DeviceChoice } from '../retrieval/gpu/device-choice.ts';
import { VectorDevice } from '../retrieval/gpu/vector-device.ts';
import { IndexSet } from '../serving/index-set.ts';
import type { SearchBackend, ServedIndex } from '../serving/search-backend.ts';
import type { VectorPlace } from '../store/open-index.ts';
import { SOFTWARE_VERSION } from '../version.ts';
import { checkNumber } from './check-number.ts';
import { joinPlaces, openClusters, splitPlaces } from './cluster-places.ts';
import { type OptionNames, refuseUnknownOptions } from './known-options.ts';
import { moduleUrls } from './module-urls.ts';
import { openExperiment } from './open-experiment.ts';
import { namedRerankers } from './reranker-settings.ts';
import { usualWorkers } from './usual-workers.ts';

export interface ServeOptions extends Omit<ServerOptions, 'device' | 'version' | 'conductor'> {
  /** File that every call is recorded in, as JSON Lines; one that is there is gone on with. When it is closed, `FILE.arrow` has the calls as a table. Default: nowhere. */
  readonly trace?: string;
  /**
   * A trace that answers in the place of its indexes. With directories, which must hold the same indexes, those answer what it does not
   * know; without one, that is refused.
   */
  readonly fromTrace?: string;
  /** What is done to calls on purpose: a file, YAML or JSON, or what would stand in it. Default: nothing. */
  readonly experiment?: string | object;
  /** Threads that search. Default: one a core less one, as the thread that speaks HTTP takes most of a core. */
  readonly workers?: number;
  /** Where vectors are compared. Default: `auto`. */
  readonly device?: DeviceChoice;
  /** Where the encoders of the indexes are on this machine. Default: where they were when each was built. */
  readonly encoderPath?: string;
  /** Where they encode queries, for kinds that can run in several places. */
  readonly encoderDevice?: string;
  /** Rerankers with files, as `cross-encoder:FOLDER`, `maxsim:FOLDER` or `NAME=cross-encoder:FOLDER`. Each thread that searches loads them. */
  readonly rerankers?: readonly string[];
  /** Folder in which the vectors of queries are kept, for encoders of kind `http`. Default: nowhere. */
  readonly encoderCache?: string;
  /** Where vectors are held; from `disk` those are read that are compared, and the answers are the same. Default: `memory`. */
  readonly vectors?: VectorPlace;
  /** Refuse to start when the encoder gives other vectors here than where the index was built. */
  readonly isStrict?: boolean;
  /** Take up new generations of the directories as they are published. Default: true. */
  readonly watches?: boolean;
  /** Modules that register dialects, encoders and the like, as URLs; they are imported in every thread. */
  readonly modules?: ModuleUrls;
  /** Called once, when the server listens and its indexes are still being opened. */
  readonly onListening?: (url: string, stopping: Pick<StillwebServer, 'drain'>) => void;
  /** Told in a sentence what an operator may want to know: a GPU lost, a generation taken up or refused. */
  readonly onNote?: (sentence: string) => void;
}

const OPTION_NAMES: OptionNames<ServeOptions> = {
  host: true,
  port: true,
  token: true,
  allowedHosts: true,
  allowedOrigins: true,
  log: true,
  onBug: true,
  deadlineMs: true,
  maxWaitMs: true,
  timeouts: true,
  dialects: true,
  mcpTools: true,
  episodes: true,
  isReadOnly: true,
  workers: true,
  device: true,
  encoderPath: true,
  encoderDevice: true,
  rerankers: true,
  encoderCache: true,
  vectors: true,
  isStrict: true,
  watches: true,
  modules: true,
  trace: true,
  fromTrace: true,
  experiment: true,
  onListening: true,
  onNote: true,
};

const TIMEOUT_NAMES: OptionNames<NonNullable<ServeOptions['timeouts']>> = {
  headersMs: true,
  requestMs: true,
  checkMs: true,
  keepAliveMs: true,
  socketIdleMs: true,
  responseMs: true,
  drainIdleMs: true,
};

export interface Served extends AsyncDisposable {
  /** `http://127.0.0.1:7080` */
  readonly url: string;
  readonly indexes: readonly ServedIndex[];
  readonly server: StillwebServer;
  readonly device: VectorDevice;
  /** Accepted requests finish, then everything is closed. */
  close(): Promise<void>;
}

/**
 * Serves indexes over HTTP; settles when they are open.
 *
 * @param directories each a path or `opensearch:URL/NAME` of a generation that was pushed to a cluster, or either behind `NAME=`; the
 *   first is the default index
 * @throws StillwebError SETTING_INVALID, PORT_TAKEN, PORT_FORBIDDEN, ADDRESS_UNAVAILABLE, GPU_UNAVAILABLE, and what opening an index, a trace or an experiment throws
 */
export async function serve(directories: string | readonly string[], options: ServeOptions = {}): Promise<Served> {
  refuseUnknownOptions('serve', options, OPTION_NAMES);
  refuseUnknownOptions('timeouts of serve', options.timeouts, TIMEOUT_NAMES);
  const { workers = usualWorkers(), device: choice = 'auto', isStrict = false, onNote = () => {} } = options;
  const directoryList = typeof directories === 'string' ? [directories] : directories;
  if (
    (directoryList.length === 0 && options.fromTrace === undefined) ||
    !directoryList.every((directory) => typeof directory === 'string')
  ) {
    throw new StillwebError('SETTING_INVALID', 'there is no directory to serve', { setting: 'directories' });
  }
  checkNumber('workers', options.workers, 1);
  if (directoryList.length > 0 && options.fromTrace !== undefined) await requireTrace(options.fromTrace);
  const own = moduleUrls(options.modules ?? []);
  await importModules(own);
  // Nothing but an experiment chooses treatments: other threads need not load them.
  const treatments = options.experiment === undefined ? [] : TREATMENT_MODULES;
  const modules = [...DIALECT_MODULES, ...treatments, ...own];
  const rerankers = await namedRerankers(options.rerankers);
  const device = await VectorDevice.open(choice, {
    onLost: (reason) => onNote(`the GPU is lost, the CPU goes on with the same answers: ${reason}`),
    onReturned: (adapter) => onNote(`the GPU is back and has taken over again: ${adapter}`),
  });
  const conductor = await openExperiment(options);
  const server = await createServer({
    ...options,
    conductor,
    device: () => device.report,
    version: SOFTWARE_VERSION,
  }).catch(async (error) => {
    await conductor?.close();
    throw error;
  });
  const encoder = { path: options.encoderPath, device: options.encoderDevice, cache: options.encoderCache };
  const places = splitPlaces(directoryList);
  const set = new IndexSet(places.directories, {
    workers,
    modules,
    encoder,
    rerankers,
    vectors: options.vectors,
    isStrict,
    device,
    onProgress: (progress) => server.reportLoad(progress),
  });
  const drain: StillwebServer['drain'] = async (timeoutMs, delayMs) => {
    const stopped = set.stopWatching();
    const drained = await server.drain(timeoutMs, delayMs);
    await stopped;
    return drained;
  };
  let clusters: SearchBackend | null = null;
  const close = async (): Promise<void> => {
    await drain();
    await clusters?.close();
    await device.close();
  };
  try {
    const url = await server.listen();
    options.onListening?.(url, { drain });
    const learn = async (backend: SearchBackend): Promise<void> => {
      for (const said of (await conductor?.learn(backend)) ?? []) onNote(said);
    };
    if (places.clusters.length > 0) clusters = await openClusters(places.clusters, { encoder, rerankers, isStrict });
    const beside = clusters;
    // What a cluster serves stays the same whatever becomes of the directories, and is closed with the server.
    const withClusters = (local: SearchBackend | null): SearchBackend | null =>
      beside === null ? local : joinPlaces(local, beside, places);
    const local = places.directories.length === 0 ? null : await set.open();
    const opened = withClusters(local);
    const traced = options.fromTrace === undefined ? null : await openTrace(options.fromTrace, opened, onNote);
    const backend = traced ?? (opened as SearchBackend);
    await learn(backend);
    await server.swap(backend);
    // A new generation is another index than that of the trace.
    if (options.watches !== false && traced === null && local !== null) {
      watch(set, server, learn, onNote, (fresh) => withClusters(fresh) as SearchBackend);
    }
    return { url, indexes: backend.indexes, server, device, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A cache of queries knows no index that could answer the rest. @throws StillwebError SETTING_INVALID, INPUT_MISSING, TRACE_INVALID, STORAGE_FAILED */
async function requireTrace(path: string): Promise<void> {
  const { beginsAsTrace } = await import('../experiment/trace/query-cache-source.ts');
  if (await beginsAsTrace(path)) return;
  const message = `${path} is no trace; a cache of queries is served without directories`;
  throw new StillwebError('SETTING_INVALID', message, { setting: 'fromTrace' });
}

/** What a trace knows, before what `inner` would answer, which is closed where the trace is refused; or what a cache of queries knows. */
async function openTrace(
  path: string,
  inner: SearchBackend | null,
  onNote: (sentence: string) => void,
): Promise<SearchBackend> {
  const { beginsAsTrace, openQueryCache } = await import('../experiment/trace/query-cache-source.ts');
  if (inner === null && !(await beginsAsTrace(path))) return openQueryCache(path, onNote);
  const { TraceBackend } = await import('../experiment/trace/trace-backend.ts');
  const onCut = (line: number): void => onNote(`${path}:${line}: the last line was cut, and is passed over`);
  return await TraceBackend.open(path, inner, onCut).catch(async (error) => {
    await inner?.close();
    throw error;
  });
}

function watch(
  set: IndexSet,
  server: StillwebServer,
  learn: (backend: SearchBackend) => Promise<void>,
  onNote: (sentence: string) => void,
  joined: (fresh: SearchBackend) => SearchBackend,
): void {
  set.watch(
    async (fresh) => {
      const backend = joined(fresh);
      onNote(`swapped to ${set.served.map(({ name, id }) => `${name}@${id}`).join(', ')}`);
      await learn(backend);
      await server.swap(backend);
    },
    (error) => onNote(`a new generation was refused, the old one stays: ${error.message}`),
  );
}
