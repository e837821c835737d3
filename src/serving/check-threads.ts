/** Threads that read whole indexes beside those that search: one an index and a question, until it has ended. */
import { Worker } from 'node:worker_threads';
import type { IndexCheckReport } from '../contract/index-check.ts';
import { StillwebError } from '../errors.ts';
import type { ModuleUrls } from '../modules.ts';
import type { OpenIndex } from '../store/open.ts';
import { errorOf } from '../task-failure.ts';
import { workerFile } from '../worker-file.ts';
import type { CheckAnswer, CheckTask } from './check-worker.ts';

export class CheckThreads {
  readonly #modules: ModuleUrls;
  readonly #threads = new Set<Worker>();
  #isClosed = false;

  constructor(modules: ModuleUrls) {
    this.#modules = modules;
  }

  /** @throws StillwebError what `checkIndex` throws; STORAGE_FAILED; DRAINING */
  async check(index: OpenIndex): Promise<IndexCheckReport> {
    const answer = await this.#run({ index, modules: this.#modules, isWhole: true });
    if ('report' in answer) return answer.report;
    throw new TypeError('a check without a report');
  }

  /** @throws StillwebError STORAGE_FAILED; DRAINING */
  async identify(index: OpenIndex): Promise<string> {
    const answer = await this.#run({ index, modules: this.#modules, isWhole: false });
    if ('swhid' in answer) return answer.swhid;
    throw new TypeError('an index without an identifier');
  }

  /** What is under way is given up. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(Array.from(this.#threads, (thread) => thread.terminate()));
  }

  async #run(task: CheckTask): Promise<Exclude<CheckAnswer, { bug: unknown } | { refusal: unknown }>> {
    if (this.#isClosed) throw gone();
    const thread = new Worker(workerFile(import.meta.url, './check-worker.js'), { workerData: task });
    this.#threads.add(thread);
    try {
      const answer = await new Promise<CheckAnswer>((resolve, reject) => {
        thread.once('message', resolve);
        thread.once('error', reject);
        thread.once('exit', () => reject(this.#isClosed ? gone() : new TypeError('a thread that checks has ended')));
      });
      if ('bug' in answer || 'refusal' in answer) throw errorOf(answer);
      return answer;
    } finally {
      this.#threads.delete(thread);
    }
  }
}

function gone(): StillwebError {
  return new StillwebError('DRAINING', 'the index is served no longer');
}
