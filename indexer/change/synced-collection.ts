import type { CollectedDocument } from '../ingest/collection.ts';
import { type Collection, openCollection } from '../ingest/open-collection.ts';
import type { FoundFile, ReusedFile, SeenFile } from '../ingest/seen-file.ts';
import type { FormerIndex } from './former-index.ts';
import { asFormer, KeptDocuments } from './kept-documents.ts';
import { type KnownFiles, seenAgain } from './known-files.ts';

export interface SyncedInputs {
  readonly inputs: readonly string[];
  readonly format?: string;
  /** The index directory. */
  readonly output: string;
}

/**
 * The collection of the inputs alone, in their order. Documents of files that have not changed since the former generation are taken
 * from there, and not read.
 *
 * @throws StillwebError what `openCollection` throws
 */
export async function openSynced(
  former: FormerIndex,
  files: KnownFiles,
  { inputs, format, output }: SyncedInputs,
): Promise<Collection> {
  let onFile: (file: SeenFile) => void = () => {};
  let kept: KeptDocuments | null = null;
  const reuse = (file: FoundFile): ReusedFile | null => {
    if (kept === null) return null;
    const known = files.find(file);
    if (known === null || !known.entry.isOrdered) return null;
    onFile(seenAgain(file, known));
    return { stamp: known.stamp, documents: walk(kept, file.path, known.entry.runs) };
  };
  const collection = await openCollection(inputs, { format, output, reuse });
  return {
    ...collection,
    async *read(options) {
      onFile = (file) => options.onFile?.(file);
      kept = new KeptDocuments(former, files, collection.pages);
      for await (const batch of collection.read(options)) yield known(batch, former);
    },
  };
}

function* walk(
  kept: KeptDocuments,
  path: string,
  runs: readonly (readonly [number, number])[],
): Generator<CollectedDocument> {
  for (const [first, count] of runs) {
    for (let number = first; number < first + count; number++) yield kept.takeOf(path, number, 0);
  }
}

/** Of those that were read, what was computed of the same title and text is taken over too. */
function* known(batch: Iterable<CollectedDocument>, former: FormerIndex): Generator<CollectedDocument> {
  for (const collected of batch) yield collected.former === undefined ? asFormer(collected, former) : collected;
}
