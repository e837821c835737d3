import { ROWS_PER_STEP, VALUES_PER_STEP } from '../kernel/constants.ts';
import { type RowSum, ScalarRowSum } from '../kernel/row-sum.ts';
import type { KernelExports } from './kernel-exports.ts';
import { loadKernelModule, openKernel } from './kernel-module.ts';
import { alignPlace, createSharedMemory } from './shared-memory.ts';

/**
 * The sum of rows in WebAssembly where the engine has SIMD and dimensions are a multiple of VALUES_PER_STEP; else the
 * scalar twin, with the same result. The kernel works on a copy of the table, in a memory of its own:
 *
 *   sums      i32[dimensions]
 *   numbers   i32[capacity up to a multiple of ROWS_PER_STEP]
 *   weights   u16[the same]
 *   rows      the table
 *
 * @param capacity rows that one sum may have
 */
export function openRowSum(rows: Int8Array, dimensions: number, capacity: number): RowSum {
  const slots = Math.ceil(capacity / ROWS_PER_STEP) * ROWS_PER_STEP;
  const weightsAt = dimensions * 4 + slots * 4;
  const rowsAt = alignPlace(weightsAt + slots * 2);
  const isReadable = dimensions % VALUES_PER_STEP === 0 && loadKernelModule('row-sum') !== null;
  const memory = isReadable ? createSharedMemory(rowsAt + rows.length) : null;
  if (memory === null) return new ScalarRowSum(rows, dimensions, capacity);
  new Int8Array(memory.buffer).set(rows, rowsAt);
  const sums = new Int32Array(memory.buffer, 0, dimensions);
  const numbers = new Int32Array(memory.buffer, dimensions * 4, slots);
  const weights = new Uint16Array(memory.buffer, weightsAt, slots);
  return new WasmRowSum(openKernel('row-sum', memory), rowsAt, numbers, weights, sums);
}

class WasmRowSum implements RowSum {
  readonly numbers: Int32Array;
  readonly weights: Uint16Array;
  readonly #sums: Int32Array;
  readonly #rowsAt: number;
  readonly #sum: KernelExports['row-sum']['sum'];

  constructor(
    { sum }: KernelExports['row-sum'],
    rowsAt: number,
    numbers: Int32Array,
    weights: Uint16Array,
    sums: Int32Array,
  ) {
    this.#sum = sum;
    this.#rowsAt = rowsAt;
    this.numbers = numbers;
    this.weights = weights;
    this.#sums = sums;
  }

  sum(count: number): Int32Array {
    const { numbers, weights } = this;
    let filled = count;
    for (; filled % ROWS_PER_STEP !== 0; filled++) {
      numbers[filled] = 0;
      weights[filled] = 0;
    }
    const sums = this.#sums;
    this.#sum(this.#rowsAt, numbers.byteOffset, weights.byteOffset, filled, sums.length, sums.byteOffset);
    return sums;
  }
}
