import { xorshift32 } from '../../../src/evaluation/xorshift.ts';

/** Numbers in a fixed sequence, and choices by them, so that a mutation is told by its seed. */
export class Random {
  readonly #next: () => number;

  constructor(seed: number) {
    // Neighbouring seeds must not begin alike.
    this.#next = xorshift32((Math.imul(seed + 1, 0x9e37_79b1) ^ 0x5bd1_e995) >>> 0 || 1);
    for (let i = 0; i < 8; i++) this.#next();
  }

  /** 0 … limit − 1; 0 where there is nothing to choose from */
  below(limit: number): number {
    return limit < 1 ? 0 : this.#next() % limit;
  }

  isOneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }
}
