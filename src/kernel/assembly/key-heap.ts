/**
 * AssemblyScript: the largest keys seen so far, in a binary heap with the least of them on top. A key is a hit: its score
 * in the high half, its number inverted in the low half, so that a larger key is a better hit and no two are equal.
 */

let heap: usize = 0;
let depth: i32 = 0;
export let held: i32 = 0;

/** @param at room for wanted × u64 */
export function openHeap(at: usize, wanted: i32): void {
  heap = at;
  depth = wanted;
  held = 0;
}

// @ts-ignore: decorator
@inline
export function isFull(): bool {
  return held === depth;
}

/** The least key held; there must be one. */
// @ts-ignore: decorator
@inline
export function worstKey(): u64 {
  return load<u64>(heap);
}

export function offer(key: u64): void {
  if (held === depth) {
    if (key > worstKey()) siftDown(key, held);
    return;
  }
  let place = held++;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = load<u64>(heap + (<usize>parent << 3));
    if (above < key) break;
    store<u64>(heap + (<usize>place << 3), above);
    place = parent;
  }
  store<u64>(heap + (<usize>place << 3), key);
}

/** Puts a key in the place of the top, and back in order. */
function siftDown(key: u64, size: i32): void {
  let place: i32 = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= size) break;
    let least = load<u64>(heap + (<usize>child << 3));
    if (child + 1 < size) {
      const right = load<u64>(heap + (<usize>child << 3), 8);
      if (right < least) {
        least = right;
        child++;
      }
    }
    if (least > key) break;
    store<u64>(heap + (<usize>place << 3), least);
    place = child;
  }
  store<u64>(heap + (<usize>place << 3), key);
}

/** Heapsort: the worst of the rest goes to the end, so that the best comes to stand first. */
export function sortHeap(): void {
  for (let size = held - 1; size > 0; size--) {
    const worst = load<u64>(heap);
    const last = load<u64>(heap + (<usize>size << 3));
    siftDown(last, size);
    store<u64>(heap + (<usize>size << 3), worst);
  }
}
