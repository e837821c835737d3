import type { QueryCut } from '../contract/ranking-name.ts';
import { MAX_IMPACT } from './impact.ts';

/** Impacts that a document brings along: weights of a learned sparse model, or of another index, as integers. */

/** How an index with ranking `impacts` was made, as its manifest says. */
export interface GivenImpactsDescription {
  /** What the weights of documents were multiplied by. 1 where all of them are whole numbers of 16,383 or less: then they are kept as they are. */
  readonly scale: number;
  /** How a query becomes terms: parted by white space, by BERT's uncased WordPiece, or by the tokenizer of the index. */
  readonly queryTokens: QueryCut;
  /** Absent: a term counts as often as the query names it. */
  readonly queryWeights?: {
    /** What the weights of the table were multiplied by. 1 where all of them are whole numbers of 255 or less. */
    readonly scale: number;
    readonly tokens: number;
  };
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The bits of a weight as a float of 32 bits: below 2^31, ascending as the weights do. @param weight above 0, finite as such a float */
export function weightBits(weight: number): number {
  float[0] = weight;
  return bits[0];
}

export function weightOf(weight: number): number {
  bits[0] = weight;
  return float[0];
}

/** What some weights have in common. */
export interface WeightRange {
  /** 0 of none. */
  readonly largest: number;
  /** Whether all of them are whole numbers. */
  readonly isWhole: boolean;
}

/** What weights are multiplied by, so that the largest fits: 1 where they are whole numbers that do. */
export function scaleOf({ largest, isWhole }: WeightRange, limit: number): number {
  return largest === 0 || (isWhole && largest <= limit) ? 1 : limit / largest;
}

/** 1 … `limit`. One product of doubles, so the same on every machine. */
export function scaledWeight(weight: number, scale: number, limit: number): number {
  return Math.min(limit, Math.max(1, Math.floor(weight * scale + 0.5)));
}

/** In the place of `PassageImpacts`. */
export class GivenImpacts {
  readonly #scale: number;

  constructor(scale: number) {
    this.#scale = scale;
  }

  /** @param weight as `weightBits` */
  of(_passage: number, _idf: number, weight: number, _inTitle: number): number {
    return scaledWeight(weightOf(weight), this.#scale, MAX_IMPACT);
  }
}
