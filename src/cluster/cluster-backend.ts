import { StillwebError } from '../errors.ts';
import { CLUSTER_CALLS_AT_ONCE } from '../limits.ts';
import { InThreadBackend } from '../serving/in-thread-backend.ts';
import type { CallOptions, SearchBackend, ServedIndex } from '../serving/search-backend.ts';
import { ServiceTimeEstimate } from '../serving/service-time-estimate.ts';
import type { WrittenAnswer } from '../serving/written-answer.ts';
import type { ClusterSource } from './cluster-source.ts';

/** Generations in clusters, answered in the thread that asks: the work is done elsewhere. So many calls are under way at once. */
export class ClusterBackend implements SearchBackend {
  readonly indexes: readonly ServedIndex[];
  readonly workers = CLUSTER_CALLS_AT_ONCE;
  readonly #inner: InThreadBackend;
  readonly #estimate = new ServiceTimeEstimate();
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;

  constructor(indexes: readonly ServedIndex[], sources: readonly ClusterSource[]) {
    this.indexes = indexes;
    this.#inner = new InThreadBackend(indexes, sources);
  }

  get serviceMs(): number {
    return this.#estimate.serviceMs;
  }

  async answer(key: string, options: CallOptions): Promise<WrittenAnswer> {
    const end = performance.now() + options.deadlineMs;
    if (this.#underWay >= CLUSTER_CALLS_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#underWay++;
    const began = performance.now();
    try {
      if (began >= end || options.isWanted?.() === false) {
        throw new StillwebError('DEADLINE_EXCEEDED', 'the search was not begun before its deadline');
      }
      return await this.#inner.answer(key, { ...options, deadlineMs: end - began });
    } finally {
      const now = performance.now();
      this.#estimate.observe(now - began, options.queries, now);
      const next = this.#waiting.shift();
      if (next === undefined) this.#underWay--;
      else next();
    }
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
