/** What an index and a server say about the encoder of the vectors. */

/** How a ranking by this encoder is fused with BM25: measured per encoder, stored in the manifest. */
export interface FusionDefault {
  readonly method: 'minmax' | 'rrf';
  /** Share of the dense leg in percent, 0 … 100. */
  readonly denseWeight: number;
}

/** What the manifest says about the encoder that made the vectors. */
export interface EncoderDescription {
  /** The name of an encoder kind: what stands before the colon on the command line. */
  readonly kind: string;
  /**
   * Which encoder of its kind: a name that means the same on every machine, such as the last part of a model's folder, and
   * never a path. Absent where the kind alone says it.
   */
  readonly source?: string;
  readonly name: string;
  readonly dimensions: number;
  /** SHA-256 (hex) of everything that shapes a vector: table, vocabulary, procedure version. */
  readonly fingerprint: string;
  /** What is put before a text, as it is a query or a passage. Absent: nothing. */
  readonly template?: { readonly query: string; readonly passage: string };
  /**
   * `float32`: the index holds the vectors as they were before they were rounded too, and orders the first hits of a dense ranking
   * by them. Absent: int8 alone.
   */
  readonly precision?: 'float32';
  readonly fusion: FusionDefault;
  /**
   * How it is fused where the share of the dense leg follows the coverage of the query: `denseWeight` percent, and of
   * `uncoveredWeight` percent what is not covered. Absent: as `fusion` says.
   */
  readonly fusionByCoverage?: { readonly denseWeight: number; readonly uncoveredWeight: number };
}
