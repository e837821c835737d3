/** Checks that somebody has asked for: one at a time, and what came of the last one of each index. */
import type { IndexCheckState } from '../contract/index-check.ts';
import { StillwebError } from '../errors.ts';
import type { SearchBackend, ServedIndex } from '../serving/search-backend.ts';

export class IndexChecks {
  /** By name and id: two directories may have the same rankings, and other bytes. */
  readonly #states = new Map<string, IndexCheckState>();
  #running: string | null = null;

  stateOf({ name, id }: ServedIndex): IndexCheckState {
    const known = this.#states.get(pinned({ name, id }));
    const unchecked = { state: 'unchecked', started: null, ms: null, report: null, failure: null } as const;
    return { ...(known ?? unchecked), index: { name, id } };
  }

  /**
   * Begins a check; one of the same index that runs already is that one.
   *
   * @param onBug told of what is a fault of ours
   * @throws StillwebError UNSUPPORTED for what is no index of this machine; OVERLOADED while another index is checked
   */
  start(backend: SearchBackend, index: ServedIndex, onBug: (error: unknown) => void): IndexCheckState {
    const { name, id } = index;
    const key = pinned(index);
    if (this.#running === key) return this.stateOf(index);
    if (backend.check === undefined) {
      throw new StillwebError('UNSUPPORTED', `what answers for ${name} has no files to check`, { index: name });
    }
    if (this.#running !== null) {
      throw new StillwebError('OVERLOADED', 'another index is being checked', { retryAfter: 5 });
    }
    this.#running = key;
    const startedMs = performance.now();
    const started = new Date().toISOString();
    const note = (part: Pick<IndexCheckState, 'state' | 'report' | 'failure'>): void => {
      const ms = part.state === 'running' ? null : Math.round(performance.now() - startedMs);
      this.#states.set(key, { index: { name, id }, started, ms, ...part });
    };
    note({ state: 'running', report: null, failure: null });
    void backend
      .check(index)
      .then(
        (report) => note({ state: 'checked', report, failure: null }),
        (error) => {
          const isKnown = error instanceof StillwebError;
          if (!isKnown) onBug(error);
          note({ state: 'failed', report: null, failure: isKnown ? error.message : 'a fault of this server' });
        },
      )
      .finally(() => {
        this.#running = null;
      });
    return this.stateOf(index);
  }
}

function pinned({ name, id }: Pick<ServedIndex, 'name' | 'id'>): string {
  return `${name}@${id}`;
}
