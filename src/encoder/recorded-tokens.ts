/** Vectors of the tokens of some texts, by their names. */
export interface RecordedTokens {
  readonly dimensions: number;
  /** int8, a row a token; null for what was not recorded. @throws StillwebError ENCODER_DAMAGED */
  read(name: string): Int8Array | null;
  close(): void;
}
