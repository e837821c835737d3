import type { CollectedDocument } from './collection.ts';
import type { Expansion } from './file-bytes.ts';

/**
 * A batch may be made while it is walked: its faults are those of reading.
 * @param stored counts its documents
 * @param meet is given what is thrown, and the batch ends there
 */
export function* walkBatch(
  batch: Iterable<CollectedDocument>,
  stored: Expansion,
  meet: (error: unknown) => void,
): Generator<CollectedDocument> {
  const documents = batch[Symbol.iterator]();
  for (;;) {
    let next: IteratorResult<CollectedDocument>;
    try {
      next = documents.next();
    } catch (error) {
      meet(error);
      return;
    }
    if (next.done === true) return;
    stored.documents += 1;
    yield next.value;
  }
}
