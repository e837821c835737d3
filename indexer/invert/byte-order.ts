import { compareBytes } from '../../src/bytes/compare-bytes.ts';

const BUCKETS = 0x10000;
/** Bytes that the radix sort looks at, two a pass. */
const SORTED_BYTES = 6;

/**
 * Orders strings by their bytes: a radix sort over the first six, then a comparison sort within equal ones.
 *
 * @param offsets string i is `bytes` from `offsets[i]` to `offsets[i + 1]`; all are distinct
 * @returns their numbers, ascending by bytes
 */
export function orderByBytes(offsets: Uint32Array, bytes: Uint8Array): Uint32Array {
  const size = offsets.length - 1;
  let order: Uint32Array = new Uint32Array(size);
  for (let i = 0; i < size; i++) order[i] = i;
  const keys = new Uint16Array(size);
  let other: Uint32Array = new Uint32Array(size);
  const starts = new Uint32Array(BUCKETS + 1);
  for (let place = SORTED_BYTES - 2; place >= 0; place -= 2) {
    starts.fill(0);
    for (let i = 0; i < size; i++) {
      keys[i] = pairAt(bytes, offsets[i] + place, offsets[i + 1]);
      starts[keys[i] + 1]++;
    }
    for (let bucket = 1; bucket <= BUCKETS; bucket++) starts[bucket] += starts[bucket - 1];
    for (let i = 0; i < size; i++) other[starts[keys[order[i]]]++] = order[i];
    [order, other] = [other, order];
  }
  const compare = (left: number, right: number) =>
    compareBytes(bytes, offsets[left], offsets[left + 1], bytes, offsets[right], offsets[right + 1]);
  for (let start = 0; start < size; ) {
    let end = start + 1;
    while (end < size && hasEqualStart(bytes, offsets, order[start], order[end])) end++;
    if (end - start > 1) order.subarray(start, end).sort(compare);
    start = end;
  }
  return order;
}

/** Two bytes as a number, zeros behind the end: a string comes before those that it begins. */
function pairAt(bytes: Uint8Array, at: number, end: number): number {
  return ((at < end ? bytes[at] : 0) << 8) | (at + 1 < end ? bytes[at + 1] : 0);
}

function hasEqualStart(bytes: Uint8Array, offsets: Uint32Array, left: number, right: number): boolean {
  for (let place = 0; place < SORTED_BYTES; place += 2) {
    const leftPair = pairAt(bytes, offsets[left] + place, offsets[left + 1]);
    if (leftPair !== pairAt(bytes, offsets[right] + place, offsets[right + 1])) return false;
  }
  return true;
}
