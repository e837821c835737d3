/** The bytes of a file, read in any order. */
export interface RandomAccess {
  readonly bytes: number;
  /**
   * Fills a buffer from a place.
   * @returns how many bytes there were
   * @throws StillwebError STORAGE_FAILED
   */
  read(buffer: Buffer, place: number): number;
  /** Counts all of it as read: what is left is in no place of its own. */
  finish(): void;
  /** Closes the file. */
  close(): void;
}

/** Bytes that are in memory. */
export function accessMemory(content: Buffer): RandomAccess {
  return {
    bytes: content.length,
    read: (buffer, place) => content.copy(buffer, 0, Math.min(place, content.length)),
    finish: () => {},
    close: () => {},
  };
}
