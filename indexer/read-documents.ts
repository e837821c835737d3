import type { BlockList } from '../src/contract/block-list.ts';
import { checkFieldTypes, type FieldTypes } from '../src/contract/field-type.ts';
import { StillwebError } from '../src/errors.ts';
import { type BlockedCounts, NONE_BLOCKED } from '../src/format/manifest.ts';
import { BlockedDocuments } from './blocked-documents.ts';
import { Catalogue } from './catalogue.ts';
import { Curation, type CurationSettings } from './curation.ts';
import type { FieldTally } from './field-columns.ts';
import { HeapBound } from './heap-bound.ts';
import type {
  Alias,
  CollectedDocument,
  CollectionDocument,
  FieldMap,
  IgnoredEntry,
  Problem,
} from './ingest/collection.ts';
import type { HtmlChoice } from './ingest/html-choice.ts';
import { endsBuild } from './ingest/input-fault.ts';
import { NamedFields } from './ingest/named-fields.ts';
import { type Collection, openCollection } from './ingest/open-collection.ts';
import { reportFault } from './ingest/record-fault.ts';
import { KindCounts, type KindTally } from './kind-counts.ts';
import type { OriginalsWriter } from './originals-writer.ts';
import type { InputRecorder } from './sources/input-recorder.ts';
import { TextJoin } from './text-join.ts';

/**
 * What becomes of a bad record. `auto`: one of a file that was named itself ends the build, for that file was meant; what
 * a folder holds is left out and told, for nobody looked at each file of it. `stop` and `skip` are the same for both.
 */
export type OnError = 'auto' | 'stop' | 'skip';

/** What reading takes of the options of a build. */
export interface ReadingOptions extends CurationSettings {
  readonly inputs: readonly string[];
  readonly directory: string;
  /** Where the documents come from. Default: the inputs alone. */
  readonly open?: () => Promise<Collection>;
  readonly recorder?: InputRecorder;
  /** Folder for a file of this reading. */
  readonly scratch: string;
  /** Gets what documents were made of, where that is kept. */
  readonly kept?: OriginalsWriter;
  readonly format?: string;
  readonly fields?: FieldMap;
  readonly html?: HtmlChoice;
  /** What is kept out. */
  readonly block?: BlockList;
  /** As in `ReadOptions`. */
  readonly takesImpacts?: boolean;
  /** Where documents without texts get theirs, with `takesImpacts`. */
  readonly textsFrom?: readonly string[];
  /** Typed fields that the index has, by the path of each in the metadata. */
  readonly typedFields?: FieldTypes;
  readonly onError: OnError;
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
  /** Those of `ignored` that are queries and judgments beside the `corpus.jsonl` of a BEIR set. */
  readonly topics: number;
  /** Documents that the block list keeps out, by the first rule that does: no fault, and no part of `skipped`. */
  readonly blocked: BlockedCounts;
  readonly kinds: KindTally;
  /** Copies that were left out; absent where they are kept. */
  readonly dropped?: number;
  /** Documents that found no text where such were looked for; absent where none were. */
  readonly withoutTexts?: number;
  /** Documents of which the language was found by their texts; absent where it was not looked for. */
  readonly detected?: number;
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
  const { inputs, format, fields, html, takesImpacts, directory, recorder, kept } = options;
  const catalogue = new Catalogue(checkFieldTypes(options.typedFields ?? {}));
  let skipped = 0;
  let empty = 0;
  let undated = 0;
  let ignored = 0;
  let topics = 0;
  const kinds = new KindCounts();
  const heap = new HeapBound();
  const meant = new Set(inputs);
  const onProblem = (problem: Problem, isExpected = false) => {
    heap.count(0);
    const isMeant =
      options.onError === 'stop' || (options.onError === 'auto' && !isExpected && meant.has(problem.location.file));
    if (problem.code === 'DOCUMENT_EMPTY') empty++;
    else if (isMeant || endsBuild(problem.error)) throw problem.error;
    leaveOut(problem);
  };
  const leaveOut = (problem: Problem) => {
    skipped++;
    kinds.addProblem(problem);
    recorder?.leaveOut(problem.location);
    options.onProblem?.(problem);
  };
  const onTextProblem = (problem: Problem) => {
    if (problem.code !== 'DOCUMENT_EMPTY' && (options.onError !== 'skip' || endsBuild(problem.error)))
      throw problem.error;
    options.onProblem?.(problem);
  };
  const blocking = options.block === undefined ? null : new BlockedDocuments(options.block);
  const named = new NamedFields(fields);
  const open = options.open ?? (() => openCollection(inputs, { format, output: directory }));
  const collection = await open();
  const { totalBytes } = collection;
  recorder?.begin();
  kept?.begin();
  const onIgnored = (entry: IgnoredEntry) => {
    const { reason } = entry;
    ignored++;
    kinds.addIgnored(entry);
    if (reason === 'topics') topics++;
  };
  const onAlias = (alias: Alias) => catalogue.addAlias(alias);
  const curation = await Curation.open(options, options.scratch);
  let texts: TextJoin | null = null;
  let withoutTexts: number | undefined;
  try {
    if (options.textsFrom !== undefined) texts = await TextJoin.open(options, options.scratch, onTextProblem);
    for await (const batch of collection.read({
      fields,
      html,
      takesImpacts,
      keepsOriginals: kept !== undefined,
      onProblem: (problem) => onProblem(problem),
      onIgnored,
      onAlias,
      onFormat: (format) => kinds.beginFormat(format),
      onPassed: (what) => kinds.addPassed(what),
      ...recorder?.callbacks,
    })) {
      for (const given of batch) {
        const read = texts?.complete(given) ?? given;
        const blocked = blocking?.find(read) ?? null;
        if (blocked !== null) {
          recorder?.leaveOut(read.location);
          options.onProblem?.(blocked);
          continue;
        }
        // Behind the list: what is kept out is no text that another can be the copy of.
        const collected = curation.complete(read);
        const fault = findFault(collected);
        const found = fault === null ? null : await fault;
        if (found !== null) {
          reportFault(found, collected.location, onProblem);
          continue;
        }
        const refused = curation.refuse(collected, catalogue);
        if (refused !== null) {
          // No fault: it is what was asked for, and ends no build.
          reportFault(refused, collected.location, leaveOut);
          continue;
        }
        if (!admit(collected, catalogue, onProblem)) continue;
        curation.keep(catalogue.ids.size - 1);
        recorder?.add(catalogue.ids.size - 1, collected);
        kinds.addDocument(collected);
        if (collected.former === undefined || collection.isOneReading) named.look(collected.document);
        if (collected.former === undefined && hasUnreadDate(collected.document, fields?.date ?? 'date')) undated++;
        heap.count(collected.document.text.length);
        kept?.add(collected.original);
        const taken = take(withoutOriginal(collected));
        if (taken !== undefined) await taken;
        const documents = catalogue.ids.size;
        options.onProgress?.({ stage: 'reading', documents, bytes: collected.bytesRead, totalBytes });
      }
    }
    withoutTexts = texts?.finish();
  } catch (error) {
    // A file that is written to while it is read looks damaged: what is wrong with it is that it has changed.
    if (error instanceof StillwebError && error.code !== 'INPUT_CHANGED') collection.checkUnchanged();
    throw error;
  } finally {
    texts?.close();
    curation.close();
  }
  collection.checkUnchanged();
  if (catalogue.ids.size === 0) {
    const kept = blocking === null ? '' : blocking.describe();
    const message = `the input holds no document that can be indexed${kept}${kinds.describeLeftOut()}`;
    throw new StillwebError('INPUT_EMPTY', message, {
      skipped,
      empty,
      ignored,
      ...(blocking !== null && { blocked: blocking.total }),
    });
  }
  named.refuseUnmet();
  catalogue.fields.refuseUnmet();
  recorder?.finish(collection);
  kept?.finish();
  const typed = catalogue.fields.tally();
  const blocked = blocking?.counts ?? NONE_BLOCKED;
  return {
    ...{ catalogue, skipped, empty, undated, ignored, topics, blocked, kinds: kinds.tally(), fields: typed },
    ...curation.tally(),
    ...(withoutTexts !== undefined && { withoutTexts }),
  };
}

/** What waits for a unit to be full holds no original. */
function withoutOriginal(collected: CollectedDocument): CollectedDocument {
  if (collected.original === undefined) return collected;
  const { original: _, ...rest } = collected;
  return rest;
}

/** A reader leaves what it cannot read in the metadata. */
function hasUnreadDate({ date, metadata }: CollectionDocument, field: string): boolean {
  return date === undefined && metadata !== undefined && Object.hasOwn(metadata, field);
}

function admit(
  collected: CollectedDocument,
  catalogue: Catalogue,
  onProblem: (problem: Problem, isExpected?: boolean) => void,
): boolean {
  try {
    catalogue.add(collected);
    return true;
  } catch (error) {
    reportFault(error, collected.location, (problem) => onProblem(problem, collected.isCapture));
    return false;
  }
}
