import { StillwebError } from '../errors.ts';

/**
 * A section file: named typed arrays in one file, read in place.
 *
 *   0   "SWSF"                    magic
 *   4   u32  version              1
 *   8   char[4]  kind             which structure the sections make, such as "TERM"
 *   12  u32  sections             n
 *   16  n × 40 bytes              char[16] name (zero padded), u32 type, u32 zero, u64 offset, u64 elements
 *   …   sections                  each at a multiple of 64, zero padded
 *
 * All integers are little-endian, as every machine is that Node runs on and that we support.
 *
 * @see docs/format.md
 */

const MAGIC = 0x46535753; // "SWSF"
export const SECTION_FILE_VERSION = 1;
const ENTRY_BYTES = 40;
const NAME_BYTES = 16;
/** A cache line and a SIMD register both fit; typed arrays need 8. */
export const SECTION_ALIGNMENT = 64;

const ELEMENT_TYPES = {
  u8: { code: 1, bytes: 1, view: Uint8Array },
  i8: { code: 2, bytes: 1, view: Int8Array },
  u16: { code: 3, bytes: 2, view: Uint16Array },
  u32: { code: 4, bytes: 4, view: Uint32Array },
  i32: { code: 5, bytes: 4, view: Int32Array },
  f64: { code: 6, bytes: 8, view: Float64Array },
} as const;

export type ElementType = keyof typeof ELEMENT_TYPES;
export type SectionArray = Uint8Array | Int8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;
type ViewOf<T extends ElementType> = InstanceType<(typeof ELEMENT_TYPES)[T]['view']>;

export interface SectionPlan {
  readonly name: string;
  readonly type: ElementType;
  readonly elements: number;
}

export interface Section extends SectionPlan {
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly bytes: number;
}

export function elementBytes(type: ElementType): number {
  return ELEMENT_TYPES[type].bytes;
}

/** Header bytes and section places for a file whose element counts are known. */
export function planSectionFile(
  kind: string,
  plans: readonly SectionPlan[],
): { header: Uint8Array; sections: Section[] } {
  const headerBytes = 16 + plans.length * ENTRY_BYTES;
  const header = new Uint8Array(align(headerBytes));
  const view = new DataView(header.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, SECTION_FILE_VERSION, true);
  writeAscii(header, 8, kind, 4);
  view.setUint32(12, plans.length, true);
  let offset = header.length;
  const sections = plans.map((plan, i) => {
    const at = 16 + i * ENTRY_BYTES;
    const bytes = plan.elements * elementBytes(plan.type);
    writeAscii(header, at, plan.name, NAME_BYTES);
    view.setUint32(at + 16, ELEMENT_TYPES[plan.type].code, true);
    view.setBigUint64(at + 24, BigInt(offset), true);
    view.setBigUint64(at + 32, BigInt(plan.elements), true);
    const section: Section = { ...plan, offset, bytes };
    offset = align(offset + bytes);
    return section;
  });
  return { header, sections };
}

/** Length of the whole file: every section, the last one padded as well. */
export function sectionFileBytes(sections: readonly Section[], headerBytes: number): number {
  const last = sections.at(-1);
  return last === undefined ? headerBytes : align(last.offset + last.bytes);
}

/** The plan of a file of these arrays, in their order. */
export function planSections(arrays: Readonly<Record<string, SectionArray>>): SectionPlan[] {
  return Object.entries(arrays).map(([name, data]) => ({ name, type: typeOf(data), elements: data.length }));
}

/** The whole file in memory, for structures that are small. */
export function encodeSectionFile(kind: string, arrays: Readonly<Record<string, SectionArray>>): Uint8Array {
  const { header, sections } = planSectionFile(kind, planSections(arrays));
  const file = new Uint8Array(sectionFileBytes(sections, header.length));
  file.set(header);
  for (const section of sections) {
    const data = arrays[section.name];
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), section.offset);
  }
  return file;
}

/**
 * Reads the header of a section file and checks it against the file's real length.
 *
 * @param head at least the first bytes of the file, header included
 * @throws StillwebError INDEX_CORRUPT naming the file, INDEX_TOO_NEW, INDEX_TOO_OLD
 */
export function readSectionTable(
  file: string,
  kind: string,
  head: Uint8Array,
  fileBytes: number,
): Map<string, Section> {
  const corrupt = (message: string) => new StillwebError('INDEX_CORRUPT', `${file}: ${message}`, { file });
  if (head.length < 16) throw corrupt(`${fileBytes} bytes are too few for a section file`);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw corrupt('it does not begin with the magic bytes SWSF');
  const version = view.getUint32(4, true);
  if (version !== SECTION_FILE_VERSION) {
    const facts = { file, version, supported: SECTION_FILE_VERSION };
    const code = version > SECTION_FILE_VERSION ? 'INDEX_TOO_NEW' : 'INDEX_TOO_OLD';
    throw new StillwebError(code, `${file}: section file version ${version}, not ${SECTION_FILE_VERSION}`, facts);
  }
  const found = readAscii(head, 8, 4);
  if (found !== kind) throw corrupt(`it holds ${JSON.stringify(found)}, not ${JSON.stringify(kind)}`);
  const count = view.getUint32(12, true);
  if (16 + count * ENTRY_BYTES > head.length) throw corrupt(`a table of ${count} sections does not fit`);
  const table = new Map<string, Section>();
  let expected = align(16 + count * ENTRY_BYTES);
  for (let i = 0; i < count; i++) {
    const at = 16 + i * ENTRY_BYTES;
    const name = readAscii(head, at, NAME_BYTES);
    const code = view.getUint32(at + 16, true);
    const type = (Object.keys(ELEMENT_TYPES) as ElementType[]).find((key) => ELEMENT_TYPES[key].code === code);
    if (type === undefined) throw corrupt(`section ${name} has the unknown type ${code}`);
    const offset = Number(view.getBigUint64(at + 24, true));
    const elements = Number(view.getBigUint64(at + 32, true));
    const bytes = elements * elementBytes(type);
    if (offset !== expected || !(offset + bytes <= fileBytes)) {
      throw corrupt(`section ${name} (${bytes} bytes at ${offset}) is not at ${expected} of its ${fileBytes} bytes`);
    }
    if (table.has(name)) throw corrupt(`it has two sections ${name}`);
    expected = align(offset + bytes);
    table.set(name, { name, type, elements, offset, bytes });
  }
  if (expected !== fileBytes) throw corrupt(`its sections end at ${expected}, and it has ${fileBytes} bytes`);
  return table;
}

/** The sections of one file as views into the memory that holds it. */
export class SectionFile {
  readonly file: string;
  readonly #memory: ArrayBufferLike;
  readonly #base: number;
  readonly #table: Map<string, Section>;

  /** @throws StillwebError INDEX_CORRUPT, INDEX_TOO_NEW, INDEX_TOO_OLD */
  constructor(file: string, kind: string, bytes: Uint8Array) {
    this.file = file;
    this.#memory = bytes.buffer;
    this.#base = bytes.byteOffset;
    this.#table = readSectionTable(file, kind, bytes, bytes.byteLength);
  }

  has(name: string): boolean {
    return this.#table.has(name);
  }

  /** @throws StillwebError INDEX_CORRUPT when the section is absent, of another type, or of another length */
  get<T extends ElementType>(name: string, type: T, elements?: number): ViewOf<T> {
    const section = this.#table.get(name);
    if (section === undefined || section.type !== type || (elements !== undefined && section.elements !== elements)) {
      const found = section === undefined ? 'absent' : `${section.type}[${section.elements}]`;
      const expected = elements === undefined ? type : `${type}[${elements}]`;
      const facts = { file: this.file, section: name, found, expected };
      throw new StillwebError('INDEX_CORRUPT', `${this.file}: section ${name} is ${found}, not ${expected}`, facts);
    }
    const View = ELEMENT_TYPES[type].view;
    return new View(this.#memory as ArrayBuffer, this.#base + section.offset, section.elements) as ViewOf<T>;
  }
}

function typeOf(array: SectionArray): ElementType {
  for (const key of Object.keys(ELEMENT_TYPES) as ElementType[]) {
    if (array instanceof ELEMENT_TYPES[key].view) return key;
  }
  throw new TypeError('encodeSectionFile: not a section array');
}

function align(bytes: number): number {
  return Math.ceil(bytes / SECTION_ALIGNMENT) * SECTION_ALIGNMENT;
}

function writeAscii(bytes: Uint8Array, at: number, text: string, length: number): void {
  if (text.length > length) throw new RangeError(`section name ${text} is over ${length} characters`);
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}

function readAscii(bytes: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let i = 0; i < length && bytes[at + i] !== 0; i++) text += String.fromCharCode(bytes[at + i]);
  return text;
}
