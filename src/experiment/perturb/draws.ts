import { sha256, writeDigest } from '../../bytes/hash.ts';

/** What happens in a thousand. */
export const THOUSAND = 1000;

/**
 * Numbers drawn by a seed and by what is decided with them: counter-based, so that no draw depends on how many came before it, and none
 * on the machine. A draw is the first 32 bits of the SHA-256 of the JSON of both (FIPS 180-4; Salmon and others, "Parallel random
 * numbers: as easy as 1, 2, 3", 2011).
 */
export class Draws {
  readonly #seed: string;
  readonly #words = new Uint32Array(4);

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** 0 … 2^32 − 1. @param place what is decided: equal places have equal draws */
  at(...place: readonly (string | number)[]): number {
    writeDigest(JSON.stringify([this.#seed, ...place]), this.#words, 0);
    return this.#words[0];
  }

  /** 0 … `count` − 1. The first are likelier than the last by `count` / 2^32 at most. */
  below(count: number, ...place: readonly (string | number)[]): number {
    return this.at(...place) % count;
  }

  /** What happens at a chance happens at every higher one too. @param chance 0 … 1000 in a thousand */
  happens(chance: number, ...place: readonly (string | number)[]): boolean {
    return this.below(THOUSAND, ...place) < chance;
  }
}

/** The seed of all that shares these parts: 16 hexadecimal digits. */
export function seedOf(...parts: readonly (string | number | null)[]): string {
  return sha256(JSON.stringify(parts)).slice(0, 16);
}
