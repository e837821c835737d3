import type { KernelExports, KernelName } from './kernel-exports.ts';
import { claimKernelSlot, type KernelMemory } from './kernel-memory.ts';
import { loadKernelModule, openKernel } from './kernel-module.ts';

/** A kernel bound to a slot of its own in the memory that it reads. */
export interface BoundKernel<Name extends KernelName> {
  readonly calls: KernelExports[Name];
  readonly buffer: SharedArrayBuffer;
  /** Address of the slot. */
  readonly slot: number;
}

/**
 * Binds a kernel to a slot, for the calling thread.
 *
 * @param memory null for files beyond what WebAssembly can address
 * @returns null where memory, engine or slot is missing; its scalar twin then does the work, with the same integers
 */
export function bindKernel<Name extends KernelName>(name: Name, memory: KernelMemory | null): BoundKernel<Name> | null {
  if (memory === null || loadKernelModule(name) === null) return null;
  const slot = claimKernelSlot(memory);
  if (slot === null) return null;
  return { calls: openKernel(name, memory.memory), buffer: memory.memory.buffer, slot };
}
