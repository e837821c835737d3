/** AssemblyScript: the largest of u64 keys, no two of which are equal. */

const FEW: i32 = 12;

// @ts-ignore: decorator
@inline
function keyAt(keys: usize, place: i32): u64 {
  return load<u64>(keys + (<usize>place << 3));
}

// @ts-ignore: decorator
@inline
function put(keys: usize, place: i32, key: u64): void {
  store<u64>(keys + (<usize>place << 3), key);
}

/** Where the keys from `low` to `high` were parted: those up to `lower` are no smaller than those from `upper` on. */
let lower: i32 = 0;
let upper: i32 = 0;

function part(keys: usize, low: i32, high: i32): void {
  const first = keyAt(keys, low);
  const middle = keyAt(keys, (low + high) >> 1);
  const last = keyAt(keys, high);
  const pivot = max(min(first, middle), min(max(first, middle), last));
  let i = low;
  let j = high;
  while (i <= j) {
    while (keyAt(keys, i) > pivot) i++;
    while (keyAt(keys, j) < pivot) j--;
    if (i > j) break;
    const key = keyAt(keys, i);
    put(keys, i++, keyAt(keys, j));
    put(keys, j--, key);
  }
  lower = j;
  upper = i;
}

/**
 * Brings the `most` largest of `count` keys to the front, in no order.
 *
 * @param most 1 … count
 * @returns the least of them
 */
export function keepLargest(keys: usize, count: i32, most: i32): u64 {
  let low: i32 = 0;
  let high = count - 1;
  const last = most - 1;
  while (low < high) {
    part(keys, low, high);
    if (last <= lower) high = lower;
    else if (last >= upper) low = upper;
    else break;
  }
  return keyAt(keys, last);
}

/** Sorts the keys from `low` to `high`, the largest first. */
export function sortFalling(keys: usize, low: i32, high: i32): void {
  while (high - low > FEW) {
    part(keys, low, high);
    const start = upper;
    sortFalling(keys, low, lower);
    low = start;
  }
  for (let i = low + 1; i <= high; i++) {
    const key = keyAt(keys, i);
    let place = i;
    while (place > low && keyAt(keys, place - 1) < key) {
      put(keys, place, keyAt(keys, place - 1));
      place--;
    }
    put(keys, place, key);
  }
}
