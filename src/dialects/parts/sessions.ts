/** What a dialect remembers of its callers from call to call, in bounded memory. */
import { StillwebError } from '../../errors.ts';
import { MAX_SESSION_BYTES, MAX_SESSIONS, MAX_SESSIONS_CHARACTERS } from '../../limits.ts';
import type { DialectServer } from '../dialect.ts';

interface Remembered<State> {
  readonly state: State;
  readonly characters: number;
}

/** Sessions by name. Where there are too many, those that were longest unused are forgotten. */
export class Sessions<State> {
  readonly #sessions = new Map<string, Remembered<State>>();
  readonly #most: number;
  readonly #mostCharacters: number;
  #characters = 0;

  constructor(most: number = MAX_SESSIONS, mostCharacters: number = MAX_SESSIONS_CHARACTERS) {
    this.#most = most;
    this.#mostCharacters = mostCharacters;
  }

  get count(): number {
    return this.#sessions.size;
  }

  /** Undefined for one that was never kept, or is forgotten. */
  find(name: string): State | undefined {
    const found = this.#sessions.get(name);
    if (found === undefined) return undefined;
    // The order of a map is that of insertion: the first is the one that was longest unused.
    this.#sessions.delete(name);
    this.#sessions.set(name, found);
    return found.state;
  }

  /** @param characters that the state holds, in UTF-16 code units */
  keep(name: string, state: State, characters = 0): void {
    this.forget(name);
    const weight = name.length + characters;
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size < this.#most && this.#characters + weight <= this.#mostCharacters) break;
      this.forget(oldest);
    }
    this.#sessions.set(name, { state, characters: weight });
    this.#characters += weight;
  }

  forget(name: string): void {
    this.#characters -= this.#sessions.get(name)?.characters ?? 0;
    this.#sessions.delete(name);
  }
}

/** A store of its own for each server of this process. */
export function perServer<Store>(create: () => Store): (server: DialectServer) => Store {
  const stores = new WeakMap<DialectServer, Store>();
  return (server) => {
    const known = stores.get(server);
    if (known !== undefined) return known;
    const store = create();
    stores.set(server, store);
    return store;
  };
}

/** The name of a session, a number too. @param field in the words of the dialect @throws INVALID_REQUEST */
export function sessionName(value: unknown, field: string): string {
  const name = typeof value === 'number' ? String(value) : value;
  if (typeof name === 'string' && name !== '' && Buffer.byteLength(name) <= MAX_SESSION_BYTES) {
    return name.toWellFormed();
  }
  throw new StillwebError('INVALID_REQUEST', `${field} must be a string of 1 to ${MAX_SESSION_BYTES} bytes`, { field });
}
