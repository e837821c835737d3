import type { NamedReranker } from '../contract/reranker-description.ts';
import type { Share, SharedThings } from '../encoder/shared-things.ts';

/** One thing of those that this thread shares, opened when it is first asked for. */
export class LoadedOnce<Thing extends { close(): Promise<void> }> {
  readonly #things: SharedThings<Thing>;
  readonly #key: string;
  readonly #open: () => Promise<Thing>;
  #loading: Promise<Share<Thing>> | null = null;

  /** @param key equal for those that share a thing */
  constructor(things: SharedThings<Thing>, key: string, open: () => Promise<Thing>) {
    this.#things = things;
    this.#key = key;
    this.#open = open;
  }

  /** What failed to open is tried again. @throws what opening throws */
  async get(): Promise<Thing> {
    this.#loading ??= this.#things.share(this.#key, this.#open);
    try {
      return (await this.#loading).thing;
    } catch (error) {
      this.#loading = null;
      throw error;
    }
  }

  async close(): Promise<void> {
    const loading = this.#loading;
    this.#loading = null;
    await loading?.then(
      (share) => share.leave(),
      () => {},
    );
  }
}

/** Equal for rerankers of the same files, whatever their names. */
export function keyOf({ source, description: { fingerprint } }: NamedReranker): string {
  return JSON.stringify([source, fingerprint]);
}
