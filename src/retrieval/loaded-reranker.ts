import type { NamedReranker } from '../contract/reranker-description.ts';
import type { Share, SharedThings } from '../encoder/shared-things.ts';
import { StillwebError } from '../errors.ts';
import { MAX_MODEL_RERANK_DEPTH } from '../limits.ts';
import type { OwnReranker } from './own-reranker.ts';

/** What a reranker opens of its files: a model, or vectors. */
interface Opened {
  close(): Promise<void>;
}

/** A reranker of a setting, and what it opens of its files when it is first asked; rerankers of equal files share that in a thread. */
export abstract class LoadedReranker<Thing extends Opened> implements Pick<OwnReranker, 'load' | 'close'> {
  readonly name: string;
  readonly depth: number;
  readonly mostDepth = MAX_MODEL_RERANK_DEPTH;
  readonly #things: SharedThings<Thing>;
  readonly #named: NamedReranker;
  #loading: Promise<Share<Thing>> | null = null;

  /** @param things those of this thread that are open */
  constructor(named: NamedReranker, things: SharedThings<Thing>) {
    this.name = named.description.name;
    this.depth = named.description.depth;
    this.#named = named;
    this.#things = things;
  }

  /** @param source files that are those that were described */
  protected abstract open(source: string): Promise<Thing>;

  /** SHA-256 over the files, as `RerankerDescription.fingerprint`. */
  protected abstract fingerprintOf(source: string): Promise<string>;

  /** What failed to open is tried again. @throws as `OwnReranker.load` */
  protected async thing(): Promise<Thing> {
    const { source, description } = this.#named;
    // Equal for rerankers of the same files, whatever their names.
    const key = JSON.stringify([source, description.fingerprint]);
    this.#loading ??= this.#things.share(key, () => this.#openSame());
    try {
      return (await this.#loading).thing;
    } catch (error) {
      this.#loading = null;
      throw error;
    }
  }

  async #openSame(): Promise<Thing> {
    const { source, description } = this.#named;
    const found = await this.fingerprintOf(source);
    if (found === description.fingerprint) return await this.open(source);
    const message = `the files of the reranker ${this.name} are not those that were there at the start`;
    const facts = { reranker: this.name, expected: description.fingerprint, found };
    throw new StillwebError('ENCODER_DIFFERS', message, facts);
  }

  /** Of a model a second for some hundred megabytes. */
  async load(): Promise<void> {
    await this.thing();
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
