/** What is said of a reranker that a setting names. Types only. */

export interface RerankerDescription {
  /** As requests name it. */
  readonly name: string;
  /** Which rerankers it is one of, such as `cross-encoder`. */
  readonly kind: string;
  /** Name of its model: that of the folder, without the way to it. */
  readonly model: string;
  /** SHA-256, in hexadecimal, of all that shapes its scores: equal ones rank alike. */
  readonly fingerprint: string;
  /** Hits that it is given where a request does not say how many. */
  readonly depth: number;
  /** Where the model runs. */
  readonly device: string;
}

/** A reranker before it is opened. Can be posted to a thread. */
export interface NamedReranker {
  readonly description: RerankerDescription;
  /** Where its model is on this machine, with the choices behind `?`. */
  readonly source: string;
}
