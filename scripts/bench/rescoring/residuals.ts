import { SectionFile } from '../../../src/format/section-file.ts';

/**
 * What 16-bit vectors hold beyond their int8 ones, to score the first candidates of a search again: `low`
 * i8[passages × dimensions]. A value is 256 × the int8 value + the low one. That is one byte a value more; a file of whole
 * 16-bit vectors would repeat the int8 ones. An experiment: no index of stillweb has such a file.
 */
export const RESIDUALS_FILE = 'residuals-000.bin';
export const RESIDUALS_KIND = 'RESI';

/** @throws StillwebError INDEX_CORRUPT */
export function readResiduals(name: string, bytes: Uint8Array, passages: number, dimensions: number): Int8Array {
  return new SectionFile(name, RESIDUALS_KIND, bytes).get('low', 'i8', passages * dimensions);
}
