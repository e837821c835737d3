import { describe, expect, it } from 'vitest';
import { ScalarVectorKernel } from '../../src/kernel/vector-kernel.ts';
import { claimKernelSlot } from '../../src/wasm/kernel-memory.ts';
import { createVectorMemory, type VectorMemory } from '../../src/wasm/vector-memory.ts';
import { openVectorKernel, WasmVectorKernel } from '../../src/wasm/vector-scan.ts';
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
