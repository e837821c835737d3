import { type SectionArray, SectionFile } from './section-file.ts';

/**
 * The files that documents were made of, byte for byte: `originals.bin`, and where each lies in it: `original-places.bin` (kind ORIG).
 * Of D documents:
 *
 *   offset  f64[D + 1]  where the frame of each begins in `originals.bin` (an integer below 2^53); it ends where the next one begins
 *   bytes   u32[D]      length of the original; a frame that is as long is the original itself, a shorter one its ZSTD frame
 *   type    u16[D]      its media type, as a number of `types` from 1; 0 for a document without an original
 *   types   u8[…]       media types in the order in which they are met, each ended by a line feed
 */

export const ORIGINALS_KIND = 'ORIG';
/** What is larger is stored as it is: such files are compressed by themselves as a rule, and a frame is made in memory. */
export const MAX_COMPRESSED_ORIGINAL_BYTES = 16 * 1024 * 1024;
/** Media types that are told apart at most; others are `UNKNOWN_TYPE`. */
export const MAX_MEDIA_TYPES = 65_535;
export const UNKNOWN_TYPE = 'application/octet-stream';

/** An original as it is stored. */
export interface StoredOriginal {
  /** Media type, with its parameters. */
  readonly type: string;
  /** Of the original. */
  readonly bytes: number;
  readonly frame: Uint8Array;
}

export interface OriginalPlaces {
  readonly offset: Float64Array;
  readonly bytes: Uint32Array;
  readonly type: Uint16Array;
  readonly types: readonly string[];
}

export function originalSections({ offset, bytes, type, types }: OriginalPlaces): Record<string, SectionArray> {
  const names = new Uint8Array(Buffer.from(types.map((each) => `${each}\n`).join(''), 'latin1'));
  return { offset, bytes, type, types: names };
}

/** @throws StillwebError INDEX_CORRUPT */
export function readOriginalPlaces(name: string, file: Uint8Array, documents: number): OriginalPlaces {
  const sections = new SectionFile(name, ORIGINALS_KIND, file);
  const types = Buffer.from(sections.get('types', 'u8')).toString('latin1').split('\n').slice(0, -1);
  return {
    offset: sections.get('offset', 'f64', documents + 1),
    bytes: sections.get('bytes', 'u32', documents),
    type: sections.get('type', 'u16', documents),
    types,
  };
}

/** Whether a text is a media type that may stand in a header: visible ASCII, type and subtype first, 200 characters at most. */
export function isMediaType(text: string): boolean {
  return text.length <= 200 && /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:[ \t]*;[\x20-\x7e\t]*)?$/.test(text);
}
