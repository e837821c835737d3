import { describe, expect, it } from 'vitest';
import { bindKernel } from '../../../src/wasm/bound-kernel.ts';
import { claimKernelSlot, createKernelMemory, type KernelMemory } from '../../../src/wasm/kernel-memory.ts';
import { loadKernelModule } from '../../../src/wasm/kernel-module.ts';
import { createSharedMemory } from '../../../src/wasm/shared-memory.ts';
import { createVectorMemory } from '../../../src/wasm/vector-memory.ts';

describe('a memory for kernels', () => {
  it('ends at the 4 GiB that WebAssembly can address', () => {
    expect(createSharedMemory(2 ** 32 + 1)).toBeNull();
    expect(createKernelMemory(2 ** 32 - 64, 64)).toBeNull();
    expect(createVectorMemory(2 ** 31, 2 ** 31)).toBeNull();
  });

  it('keeps slots apart from the file and from one another, on lines of a cache', () => {
    const memory = createKernelMemory(1001, 128) as KernelMemory;
    const slots = [claimKernelSlot(memory), claimKernelSlot(memory), claimKernelSlot(memory)] as number[];
    expect(slots[0]).toBeGreaterThanOrEqual(1001);
    for (const slot of slots) expect(slot % 64).toBe(0);
    expect(slots).toEqual([slots[0], slots[0] + 128, slots[0] + 256]);
  });

  it('lets the graph begin behind the vectors, on a line of a cache', () => {
    const memory = createVectorMemory(1001, 500);
    expect(memory?.besideAt).toBe(1024);
    expect(memory?.fileBytes).toBe(1524);
  });
});

describe('a kernel', () => {
  it('is compiled once a thread', () => {
    expect(loadKernelModule('vector-scan')).toBe(loadKernelModule('vector-scan'));
    expect(loadKernelModule('vector-scan')).not.toBe(loadKernelModule('row-sum'));
  });

  it('takes a slot when it is bound, and is not bound when none is left', () => {
    const memory = createKernelMemory(64, 64) as KernelMemory;
    const slots = Array.from({ length: 257 }, () => bindKernel('vector-scan', memory)?.slot ?? null);
    expect(new Set(slots).size).toBe(257);
    expect(slots.at(-1)).toBeNull();
    expect(bindKernel('vector-scan', null)).toBeNull();
  });
});
