/**
 * Of which blocks of `documents.arrow` it is known that they are the ones that the format gives to the documents that they hold. It
 * depends on the bytes of a block alone, so who has proved it of some bytes need not do so again.
 */
export interface ProvenBlocks {
  /**
   * @param message the bytes of the block
   * @param documents that it is said to hold
   * @param prove proves it of these bytes
   */
  hold(message: Uint8Array, documents: number, prove: () => boolean): boolean;
}
