import { checkFieldTypes, type FieldTypes } from '../src/contract/field-type.ts';
import { StillwebError } from '../src/errors.ts';
import { Catalogue } from './catalogue.ts';
import type { FieldTally } from './field-columns.ts';
import type { CollectedDocument, CollectionDocument, FieldMap, IgnoredEntry, Problem } from './ingest/collection.ts';
import { endsBuild } from './ingest/input-fault.ts';
import { NamedFields } from './ingest/named-fields.ts';
import { openCollection } from './ingest/open-collection.ts';
import { reportFault } from './ingest/record-fault.ts';

/** What reading takes of the options of a build. */
export interface ReadingOptions {
  readonly inputs: readonly string[];
  readonly directory: string;
  readonly format?: string;
  readonly fields?: FieldMap;
  /** Typed fields that the index has, by the path of each in the metadata. */
  readonly typedFields?: FieldTypes;
  readonly onError: 'stop' | 'skip';
  readonly onProblem?: (problem: Problem) => void;
  readonly onProgress?: (progress: ReadingProgress) => void;
}

export interface ReadingProgress {
  readonly stage: 'reading';
  readonly documents: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

/** What a build and its dry run find when they read the inputs. */
export interface DocumentsRead {
  readonly catalogue: Catalogue;
  /** Records that are not in the index: bad ones, and empty ones. */
  readonly skipped: number;
  /** Those of them that have neither title nor text: they end no build. */
  readonly empty: number;
  /** Documents whose date cannot be read: it stays in their metadata. */
  readonly undated: number;
  /** The typed fields that were declared, by name. */
  readonly fields: readonly FieldTally[];
  /** Entries of folders that are no documents: of other kinds, hidden, or of `topics`. */
  readonly ignored: number;
  /** Those of them that are queries and judgments beside the `corpus.jsonl` of a BEIR set. */
  readonly topics: number;
}

/**
 * Reads the inputs to their end and gives every document that an index may hold to `take`, in order.
 *
 * @param take what it returns is waited for before the next document is read
 * @param findFault why a document is to be left out as a bad record; null, at once or later, for all others
 * @throws StillwebError SETTING_INVALID for a named field that is in no record; INPUT_*, among them INPUT_CHANGED when a file is another one at the end; the codes of bad records under `onError: 'stop'`; and what `take` throws
 */
export async function readDocuments(
  options: ReadingOptions,
  take: (collected: CollectedDocument) => Promise<void> | undefined,
  findFault: (collected: CollectedDocument) => Promise<StillwebError | null> | null = () => null,
): Promise<DocumentsRead> {
  const { inputs, format, fields, directory } = options;
  const catalogue = new Catalogue(checkFieldTypes(options.typedFields ?? {}));
  let skipped = 0;
  let empty = 0;
  let undated = 0;
  let ignored = 0;
  let topics = 0;
  const onProblem = (problem: Problem) => {
    if (problem.code === 'DOCUMENT_EMPTY') empty++;
    else if (options.onError === 'stop' || endsBuild(problem.error)) throw problem.error;
    skipped++;
    options.onProblem?.(problem);
  };
  const named = new NamedFields(fields);
  const collection = await openCollection(inputs, { format, output: directory });
  const { totalBytes } = collection;
  const onIgnored = ({ reason }: IgnoredEntry) => {
    ignored++;
    if (reason === 'topics') topics++;
  };
  try {
    for await (const batch of collection.read({ fields, onProblem, onIgnored })) {
      for (const collected of batch) {
        const fault = findFault(collected);
        const found = fault === null ? null : await fault;
        if (found !== null) {
          reportFault(found, collected.location, onProblem);
          continue;
        }
        if (!admit(collected, catalogue, onProblem)) continue;
        named.look(collected.document);
        if (hasUnreadDate(collected.document, fields?.date ?? 'date')) undated++;
        const taken = take(collected);
        if (taken !== undefined) await taken;
        const documents = catalogue.ids.size;
        options.onProgress?.({ stage: 'reading', documents, bytes: collected.bytesRead, totalBytes });
      }
    }
  } catch (error) {
    // A file that is written to while it is read looks damaged: what is wrong with it is that it has changed.
    if (error instanceof StillwebError && error.code !== 'INPUT_CHANGED') collection.checkUnchanged();
    throw error;
  }
  collection.checkUnchanged();
  if (catalogue.ids.size === 0) {
    throw new StillwebError('INPUT_EMPTY', 'the input holds no document that can be indexed', { skipped, empty });
  }
  named.refuseUnmet();
  catalogue.fields.refuseUnmet();
  return { catalogue, skipped, empty, undated, ignored, topics, fields: catalogue.fields.tally() };
}

/** A reader leaves what it cannot read in the metadata. */
function hasUnreadDate({ date, metadata }: CollectionDocument, field: string): boolean {
  return date === undefined && metadata !== undefined && Object.hasOwn(metadata, field);
}

function admit(collected: CollectedDocument, catalogue: Catalogue, onProblem: (problem: Problem) => void): boolean {
  try {
    catalogue.add(collected);
    return true;
  } catch (error) {
    reportFault(error, collected.location, onProblem);
    return false;
  }
}
