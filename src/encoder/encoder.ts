import type { EncoderDescription } from '../contract/encoder-description.ts';
import type { QueryAsides } from '../contract/query-asides.ts';

/** The seam between text and vectors. */

/** A passage, and the title of its document; '' for none. */
export interface TitledText {
  readonly title: string;
  readonly text: string;
}

/** A passage of a document of a collection. */
export interface PlacedPassage extends TitledText {
  /** Of its document. */
  readonly id: string;
  /** Its place among the passages of its document, from 0, and how many there are. */
  readonly number: number;
  readonly of: number;
}

export interface Encoder {
  readonly description: EncoderDescription;
  /**
   * Encodes texts into int8 vectors, `texts.length × dimensions` values in row order.
   *
   * The vector of a text depends on that text alone, never on its neighbours in the call. Empty text gives zeros.
   *
   * @param asides of queries, for an encoder whose template has places for them
   * @throws StillwebError ENCODER_UNREACHABLE, ENCODER_ANSWER_INVALID, VECTOR_MISSING of kinds that cannot always answer
   */
  encode(texts: readonly string[], kind: 'query' | 'passage', asides?: QueryAsides): Promise<Int8Array>;
  /**
   * As `encode`, of passages whose titles have a share of their own, however long title and text are. Of an empty title
   * the vector is that of the text, and the other way round. Absent: titles are read as the beginning of the text.
   */
  encodeTitled?(passages: readonly TitledText[]): Promise<Int8Array>;
  /**
   * The same vectors before they are rounded: of unit length, or zeros. Absent for an encoder whose vectors are int8 by nature.
   */
  encodeUnits?(texts: readonly string[], kind: 'query' | 'passage', asides?: QueryAsides): Promise<Float32Array[]>;
  /**
   * The vectors of passages by where they stand in a collection, for an encoder that knows them so: none of the others is then asked for
   * passages of a collection. Each is of int8, or as it was before it was rounded; with precision float32 all are the latter.
   */
  encodePlaced?(passages: readonly PlacedPassage[]): Promise<readonly (Int8Array | Float32Array)[]>;
  /** The only queries that have vectors, in a fixed order. Absent for an encoder that reads any text. */
  readonly knownQueries?: readonly string[];
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
   * @throws StillwebError UNSUPPORTED, ENCODER_MISSING, ENCODER_DAMAGED, ENCODER_UNREACHABLE, ENCODER_ANSWER_INVALID
   */
  describe(source: string | undefined): EncoderDescription | Promise<EncoderDescription>;
  /**
   * @param device where it is to run, for a kind that can run in several places; absent for that of queries
   * @param cache folder in which the vectors of queries are kept, for a kind on which one cannot rely to be there again
   * @throws StillwebError as `describe`; SETTING_INVALID, ENCODER_DEVICE_UNAVAILABLE for a device
   */
  open(source: string | undefined, device?: string, cache?: string): Encoder | Promise<Encoder>;
  /** Others compute its vectors, and may begin to compute other ones: the probes of an index are compared before it is searched. */
  readonly isRemote?: boolean;
  /** The device of a build, whose vectors ship with the index; absent where that of queries is used. */
  readonly buildDevice?: string;
  /**
   * What one encoder takes of a thread that encodes, with the texts of a call in hand.
   *
   * @param source as for `open`
   */
  memoryBytes(description: EncoderDescription, source?: string): number;
}
