import type { EncoderDescription } from '../../src/contract/encoder-description.ts';
import { SOFTWARE_VERSION } from '../../src/version.ts';
import type { Collection } from '../ingest/open-collection.ts';
import type { FormerVectorsPlace } from '../unit/former-vectors.ts';
import { type ChangedInputs, openChanged } from './changed-collection.ts';
import type { CollectionChange } from './collection-change.ts';
import { FormerIndex } from './former-index.ts';

/** What a build that changes an index reads besides its inputs. */
export class ChangeSource {
  readonly #former: FormerIndex;
  readonly #change: CollectionChange;
  readonly #directory: string;

  private constructor(former: FormerIndex, change: CollectionChange, directory: string) {
    this.#former = former;
    this.#change = change;
    this.#directory = directory;
  }

  /** @throws StillwebError INPUT_CHANGED where another generation is current; as `FormerIndex.open` */
  static async open(directory: string, change: CollectionChange): Promise<ChangeSource> {
    return new ChangeSource(await FormerIndex.open(directory, change.generation), change, directory);
  }

  /** Records that were left out of the former generation, and are not met again. */
  get skipped(): number {
    return this.#former.manifest.provenance.skipped;
  }

  /** @throws StillwebError what `openChanged` throws */
  async openCollection(
    { inputs, format }: Pick<ChangedInputs, 'inputs' | 'format'>,
    building: string,
  ): Promise<Collection> {
    return await openChanged(this.#former, this.#change, { inputs, format, output: this.#directory, building });
  }

  /** Where vectors are that an encoder need not compute; null where it, or the program, is another. */
  vectorsOf(encoder: EncoderDescription | null): FormerVectorsPlace | null {
    const { folder, manifest } = this.#former;
    if (encoder === null || manifest.encoder?.fingerprint !== encoder.fingerprint) return null;
    if (manifest.provenance.software !== `stillweb ${SOFTWARE_VERSION}`) return null;
    return { folder, shards: manifest.counts.shards, dimensions: encoder.dimensions };
  }

  close(): void {
    this.#former.close();
  }
}
