/** What an index and a server say about the encoder of the vectors. */

/** How a ranking by this encoder is fused with BM25: measured per encoder, stored in the manifest. */
export interface FusionDefault {
  readonly method: 'minmax' | 'rrf';
  /** Share of the dense leg in percent, 0 … 100. */
  readonly denseWeight: number;
}

/** What the manifest says about the encoder that made the vectors. */
export interface EncoderDescription {
  /** As on the command line: `static`, `onnx:FOLDER` without its folder, … */
  readonly kind: string;
  readonly name: string;
  readonly dimensions: number;
  /** SHA-256 (hex) of everything that shapes a vector: table, vocabulary, procedure version. */
  readonly fingerprint: string;
  readonly fusion: FusionDefault;
}
