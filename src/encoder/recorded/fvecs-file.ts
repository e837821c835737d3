import { damagedVectors, type RandomAccess, type VectorFile } from './vector-file.ts';

const MOST_DIMENSIONS = 65_536;

/** `fvecs`: of each vector the number of its components (int32), and these as float32, in little-endian. @throws StillwebError ENCODER_DAMAGED */
export function openFvecs(file: RandomAccess): VectorFile {
  try {
    const dimensions = file.size < 4 ? 0 : countAt(file.read(0, 4));
    const rowBytes = 4 + dimensions * 4;
    if (dimensions < 1 || dimensions > MOST_DIMENSIONS || file.size % rowBytes !== 0) {
      throw damagedVectors(file.path, 'is no list of vectors of one length');
    }
    return {
      rows: file.size / rowBytes,
      dimensions,
      isInt8: false,
      read: (row) => {
        const bytes = file.read(row * rowBytes, rowBytes);
        if (countAt(bytes) !== dimensions) {
          throw damagedVectors(file.path, `has a vector of other than ${dimensions} components in row ${row}`);
        }
        const view = new DataView(bytes.buffer, 4);
        return Float32Array.from({ length: dimensions }, (_, j) => view.getFloat32(j * 4, true));
      },
      close: () => file.close(),
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

function countAt(bytes: Uint8Array): number {
  return new DataView(bytes.buffer).getInt32(0, true);
}
