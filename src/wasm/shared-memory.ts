const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;
/** Where what is read in one go begins: a line of the cache, and a multiple of every element. */
const ALIGNMENT = 64;

/** The next place at or behind `bytes` where something may begin. */
export function alignPlace(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/**
 * Memory that kernels of several threads work in. Pages that nobody touches cost nothing.
 *
 * @returns null for more than WebAssembly can address, which is 4 GiB
 * @throws RangeError when the engine cannot give so much memory
 */
export function createSharedMemory(bytes: number): WebAssembly.Memory | null {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  return pages > MAX_PAGES ? null : new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}
