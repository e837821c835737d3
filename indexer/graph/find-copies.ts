import { hashBytes } from '../../src/bytes/hash.ts';
import type { GraphCopies } from '../../src/kernel/graph-copies.ts';

/** Which passages have the vector of one before them. @param vectors of a shard, row after row */
export function findCopies(vectors: Int8Array, dimensions: number): GraphCopies {
  const passages = vectors.length / dimensions;
  const bytes = new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.length);
  let size = 8;
  while (size < passages * 2) size *= 2;
  /** Number of a node plus one, by the hash of its vector. */
  const slots = new Uint32Array(size);
  const pairs: [node: number, copy: number][] = [];
  for (let passage = 0; passage < passages; passage++) {
    const at = passage * dimensions;
    let slot = hashBytes(bytes, at, at + dimensions) & (size - 1);
    while (slots[slot] !== 0 && !areEqual(bytes, (slots[slot] - 1) * dimensions, at, dimensions)) {
      slot = (slot + 1) & (size - 1);
    }
    if (slots[slot] === 0) slots[slot] = passage + 1;
    else pairs.push([slots[slot] - 1, passage]);
  }
  pairs.sort(([a, one], [b, other]) => a - b || one - other);
  return {
    copies: Uint32Array.from(pairs, ([, copy]) => copy),
    nodes: Uint32Array.from(pairs, ([node]) => node),
  };
}

function areEqual(bytes: Uint8Array, one: number, other: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[one + i] !== bytes[other + i]) return false;
  return true;
}
