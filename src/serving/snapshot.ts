/** A backend that is kept open until the last request that uses it has ended. */
import type { IndexReference } from '../contract/index-reference.ts';
import { StillwebError } from '../errors.ts';
import type { SearchBackend, ServedIndex } from './search-backend.ts';

/** Longest part of a caller's text that an error repeats. */
const MAX_ECHO = 100;

export class Snapshot {
  readonly backend: SearchBackend;
  /** Queries that callers have had answered from it. */
  answered = 0;
  /** Settles when the backend has been closed, as its `close` does. */
  readonly closed: Promise<void>;
  readonly #byName: ReadonlyMap<string, ServedIndex>;
  readonly #default: ServedIndex;
  readonly #close: () => void;
  #users = 0;
  #isRetired = false;

  constructor(backend: SearchBackend) {
    if (backend.indexes.length === 0) throw new TypeError('Snapshot: the backend serves no index');
    this.backend = backend;
    this.#byName = new Map(backend.indexes.map((index) => [index.name, index]));
    this.#default = backend.indexes[0];
    let start = (): void => {};
    this.closed = new Promise<void>((resolve) => {
      start = resolve;
    }).then(() => backend.close());
    this.#close = start;
  }

  acquire(): this {
    this.#users++;
    return this;
  }

  release(): void {
    this.#users--;
    if (this.#isRetired && this.#users === 0) this.#close();
  }

  /** No new request will acquire it. */
  retire(): Promise<void> {
    this.#isRetired = true;
    if (this.#users === 0) this.#close();
    return this.closed;
  }

  /** @throws INDEX_NOT_FOUND, INDEX_ID_MISMATCH */
  find(reference: IndexReference | undefined): ServedIndex {
    if (reference === undefined) return this.#default;
    const index = this.#byName.get(reference.name);
    if (index === undefined) {
      const name = reference.name.slice(0, MAX_ECHO).toWellFormed();
      throw new StillwebError('INDEX_NOT_FOUND', `no index named ${name} is served`, {
        name,
        served: this.backend.indexes.map((served) => served.name),
      });
    }
    if (reference.id !== undefined && reference.id !== index.id) {
      const expected = reference.id.slice(0, MAX_ECHO).toWellFormed();
      throw new StillwebError('INDEX_ID_MISMATCH', `${index.name} is served with another id than the one pinned`, {
        name: index.name,
        expected,
        served: index.id,
      });
    }
    return index;
  }
}
