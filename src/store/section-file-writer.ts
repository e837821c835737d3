import {
  type ElementType,
  elementBytes,
  planSectionFile,
  planSections,
  type Section,
  type SectionArray,
  type SectionPlan,
  sectionFileBytes,
} from '../format/section-file.ts';
import { closeBehind, writeFully } from './durable.ts';
import { closeSync, fsyncSync, ftruncateSync, openSync } from './file-system.ts';

/** Bytes gathered before a section is written on. */
const BUFFER_BYTES = 256 * 1024;

/** Writes a section file whose element counts are known beforehand, several sections at a time, in bounded memory. */
export class SectionFileWriter {
  readonly #file: number;
  #isOpen = true;
  readonly #kind: string;
  readonly #plans: readonly SectionPlan[];
  readonly #sections = new Map<string, SectionStream>();
  readonly #columns: SectionColumn[] = [];

  constructor(path: string, kind: string, plans: readonly SectionPlan[]) {
    this.#kind = kind;
    this.#plans = plans;
    const { header, sections } = planSectionFile(kind, plans);
    this.#file = openSync(path, 'w');
    try {
      writeFully(this.#file, header, 0);
      ftruncateSync(this.#file, sectionFileBytes(sections, header.length));
    } catch (error) {
      this.abandon();
      throw error;
    }
    for (const section of sections) this.#sections.set(section.name, new SectionStream(this.#file, section));
  }

  section(name: string): SectionStream {
    const stream = this.#sections.get(name);
    if (stream === undefined) throw new Error(`no section ${name} was planned`);
    return stream;
  }

  /** The section as a column of u8, u16, u32 or f64 that takes numbers one by one. */
  column(name: string): SectionColumn {
    const column = new SectionColumn(this.section(name));
    this.#columns.push(column);
    return column;
  }

  /** Lets the last section end where it was written to: its plan was an upper bound. */
  endEarly(name: string): void {
    const last = this.#plans.length - 1;
    if (this.#plans[last].name !== name) throw new Error(`${name} is not the last section`);
    const elements = this.section(name).end();
    const { header, sections } = planSectionFile(
      this.#kind,
      this.#plans.map((plan, i) => (i === last ? { ...plan, elements } : plan)),
    );
    writeFully(this.#file, header, 0);
    ftruncateSync(this.#file, sectionFileBytes(sections, header.length));
  }

  /** Writes what is left, checks that every section is full, and forces the file to disk. Where it throws, `abandon` is next. */
  finish(): void {
    for (const column of this.#columns) column.flush();
    for (const stream of this.#sections.values()) stream.finish();
    fsyncSync(this.#file);
    this.#isOpen = false;
    closeSync(this.#file);
  }

  /** Closes the file as it is, behind a fault of its caller or its own. After `finish` it does nothing. */
  abandon(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeBehind(this.#file);
  }
}

/** Writes a section file, and leaves none open, whatever happens. @returns what `write` does */
export function withSectionFile<Value>(
  path: string,
  kind: string,
  plans: readonly SectionPlan[],
  write: (writer: SectionFileWriter) => Value,
): Value {
  const writer = new SectionFileWriter(path, kind, plans);
  try {
    const value = write(writer);
    writer.finish();
    return value;
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

/** Writes a section file from whole arrays, forced to disk: the file of `encodeSectionFile` without a copy in memory. */
export function writeSectionFile(path: string, kind: string, arrays: Readonly<Record<string, SectionArray>>): void {
  withSectionFile(path, kind, planSections(arrays), (writer) => {
    for (const [name, data] of Object.entries(arrays)) writer.section(name).append(data);
  });
}

/** Appends to one section. */
export class SectionStream {
  readonly type: ElementType;
  readonly #file: number;
  #section: Section;
  readonly #buffer: Uint8Array;
  #buffered = 0;
  #written = 0;

  constructor(file: number, section: Section) {
    this.#file = file;
    this.#section = section;
    this.type = section.type;
    this.#buffer = new Uint8Array(Math.min(BUFFER_BYTES, section.bytes));
  }

  append(data: SectionArray): void {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (this.#buffered + bytes.length > this.#buffer.length) this.#flush();
    if (bytes.length > this.#buffer.length) this.#write(bytes);
    else {
      this.#buffer.set(bytes, this.#buffered);
      this.#buffered += bytes.length;
    }
  }

  #flush(): void {
    this.#write(this.#buffer.subarray(0, this.#buffered));
    this.#buffered = 0;
  }

  #write(bytes: Uint8Array): void {
    if (this.#written + bytes.length > this.#section.bytes) {
      throw new Error(`section ${this.#section.name} is full`);
    }
    writeFully(this.#file, bytes, this.#section.offset + this.#written);
    this.#written += bytes.length;
  }

  /** Makes what was written all that is expected. @returns its elements */
  end(): number {
    this.#flush();
    const elements = this.#written / elementBytes(this.type);
    this.#section = { ...this.#section, elements, bytes: this.#written };
    return elements;
  }

  finish(): void {
    this.#flush();
    if (this.#written !== this.#section.bytes) {
      throw new Error(`section ${this.#section.name} has ${this.#written} bytes, not ${this.#section.bytes}`);
    }
  }
}

const COLUMN_ELEMENTS = 8192;
const COLUMN_ARRAYS = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f64: Float64Array } as const;

/** Gathers the numbers of one section before they are appended. */
export class SectionColumn {
  readonly #stream: SectionStream;
  readonly #values: Uint8Array | Uint16Array | Uint32Array | Float64Array;
  #held = 0;

  constructor(stream: SectionStream) {
    if (!(stream.type in COLUMN_ARRAYS)) throw new TypeError(`no column of ${stream.type}`);
    this.#stream = stream;
    this.#values = new COLUMN_ARRAYS[stream.type as keyof typeof COLUMN_ARRAYS](COLUMN_ELEMENTS);
  }

  push(value: number): void {
    if (this.#held === COLUMN_ELEMENTS) this.flush();
    this.#values[this.#held++] = value;
  }

  flush(): void {
    this.#stream.append(this.#values.subarray(0, this.#held));
    this.#held = 0;
  }
}
