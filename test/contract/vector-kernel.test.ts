import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeSectionFile } from '../../src/format/section-file.ts';
import { ScalarVectorKernel, type VectorKernel } from '../../src/kernel/vector-kernel.ts';
import { DiskVectorKernel } from '../../src/retrieval/disk-kernel.ts';
import { claimKernelSlot } from '../../src/wasm/kernel-memory.ts';
import { createRoomMemory, createVectorMemory, type VectorMemory } from '../../src/wasm/vector-memory.ts';
import { openVectorKernel, WasmVectorKernel } from '../../src/wasm/vector-scan.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { vectorKernelContract } from './vector-kernel.ts';

const VECTORS_AT = 64;

/** A memory that holds vectors as a file would. */
function memoryOf(vectors: Int8Array): { memory: VectorMemory; placed: Int8Array } {
  const memory = createVectorMemory(VECTORS_AT + vectors.length) as VectorMemory;
  const placed = new Int8Array(memory.memory.buffer, VECTORS_AT, vectors.length);
  placed.set(vectors);
  return { memory, placed };
}

// promise: kernel/same-integers
vectorKernelContract(
  'in WebAssembly',
  (vectors, dimensions) => {
    const { memory, placed } = memoryOf(vectors);
    const kernel = openVectorKernel(placed, dimensions, memory);
    expect(kernel).toBeInstanceOf(WasmVectorKernel);
    return kernel;
  },
  [16, 256, 384],
);
vectorKernelContract(
  'in plain code',
  (vectors, dimensions) => new ScalarVectorKernel(vectors, dimensions),
  [16, 100, 384],
);

const folder = temporaryFolder();
const onDisk = (vectors: Int8Array, dimensions: number, memory: VectorMemory | null): VectorKernel => {
  const passages = vectors.length / dimensions;
  writeFileSync(join(folder, 'vectors-000.bin'), encodeSectionFile('VECT', { vectors }));
  return new DiskVectorKernel(folder, { shard: 0, passages, dimensions, memory });
};
vectorKernelContract(
  'in WebAssembly, over vectors on disk',
  (vectors, dimensions) => onDisk(vectors, dimensions, createRoomMemory(dimensions, 1000)),
  [16, 256, 384],
);
vectorKernelContract(
  'in plain code, over vectors on disk',
  (vectors, dimensions) => onDisk(vectors, dimensions, null),
  [16, 100],
);

describe('a vector kernel over vectors on disk', () => {
  it('refuses a file of other vectors, by its name', () => {
    onDisk(new Int8Array(160), 16, null).close?.();
    const expected = expect.objectContaining({
      code: 'INDEX_CORRUPT',
      facts: expect.objectContaining({ file: 'vectors-000.bin' }),
    });
    const shard = { shard: 0, passages: 11, dimensions: 16, memory: null };
    expect(() => new DiskVectorKernel(folder, shard)).toThrow(expected);
  });

  it('lets a caller give up between the vectors that it reads', () => {
    const kernel = onDisk(new Int8Array(1600), 16, null);
    kernel.setQuery(new Int8Array(16));
    let looks = 0;
    const giveUp = () => {
      if (++looks === 3) throw new RangeError('late');
    };
    expect(() => kernel.scoreRows(new Uint32Array(1000), giveUp)).toThrow('late');
    expect(looks).toBe(3);
    kernel.close?.();
  });

  it('says which file ends early while it is read', () => {
    const kernel = onDisk(new Int8Array(1600), 16, null);
    kernel.setQuery(new Int8Array(16));
    truncateSync(join(folder, 'vectors-000.bin'), 200);
    expect(() => kernel.scoreRows(Uint32Array.of(99))).toThrow(expect.objectContaining({ code: 'INDEX_CORRUPT' }));
    kernel.close?.();
  });
});

describe('the opening of a vector kernel', () => {
  it('falls to plain code for dimensions that cannot be read in steps of sixteen, and without a memory', () => {
    const { memory, placed } = memoryOf(new Int8Array(1000));
    expect(openVectorKernel(placed, 100, memory)).toBeInstanceOf(ScalarVectorKernel);
    expect(openVectorKernel(placed, 16, null)).toBeInstanceOf(ScalarVectorKernel);
  });

  it('gives every thread a slot of its own, and plain code when all are taken', () => {
    const { memory, placed } = memoryOf(new Int8Array(160));
    const slots = Array.from({ length: 256 }, () => claimKernelSlot(memory));
    expect(new Set(slots).size).toBe(256);
    expect(Math.max(...(slots as number[])) + memory.slotBytes).toBeLessThanOrEqual(memory.memory.buffer.byteLength);
    expect(openVectorKernel(placed, 16, memory)).toBeInstanceOf(ScalarVectorKernel);
  });
});
