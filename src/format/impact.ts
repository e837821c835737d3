import { naturalLogarithm } from './natural-logarithm.ts';

/** BM25 as Lucene computes it, quantised to integers while building. */

export const K1 = 0.9;
export const B = 0.4;
/**
 * Largest impact. 14 bits: the bounds of most queries then sum to less than 2^16, and the kernel adds up in half the
 * memory. They keep 98.3 % of the top-10 lists identical to float64 (16 bits 99.8 %, 8 bits 39 %).
 */
export const MAX_IMPACT = 16_383;

/**
 * idf: ln(1 + (N − df + ½) / (df + ½)), always > 0.
 *
 * @param passages N, passages of the collection
 * @param documentFrequency df, passages that hold the term; 1 … N
 * @see Kamphuis et al., "Which BM25 Do You Mean?", ECIR 2020, variant "Lucene (accurate)"
 */
export function inverseDocumentFrequency(passages: number, documentFrequency: number): number {
  return naturalLogarithm(1 + (passages - documentFrequency + 0.5) / (documentFrequency + 0.5));
}

/**
 * The length part of BM25 for each passage: k1 × (1 − b + b × length / mean length).
 * A term's contribution is idf × tf / (tf + this).
 */
export function lengthNorms(lengths: Uint32Array, meanLength: number): Float64Array {
  const norms = new Float64Array(lengths.length);
  for (let i = 0; i < lengths.length; i++) norms[i] = K1 * (1 - B + (B * lengths[i]) / meanLength);
  return norms;
}

/**
 * Contribution as an integer of 1 … 16,383.
 *
 * The scale is that of the largest contribution possible in the collection: the largest idf, since tf / (tf + norm) < 1.
 */
export function quantiseImpact(idf: number, termFrequency: number, norm: number, largestIdf: number): number {
  const share = (idf * termFrequency) / (termFrequency + norm) / largestIdf;
  const impact = Math.floor(share * MAX_IMPACT + 0.5);
  return Math.min(MAX_IMPACT, Math.max(1, impact));
}
