import { readSectionTable, type Section, type SectionArray } from '../../src/format/section-file.ts';
import { closeSync, fstatSync, openSync, readSync } from '../../src/store/file-system.ts';
import { SequentialReader } from '../../src/store/sequential-reader.ts';
import { UNIT_KIND } from './unit-file.ts';

const HEAD_BYTES = 4096;

/** Reads single sections of a unit file, or of a file of another kind, so that assembling needs no more memory than the section at hand. */
export class UnitReader {
  readonly path: string;
  readonly #table: Map<string, Section>;

  /** @throws StillwebError INDEX_CORRUPT */
  constructor(path: string, kind = UNIT_KIND) {
    this.path = path;
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      const read = readSync(file, head, 0, HEAD_BYTES, 0);
      this.#table = readSectionTable(path, kind, head.subarray(0, read), fstatSync(file).size);
    } finally {
      closeSync(file);
    }
  }

  #section(name: string): Section {
    const section = this.#table.get(name);
    if (section === undefined) throw new Error(`${this.path} has no section ${name}`);
    return section;
  }

  elements(name: string): number {
    return this.#section(name).elements;
  }

  stream(name: string, bufferBytes: number): SequentialReader {
    const { offset, bytes } = this.#section(name);
    return new SequentialReader(this.path, offset, bytes, bufferBytes);
  }

  #bytes(name: string): ArrayBuffer {
    const { offset, bytes } = this.#section(name);
    const content = new Uint8Array(bytes);
    if (bytes > 0) content.set(new SequentialReader(this.path, offset, bytes, 16).take(bytes));
    return content.buffer;
  }

  u8(name: string): Uint8Array {
    return new Uint8Array(this.#bytes(name));
  }

  u16(name: string): Uint16Array {
    return new Uint16Array(this.#bytes(name));
  }

  u32(name: string): Uint32Array {
    return new Uint32Array(this.#bytes(name));
  }

  i32(name: string): Int32Array {
    return new Int32Array(this.#bytes(name));
  }

  /** Some elements of a section of four bytes each. */
  i32Part(name: string, from: number, count: number): Int32Array {
    const bytes = new SequentialReader(this.path, this.#section(name).offset + from * 4, count * 4, count * 4);
    return new Int32Array(count === 0 ? new ArrayBuffer(0) : Uint8Array.from(bytes.take(count * 4)).buffer);
  }

  /** Appends a section to a sink, piece by piece. */
  copy(name: string, sink: { append(data: SectionArray): void }, pieceBytes: number): void {
    const { bytes } = this.#section(name);
    const stream = this.stream(name, pieceBytes);
    for (let left = bytes; left > 0; ) {
      const piece = stream.take(Math.min(left, pieceBytes));
      sink.append(piece);
      left -= piece.length;
    }
  }
}
