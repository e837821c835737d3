import type { EncoderDescription } from '../contract/encoder-description.ts';

/** The seam between text and vectors. Implementations: `static`; `onnx`, `http` and `recorded` come later. */

export interface Encoder {
  readonly description: EncoderDescription;
  /**
   * Encodes texts into int8 vectors, `texts.length × dimensions` values in row order.
   *
   * The vector of a text depends on that text alone, never on its neighbours in the call. Empty text gives zeros.
   */
  encode(texts: readonly string[], kind: 'query' | 'passage'): Promise<Int8Array>;
}
