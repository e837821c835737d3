import type { Manifest } from '../../src/format/manifest.ts';
import type { ModuleUrls } from '../../src/modules.ts';
import type { ImpactsHalf, OtherLook, PostingsHalf } from '../../src/store/invariants/shard-halves.ts';
import { workerFile } from '../../src/worker-file.ts';
import { ThreadPool } from '../threads/thread-pool.ts';
import type { ShardTerms } from './shard-plan.ts';
import type {
  DictionaryTask,
  PostingsTask,
  ShardFound,
  ShardTask,
  ShardWorkerSettings,
  WholeTask,
} from './shard-worker.ts';

/** The threads that pass over the shards of a build, each over one at a time. Started when there is something to do. */
export class ShardThreads {
  readonly #pool: ThreadPool<ShardTask, ShardFound>;
  /** Settles when the first thread has started. */
  #warming: Promise<void> = Promise.resolve();
  /** Whether one was started, or none is wanted any more: then none is started ahead of work. */
  #isLate = false;

  /** @param modules imported by every thread */
  constructor(threads: number, modules: ModuleUrls) {
    const data: ShardWorkerSettings = { modules };
    this.#pool = new ThreadPool({ file: workerFile(import.meta.url, './shard-worker.js'), threads, data });
  }

  /** Whether none has ended by itself. */
  get isSound(): boolean {
    return this.#pool.loss === null;
  }

  /** Has one of them started and loaded before there is work: what goes wrong with it, the first work tells. Behind the first work, or their end, it does nothing. */
  warm(): void {
    if (this.#isLate) return;
    this.#isLate = true;
    const end = (): void => {};
    this.#warming = this.#pool.run({ pass: 'none' }).then(end, end);
  }

  /** The first pass. @throws StillwebError STORAGE_FAILED */
  async findTerms(task: Omit<DictionaryTask, 'pass'>): Promise<ShardTerms> {
    this.#isLate = true;
    // One that is starting is ready sooner than one that begins to start now.
    await this.#warming;
    return (await this.#pool.run({ pass: 'dictionary', ...task })) as ShardTerms;
  }

  /** Both passes over the only shard. @throws StillwebError STORAGE_FAILED */
  async buildWhole(task: Omit<WholeTask, 'pass'>): Promise<ShardTerms> {
    this.#isLate = true;
    await this.#warming;
    return (await this.#pool.run({ pass: 'whole', ...task })) as ShardTerms;
  }

  /** The second pass. @throws StillwebError STORAGE_FAILED */
  async writePostings(task: Omit<PostingsTask, 'pass'>): Promise<void> {
    await this.#pool.run({ pass: 'postings', ...task });
  }

  /** Looks at the shards of a generation that was just built, beside another one. */
  look(folder: string, manifest: Manifest): OtherLook {
    const task = { pass: 'proof', folder, manifest } as const;
    return {
      postings: async (spans) => (await this.#pool.run({ ...task, spans })) as PostingsHalf,
      impacts: async (spans, statistics) => (await this.#pool.run({ ...task, spans, statistics })) as ImpactsHalf,
    };
  }

  async end(): Promise<void> {
    this.#isLate = true;
    await this.#pool.destroy();
  }
}
