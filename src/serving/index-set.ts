import { resolve } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { NamedReranker } from '../contract/reranker-description.ts';
import type { LoadProgress } from '../contract/service-response.ts';
import type { EncoderPlace } from '../encoder/encoders.ts';
import { StillwebError } from '../errors.ts';
import type { ModuleUrls } from '../modules.ts';
import type { LoadedIndex, VectorDevice } from '../retrieval/gpu/vector-device.ts';
import { type OpenIndex, readCurrent } from '../store/open.ts';
import type { VectorPlace } from '../store/open-index.ts';
import { errorOf } from '../task-failure.ts';
import { loadInPool, workerFile } from '../worker-file.ts';
import { describeIndex } from './describe-index.ts';
import { IndexPool } from './index-pool.ts';
import { readNamedPlace } from './named-place.ts';
import type { OpenAnswer, OpenerAhead, OpenTask } from './open-worker.ts';
import type { SearchBackend, ServedIndex } from './search-backend.ts';
import type { WorkerThreads } from './worker-pool.ts';

/** The directories that a server serves: opens them, and notices when one gets a new generation. */

/** A look reads one file of some bytes. Who has changed an index waits so long, and for the opening. */
const WATCH_INTERVAL_MS = 100;
/** Each look takes the thread that speaks HTTP some tens of microseconds a directory. */
const PLACES_A_LOOK = 32;

/** Calls `look` again and again, never before it has ended. Returns what stops it. */
export type Rhythm = (look: () => Promise<void>) => () => void;

export const tenTimesASecond: Rhythm = (look) => {
  let isStopped = false;
  let timer: NodeJS.Timeout;
  const again = (): void => {
    if (isStopped) return;
    timer = setTimeout(() => look().finally(again), WATCH_INTERVAL_MS);
    timer.unref();
  };
  again();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
};

export interface IndexSetOptions {
  readonly workers: number;
  /** Imported by every thread that searches. */
  readonly modules?: ModuleUrls;
  /** Where the encoders are and run. */
  readonly encoder?: EncoderPlace;
  /** What searches of any of the indexes may be reranked by, beside what is registered. */
  readonly rerankers?: readonly NamedReranker[];
  /** Where the vectors are held. Default: `memory`. */
  readonly vectors?: VectorPlace;
  /** Refuse an index whose encoder gives other vectors on this machine. */
  readonly isStrict: boolean;
  readonly device: VectorDevice;
  readonly onProgress: (progress: readonly LoadProgress[]) => void;
}

interface Place {
  readonly directory: string;
  readonly name: string | undefined;
  open: OpenIndex | null;
  served: ServedIndex | null;
  /** Its vectors on the GPU; null on the CPU. */
  loaded: LoadedIndex | null;
  generation: string;
  progress: LoadProgress;
}

export class IndexSet {
  readonly #places: Place[];
  readonly #options: IndexSetOptions;
  #stopLooking = (): void => {};
  #isStopped = false;
  /** Threads that have loaded what they need, for the next generation. An opener opens one alone: it would keep its memory. */
  #spare: SwapThreads | null = null;
  /** Places that were looked at. */
  #looked = 0;

  /** @param specs directories, each perhaps as `NAME=DIR` */
  constructor(specs: readonly string[], options: IndexSetOptions) {
    this.#options = options;
    this.#places = specs.map((spec) => {
      const { name, place } = readNamedPlace(spec);
      const directory = resolve(place);
      const progress = { name: name ?? spec, id: null, state: 'waiting', done: 0, total: 0, probes: null } as const;
      return { directory, name, open: null, served: null, loaded: null, generation: '', progress };
    });
  }

  get served(): readonly ServedIndex[] {
    return this.#places.flatMap(({ served }) => served ?? []);
  }

  /** Opens every directory and starts the workers. @throws StillwebError of the first one that cannot be opened */
  async open(): Promise<SearchBackend> {
    const opener = startOpener(this.#options.modules);
    try {
      for (const place of this.#places) await this.#openPlace(place, opener);
    } finally {
      await opener.destroy();
    }
    return await this.#start(false);
  }

  async #start(isSwap: boolean, threads = this.#startSearchers()): Promise<SearchBackend> {
    const { device, workers, modules } = this.#options;
    const opened = this.#places.map(({ open }) => open as OpenIndex);
    const mailboxes = await Promise.all(
      this.#places.map(({ loaded }) => (loaded === null ? null : device.connect(loaded, workers))),
    ).catch(async (error) => {
      await threads.destroy();
      throw error;
    });
    const disconnect = async (): Promise<void> => {
      for (const mailbox of mailboxes) if (mailbox !== null) await device.disconnect(mailbox);
    };
    try {
      return await IndexPool.start(opened, this.served, {
        workers,
        threads,
        mailboxes,
        modules,
        isSwap,
        onClosed: disconnect,
      });
    } catch (error) {
      await disconnect();
      throw error;
    }
  }

  async #openPlace(place: Place, opener: Opener): Promise<void> {
    const { generation } = readCurrent(place.directory);
    const report = (progress: Partial<LoadProgress>): void => {
      place.progress = { ...place.progress, ...progress };
      this.#options.onProgress(this.#places.map((each) => each.progress));
    };
    const { index: open, probes } = await openApart(
      opener,
      place,
      this.#knownPlace(place),
      this.#options,
      (done, total) => report({ state: 'verifying', done, total }),
    );
    if (this.#options.isStrict && probes === 'differs') {
      const facts = { index: open.name, encoder: open.manifest.encoder?.name ?? null };
      throw new StillwebError(
        'ENCODER_DIFFERS',
        `${open.name}: the encoder gives other vectors on this machine`,
        facts,
      );
    }
    const others = this.#places.filter((other) => other !== place).flatMap(({ served }) => served?.name ?? []);
    if (others.includes(open.name)) {
      const message = `two of the served indexes have the name ${open.name}`;
      throw new StillwebError('SETTING_INVALID', message, { names: [...others, open.name] });
    }
    place.loaded = await this.#options.device.load(open);
    place.open = open;
    place.generation = generation;
    place.served = describeIndex(open, probes);
    report({ name: open.name, id: open.manifest.id, state: 'ready', probes });
  }

  /**
   * Looks, ten times a second by default, whether a directory has a new generation, opens it beside the old one and hands over
   * a backend with it. One that cannot be opened is reported once and left alone until there is yet another.
   */
  watch(
    onSwap: (backend: SearchBackend) => Promise<void>,
    onRefused: (error: Error) => void,
    rhythm: Rhythm = tenTimesASecond,
  ): void {
    const refused = new Map<Place, string>();
    const look = async (): Promise<void> => {
      const all = this.#places.map((place) => ({ ...place }));
      let hasChanged = false;
      let threads: SwapThreads | null = null;
      for (const place of this.#nextPlaces()) {
        const before = { ...place };
        let generation = '';
        try {
          generation = readCurrent(place.directory).generation;
          if (generation === place.generation || refused.get(place) === generation) continue;
          threads ??= this.#takeThreads();
          await this.#openPlace(place, threads.opener);
          hasChanged = true;
        } catch (error) {
          Object.assign(place, before);
          this.#options.onProgress(this.#places.map((each) => each.progress));
          if (refused.get(place) !== generation) onRefused(error as Error);
          refused.set(place, generation);
        }
      }
      await threads?.opener.destroy();
      if (!hasChanged || threads === null) {
        await threads?.searchers.destroy();
        return;
      }
      try {
        const backend = await this.#start(true, threads.searchers).catch(async (error) => {
          await this.#unload(this.#places.flatMap(({ loaded }, i) => (loaded === all[i].loaded ? [] : (loaded ?? []))));
          throw error;
        });
        const replaced = all.flatMap(({ loaded }, i) => (loaded === this.#places[i].loaded ? [] : (loaded ?? [])));
        await onSwap(backend);
        await this.#unload(replaced);
        // What has changed once will change again, and then somebody waits for it. A set that never changes needs none.
        if (!this.#isStopped) this.#spare = this.#startThreads();
      } catch (error) {
        // What is served is what was served before; the next look tries again.
        for (const [i, place] of this.#places.entries()) Object.assign(place, all[i]);
        throw error;
      }
    };
    this.#stopLooking = rhythm(() => look().catch(onRefused));
  }

  /** One whose probes have been compared: what holds of its encoder holds for another with the same. */
  #knownPlace(place: Place): Place | undefined {
    return place.open === null ? this.#places.find(({ open }) => open !== null) : place;
  }

  /** Those that are looked at now: each in its turn where there are many, so that a look stays short. */
  #nextPlaces(): Place[] {
    const count = Math.min(PLACES_A_LOOK, this.#places.length);
    const places = Array.from({ length: count }, (_, i) => this.#places[(this.#looked + i) % this.#places.length]);
    this.#looked += count;
    return places;
  }

  async #unload(vectors: readonly LoadedIndex[]): Promise<void> {
    for (const loaded of vectors) await this.#options.device.unload(loaded);
  }

  #startSearchers(): WorkerThreads {
    return IndexPool.prepare(
      this.#options.workers,
      this.#options.modules,
      this.#places.flatMap(({ open }) => open ?? []),
    );
  }

  #startThreads(): SwapThreads {
    return { searchers: this.#startSearchers(), opener: startOpener(this.#options.modules) };
  }

  #takeThreads(): SwapThreads {
    const threads = this.#spare ?? this.#startThreads();
    this.#spare = null;
    return threads;
  }

  async stopWatching(): Promise<void> {
    this.#isStopped = true;
    this.#stopLooking();
    const spare = this.#spare;
    this.#spare = null;
    await spare?.searchers.destroy();
    await spare?.opener.destroy();
  }
}

/** Who opens the next generation, and who is to answer from it. */
interface SwapThreads {
  readonly searchers: WorkerThreads;
  readonly opener: Opener;
}

/** A thread that opens one index after the other: what it has loaded for the first it need not load for the next. */
type Opener = Piscina<OpenTask, OpenAnswer>;

function startOpener(modules: ModuleUrls = []): Opener {
  const workerData: OpenerAhead = { modules };
  return new Piscina({ ...loadInPool(workerFile(import.meta.url, './open-worker.js')), workerData, maxThreads: 1 });
}

/** @throws StillwebError what opening an index may throw */
async function openApart(
  opener: Opener,
  { directory, name }: Place,
  known: Place | undefined,
  { encoder, rerankers, vectors }: Pick<IndexSetOptions, 'encoder' | 'rerankers' | 'vectors'>,
  onProgress: (done: number, total: number) => void,
): Promise<Exclude<OpenAnswer, { refusal: unknown }>> {
  const { port1, port2 } = new MessageChannel();
  port1.on('message', ([done, total]: [number, number]) => onProgress(done, total));
  try {
    const { open = null, progress } = known ?? {};
    const before =
      open === null
        ? null
        : { encoder: open.manifest.encoder, probes: open.manifest.probes, outcome: progress?.probes ?? null };
    const task = { directory, name, encoder, rerankers, vectors, before, port: port2 };
    const answer = await opener.run(task, { transferList: [port2] });
    if ('index' in answer) return answer;
    throw errorOf(answer);
  } finally {
    port1.close();
  }
}
