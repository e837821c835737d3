import { join } from 'node:path';
import { sha256 } from '../../src/bytes/hash.ts';
import { removeFile } from '../../src/store/durable.ts';
import { linkSync, readFileSync } from '../../src/store/file-system.ts';
import { type UnitSummary, unitFileName } from './unit-file.ts';

/** A unit of an earlier build, and where its file is. */
export interface KeptUnit {
  readonly summary: UnitSummary;
  readonly path: string;
}

/**
 * Units that the build of the current generation has made, for a change that leaves most documents as they are. Each is known by the
 * hash of its documents, so it may have had another number.
 */
export class KeptUnits {
  readonly #units: ReadonlyMap<string, KeptUnit>;

  constructor(units: Iterable<KeptUnit>) {
    this.#units = new Map(Array.from(units, (unit) => [unit.summary.input, unit]));
  }

  /**
   * Puts the unit of some documents in its place.
   *
   * @param folder of the units of this build
   * @param input `hashDocuments` of the documents
   * @returns null where there is none, or its file is not what it was: then it is made anew
   */
  take(folder: string, unit: number, input: string): UnitSummary | null {
    const kept = this.#units.get(input);
    if (kept === undefined) return null;
    const { summary, path } = kept;
    try {
      if (sha256(readFileSync(path)) !== summary.sha256) return null;
      const place = join(folder, unitFileName(unit));
      // Of an interrupted change whose journal did not come as far.
      removeFile(place);
      linkSync(path, place);
    } catch {
      // Gone, or on a file system without hard links.
      return null;
    }
    return { ...summary, unit };
  }
}

export const NO_UNITS = new KeptUnits([]);
