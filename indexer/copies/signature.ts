import { mixBits } from './shingles.ts';

/**
 * A signature of a set of shingles: two sets agree in so many of its places as they share of their shingles, by and large.
 *
 * @see A. Z. Broder et al., Min-wise independent permutations, 1998
 */

/** Places of a signature. */
export const SIGNATURE_WORDS = 128;

const SEED = 0x5711_3eb1;
const MOST = 0x7fff_ffff;

const FACTORS = new Int32Array(SIGNATURE_WORDS);
const TERMS = new Int32Array(SIGNATURE_WORDS);
for (let place = 0; place < SIGNATURE_WORDS; place++) {
  // Odd, so that it is a permutation of all 32-bit numbers.
  FACTORS[place] = mixBits(SEED + 2 * place) | 1;
  TERMS[place] = mixBits(SEED + 2 * place + 1);
}

/**
 * Writes for each place the least of what its permutation makes of the shingles, as a signed number. Shingles are hashes already, so a
 * linear permutation is enough.
 */
export function writeSignature(shingles: Int32Array, signature: Int32Array, at: number): void {
  for (let place = 0; place < SIGNATURE_WORDS; place++) {
    const factor = FACTORS[place];
    const term = TERMS[place];
    let least = MOST;
    for (let i = 0; i < shingles.length; i++) {
      const value = (Math.imul(shingles[i], factor) + term) | 0;
      least = value < least ? value : least;
    }
    signature[at + place] = least;
  }
}
