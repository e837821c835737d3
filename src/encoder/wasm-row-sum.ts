import { readFileSync } from 'node:fs';
import { type RowSum, ScalarRowSum } from '../kernel/row-sum.ts';
import { workerFile } from '../worker-file.ts';

type Sum = (...numbers: number[]) => void;

const PAGE_BYTES = 65_536;
/** Rows that the kernel adds up in one step. */
const STEP = 4;

let compiled: WebAssembly.Module | null | undefined;

/** The compiled kernel; null where the engine has no WebAssembly SIMD. Once a thread. */
function loadModule(): WebAssembly.Module | null {
  if (compiled === undefined) {
    const bytes = readFileSync(workerFile(import.meta.url, '../kernel/row-sum.wasm'));
    compiled = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
  }
  return compiled;
}

/**
 * The sum of rows in WebAssembly where the engine has SIMD and a row is a multiple of 16 values long; else the scalar
 * twin, with the same result. The kernel works on a copy of the table.
 *
 * @param capacity rows that one sum may have
 */
export function openRowSum(rows: Int8Array, dimensions: number, capacity: number): RowSum {
  const module = dimensions % 16 === 0 ? loadModule() : null;
  return module === null
    ? new ScalarRowSum(rows, dimensions, capacity)
    : new WasmRowSum(module, rows, dimensions, capacity);
}

class WasmRowSum implements RowSum {
  readonly numbers: Int32Array;
  readonly weights: Uint16Array;
  readonly #sums: Int32Array;
  readonly #rowsAt: number;
  readonly #sum: Sum;

  constructor(module: WebAssembly.Module, rows: Int8Array, dimensions: number, capacity: number) {
    const slots = Math.ceil(capacity / STEP) * STEP;
    const weightsAt = dimensions * 4 + slots * 4;
    this.#rowsAt = Math.ceil((weightsAt + slots * 2) / 64) * 64;
    const pages = Math.ceil((this.#rowsAt + rows.length) / PAGE_BYTES);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    new Int8Array(memory.buffer).set(rows, this.#rowsAt);
    this.#sums = new Int32Array(memory.buffer, 0, dimensions);
    this.numbers = new Int32Array(memory.buffer, dimensions * 4, slots);
    this.weights = new Uint16Array(memory.buffer, weightsAt, slots);
    this.#sum = new WebAssembly.Instance(module, { env: { memory } }).exports.sum as Sum;
  }

  sum(count: number): Int32Array {
    const { numbers, weights } = this;
    let filled = count;
    for (; filled % STEP !== 0; filled++) {
      numbers[filled] = 0;
      weights[filled] = 0;
    }
    const sums = this.#sums;
    this.#sum(this.#rowsAt, numbers.byteOffset, weights.byteOffset, filled, sums.length, 0);
    return sums;
  }
}
