import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dotProduct } from '../../src/kernel/dot-product.ts';
import { openVectorKernel } from '../../src/retrieval/vector-kernel.ts';
import { claimSlot, createVectorMemory, KERNEL_ROWS } from '../../src/store/vector-memory.ts';

const VECTORS_AT = 64;

// promise: kernel/same-integers
describe('the WebAssembly kernel', () => {
  it.each([16, 256, 384])('gives the integers of its scalar twin at %d dimensions', (dimensions) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 2 ** 31 }), (rows, seed) => {
        let state = seed;
        const value = () => {
          state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
          // The ends of the range are as likely as all between: they are where sums overflow.
          return state % 5 === 0 ? -128 : state % 5 === 1 ? 127 : (state >>> 24) - 128;
        };
        const fileBytes = VECTORS_AT + rows * dimensions;
        const memory = createVectorMemory(fileBytes);
        const vectors = new Int8Array(memory.buffer, VECTORS_AT, rows * dimensions).map(value);
        new Int8Array(memory.buffer).set(vectors, VECTORS_AT);
        const kernel = openVectorKernel(memory, fileBytes, VECTORS_AT, dimensions);
        const query = new Int8Array(dimensions).map(value);
        kernel?.setQuery(query);
        const expected = Array.from({ length: rows }, (_, row) => dotProduct(query, vectors, row * dimensions));
        expect([...(kernel?.score(0, rows) ?? []).slice(0, rows)]).toEqual(expected);
        const half = rows >> 1;
        expect([...(kernel?.score(half, rows - half) ?? []).slice(0, rows - half)]).toEqual(expected.slice(half));
      }),
      { numRuns: 100 },
    );
  });

  it('stands aside for dimensions that it cannot read in steps of sixteen', () => {
    expect(openVectorKernel(createVectorMemory(1000), 1000, 64, 100)).toBeNull();
  });

  it('gives every thread a slot of its own, and none when all are taken', () => {
    const memory = createVectorMemory(100);
    const slots = Array.from({ length: 256 }, () => claimSlot(memory, 100)?.query);
    expect(new Set(slots).size).toBe(256);
    expect(Math.max(...(slots as number[])) + KERNEL_ROWS * 4).toBeLessThanOrEqual(memory.buffer.byteLength);
    expect(claimSlot(memory, 100)).toBeNull();
  });
});
