import { SectionFile } from './section-file.ts';

/**
 * What 16-bit vectors hold beyond their int8 ones, to rescore the first candidates of a search. `residuals-SSS.bin` (kind
 * RESI): `low` i8[passages × dimensions]. A value is 256 × the int8 value + the low one: one byte a value more, where a
 * file of whole 16-bit vectors would repeat the int8 ones. Only for encoders whose vectors are finer than int8.
 */
export const RESIDUALS_KIND = 'RESI';

/** @throws StillwebError INDEX_CORRUPT */
export function readResiduals(name: string, bytes: Uint8Array, passages: number, dimensions: number): Int8Array {
  return new SectionFile(name, RESIDUALS_KIND, bytes).get('low', 'i8', passages * dimensions);
}
