import { SectionFile } from './section-file.ts';

/**
 * The vectors of one shard. `vectors-SSS.bin` (kind VECT): `vectors` i8[passages × dimensions], row after row in the
 * order of the passages. The encoder and the number of dimensions are in the manifest.
 */
export const VECTORS_KIND = 'VECT';

/**
 * The same vectors before they were rounded. `floats-SSS.bin` (kind FLTS): `floats` u8[passages × dimensions × 4], IEEE 754 in 32 bits,
 * little-endian, of unit length or zeros. There where the encoder has precision `float32`.
 */
export const FLOATS_KIND = 'FLTS';
export const FLOAT_BYTES = 4;

/** @throws StillwebError INDEX_CORRUPT */
export function readVectors(name: string, bytes: Uint8Array, passages: number, dimensions: number): Int8Array {
  return new SectionFile(name, VECTORS_KIND, bytes).get('vectors', 'i8', passages * dimensions);
}
