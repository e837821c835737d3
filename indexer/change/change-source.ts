import { resolve } from 'node:path';
import type { EncoderDescription } from '../../src/contract/encoder-description.ts';
import { type BlockedCounts, type Manifest, NONE_BLOCKED } from '../../src/format/manifest.ts';
import { SOFTWARE_VERSION } from '../../src/version.ts';
import type { Collection } from '../ingest/open-collection.ts';
import { type BlockProofs, readBlockProofs } from '../sources/block-proofs.ts';
import { readBuildRecord } from '../sources/build-record.ts';
import { FileRecord } from '../sources/file-record.ts';
import { type ReadingSettings, readingKey } from '../sources/reading-key.ts';
import { buildRecordFile, fileRecordFile } from '../sources/record-names.ts';
import { openKeptUnits } from '../sources/unit-record.ts';
import type { FormerVectorsPlace } from '../unit/former-vectors.ts';
import type { KeptUnits } from '../unit/kept-units.ts';
import { openChanged } from './changed-collection.ts';
import type { CollectionChange } from './collection-change.ts';
import { FormerIndex } from './former-index.ts';
import { KnownFiles } from './known-files.ts';
import { openSynced } from './synced-collection.ts';

/** What a build that changes an index reads besides its inputs. */
export class ChangeSource {
  readonly #former: FormerIndex;
  readonly #change: CollectionChange;
  readonly #directory: string;
  readonly #files: FileRecord;

  private constructor(former: FormerIndex, files: FileRecord, change: CollectionChange, directory: string) {
    this.#former = former;
    this.#files = files;
    this.#change = change;
    this.#directory = directory;
  }

  /** @throws StillwebError INPUT_CHANGED where another generation is current; as `FormerIndex.open` */
  static async open(directory: string, change: CollectionChange): Promise<ChangeSource> {
    const former = await FormerIndex.open(directory, change.generation);
    try {
      const path = fileRecordFile(directory, change.generation);
      const files = FileRecord.read(path, path.slice(directory.length + 1), former.count);
      return new ChangeSource(former, files, change, directory);
    } catch (error) {
      former.close();
      throw error;
    }
  }

  /** Of the former generation. */
  get manifest(): Manifest {
    return this.#former.manifest;
  }

  /** Records that were left out of the former generation, and are not met again. */
  get skipped(): number {
    return this.#change.kind === 'sync' ? 0 : this.#former.manifest.provenance.skipped;
  }

  /** The same of copies. */
  get dropped(): number {
    return this.#change.kind === 'sync' ? 0 : (this.#former.manifest.provenance.dropped?.documents ?? 0);
  }

  /** @throws StillwebError what `openCollection` throws */
  async openCollection(
    { inputs, format, fields, html, block }: ReadingSettings & { readonly inputs: readonly string[] },
    building: string,
  ): Promise<Collection> {
    const files = new KnownFiles(this.#files, readingKey({ format, fields, html, block }), this.#former.count);
    const place = { inputs, format, output: this.#directory };
    if (this.#change.kind === 'sync') return await openSynced(this.#former, files, place);
    return await openChanged(this.#former, files, this.#change, { ...place, building });
  }

  /** Absolute paths of the inputs of the former generation, as far as they are known. */
  get inputs(): string[] {
    const path = buildRecordFile(this.#directory, this.#change.generation);
    try {
      const { folder, inputs } = readBuildRecord(path, path, this.#former.count) ?? { folder: '', inputs: [] };
      return inputs.flatMap(({ input }) => (input === null ? [] : [resolve(folder, input)]));
    } catch {
      // Damaged. Nothing is built from it, so it keeps nothing from being built.
      return [];
    }
  }

  /** Where vectors are that an encoder need not compute; null where it, or the program, is another. */
  vectorsOf(encoder: EncoderDescription | null): FormerVectorsPlace | null {
    const { folder, manifest } = this.#former;
    if (encoder === null || manifest.encoder?.fingerprint !== encoder.fingerprint) return null;
    if (manifest.encoder.precision !== encoder.precision) return null;
    if (manifest.provenance.software !== `stillweb ${SOFTWARE_VERSION}`) return null;
    return {
      folder,
      shards: manifest.counts.shards,
      dimensions: encoder.dimensions,
      hasFloats: encoder.precision !== undefined,
    };
  }

  /** Documents that the block list kept out of the former generation, and that are not met again. */
  get blocked(): BlockedCounts {
    const { blocked } = this.#former.manifest.provenance;
    return this.#change.kind === 'sync' || blocked === undefined ? NONE_BLOCKED : blocked;
  }

  /** Units of the former generation that a build with this key would make. */
  unitsOf(key: string): KeptUnits {
    return openKeptUnits(this.#directory, this.#change.generation, key);
  }

  /** What the proof of the former generation has found that holds for this one as well. */
  proofs(): BlockProofs {
    return readBlockProofs(this.#directory, this.#change.generation);
  }

  close(): void {
    this.#former.close();
  }
}
