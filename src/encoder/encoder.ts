import type { EncoderDescription } from '../contract/encoder-description.ts';

/** The seam between text and vectors. */

/** A passage, and the title of its document; '' for none. */
export interface TitledText {
  readonly title: string;
  readonly text: string;
}

export interface Encoder {
  readonly description: EncoderDescription;
  /**
   * Encodes texts into int8 vectors, `texts.length × dimensions` values in row order.
   *
   * The vector of a text depends on that text alone, never on its neighbours in the call. Empty text gives zeros.
   */
  encode(texts: readonly string[], kind: 'query' | 'passage'): Promise<Int8Array>;
  /**
   * As `encode`, of passages whose titles have a share of their own, however long title and text are. Of an empty title
   * the vector is that of the text, and the other way round. Absent: titles are read as the beginning of the text.
   */
  encodeTitled?(passages: readonly TitledText[]): Promise<Int8Array>;
  /**
   * The same vectors before they are rounded: of unit length, or zeros. Absent for an encoder whose vectors are int8 by nature.
   */
  encodeUnits?(texts: readonly string[], kind: 'query' | 'passage'): Promise<Float32Array[]>;
  /** Frees what it holds. It is asked for nothing afterwards. */
  close(): Promise<void>;
}

/** Encoders of one kind: those that `KIND` or `KIND:SOURCE` names on the command line. */
export interface EncoderKind {
  /** Lower-case letters, digits and hyphens; also the `kind` of each description. */
  readonly name: string;
  /**
   * What `open` would describe, without the memory that encoding takes. Equal on every machine that has the same encoder.
   *
   * @param source what a setting names behind the colon; or the path, or else the `source`, of a description that is to be
   *   found again; absent where neither names any
   * @throws StillwebError UNSUPPORTED, ENCODER_MISSING, ENCODER_DAMAGED
   */
  describe(source: string | undefined): EncoderDescription | Promise<EncoderDescription>;
  /**
   * @param device where it is to run, for a kind that can run in several places; absent for that of queries
   * @throws StillwebError as `describe`; SETTING_INVALID, ENCODER_DEVICE_UNAVAILABLE for a device
   */
  open(source: string | undefined, device?: string): Encoder | Promise<Encoder>;
  /** The device of a build, whose vectors ship with the index; absent where that of queries is used. */
  readonly buildDevice?: string;
  /**
   * What one encoder takes of a thread that encodes, with the texts of a call in hand.
   *
   * @param source as for `open`
   */
  memoryBytes(description: EncoderDescription, source?: string): number;
}
