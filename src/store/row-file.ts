import { SectionFileReader } from './section-file-reader.ts';

const ROWS_A_LOOK = 16;

/** Rows of equal length in a section of a file, of which few are wanted at a time: they are read from disk when they are. */
export class RowFile {
  readonly #reader: SectionFileReader;
  readonly #start: number;
  readonly #rowBytes: number;

  /**
   * @param section as the format names it
   * @throws StillwebError INDEX_CORRUPT when the section has not so many rows; STORAGE_FAILED
   */
  constructor(
    folder: string,
    name: string,
    { kind, section, rows, rowBytes }: { kind: string; section: string; rows: number; rowBytes: number },
  ) {
    this.#rowBytes = rowBytes;
    this.#reader = new SectionFileReader(folder, name, kind);
    try {
      this.#start = this.#reader.section(section, rows * rowBytes).offset;
    } catch (fault) {
      this.#reader.close();
      throw fault;
    }
  }

  /** Fills `target` with the rows from `start` on. */
  readRun(start: number, target: Uint8Array): void {
    this.#reader.readAt(target, this.#start + start * this.#rowBytes);
  }

  /**
   * Fills `target` with these rows, in their order.
   *
   * @param checkpoint called before every sixteenth: a disk may take milliseconds for each; throws to give up
   */
  readRows(rows: ArrayLike<number>, target: Uint8Array, checkpoint?: () => void): void {
    const bytes = this.#rowBytes;
    for (let i = 0; i < rows.length; i++) {
      if (i % ROWS_A_LOOK === 0) checkpoint?.();
      this.#reader.readAt(target, this.#start + rows[i] * bytes, i * bytes, bytes);
    }
  }

  close(): void {
    this.#reader.close();
  }
}
