import { crc32, deflateRawSync } from 'node:zlib';

/** ZIP and tar made by hand, so that what no program would write can be written too. */

export interface ZipPart {
  readonly name: string | Buffer;
  readonly content: string | Buffer;
  /** 0 is stored, 8 deflated; of another the bytes are `packed`. */
  readonly method?: number;
  /** The bytes as stored, where they are not what the method makes of the content. */
  readonly packed?: Buffer;
  /** Type and mode of Unix: `0o120777` is a link. */
  readonly mode?: number;
  readonly flags?: number;
  readonly checksum?: number;
  /** Says that its bytes are those of the part of this number. */
  readonly sharesWith?: number;
}

/** @see PKWARE APPNOTE 6.3.10 */
export function makeZip(parts: readonly ZipPart[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  const places: number[] = [];
  let place = 0;
  for (const part of parts) {
    const content = Buffer.from(part.content as string);
    const { method = 8, flags = 0, mode = 0o100644, checksum = crc32(content) } = part;
    const packed = part.packed ?? (method === 8 ? deflateRawSync(content) : content);
    const name = Buffer.from(part.name as string);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(checksum, 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    places.push(place);
    const header = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed]);
    const attributes = Buffer.alloc(14);
    attributes.writeUInt32LE(mode * 0x10000, 6);
    attributes.writeUInt32LE(part.sharesWith === undefined ? place : places[part.sharesWith], 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), common, attributes, name]));
    if (part.sharesWith !== undefined) continue;
    local.push(header);
    place += header.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(place, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\x05\x06'), end]);
}

export interface TarPart {
  readonly name: string;
  readonly content?: string | Buffer;
  /** `0` is a file, `1` a hard link, `2` a symbolic one, `3` a device, `5` a folder, `x` a header of pax. */
  readonly type?: string;
  /** What the header says, where it is not the length of the content. */
  readonly bytes?: number;
}

/** @see POSIX.1-2017, ustar */
export function makeTar(parts: readonly TarPart[]): Buffer {
  const blocks = parts.map(({ name, content = '', type = '0', bytes }) => {
    const stored = Buffer.from(content as string);
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write('0000644\0', 100);
    header.write(`${(bytes ?? stored.length).toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(type, 156);
    header.write('ustar\x0000', 257, 'latin1');
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return Buffer.concat([header, stored, Buffer.alloc((512 - (stored.length % 512)) % 512)]);
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** The same files in both forms. */
export function makeArchives(files: Readonly<Record<string, string | Buffer>>): { zip: Buffer; tar: Buffer } {
  const parts = Object.entries(files).map(([name, content]) => ({ name, content }));
  return { zip: makeZip(parts), tar: makeTar(parts) };
}
