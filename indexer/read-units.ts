import { StillwebError } from '../src/errors.ts';
import type { Problem } from './ingest/collection.ts';
import { isReadOnce } from './ingest/named-input.ts';
import { type DocumentsRead, type OnError, type ReadingOptions, readDocuments } from './read-documents.ts';
import { RepeatedReports } from './repeated-reports.ts';
import { type FatalDocument, FatalDocuments, fatalFault } from './unit/fatal-documents.ts';
import type { Journal } from './unit/journal.ts';
import { type KeptUnits, NO_UNITS } from './unit/kept-units.ts';
import { FatalFound, type ProcessedUnits, processUnits, type UnitProcessing } from './unit/process-units.ts';
import type { UnitWorkerSettings } from './unit/unit-worker.ts';

export interface UnitReading
  extends Pick<UnitProcessing<DocumentsRead>, 'workers' | 'unitDocuments' | 'former' | 'standing'> {
  readonly reading: ReadingOptions;
  /** Closed at the end. */
  readonly journal: Journal;
  readonly kept?: KeptUnits;
  /** Their folder is that of the build: units and journal. */
  readonly settings: UnitWorkerSettings;
  /** Called when all is read, and units may still be in the making. */
  readonly onRead: () => void;
}

/**
 * Reads the inputs and has every unit processed. When documents are found that end threads, the inputs are read again without
 * them, so that units and ids are those of a collection that never had them. Finished units before them are taken over.
 *
 * @throws StillwebError DOCUMENT_FATAL under `onError: 'stop'`, and for a stream, which cannot be read again; what `readDocuments` and `processUnits` throw
 */
export async function readUnits(options: UnitReading): Promise<DocumentsRead & ProcessedUnits> {
  const { reading, journal, kept = NO_UNITS, onRead, ...processing } = options;
  const isRepeatable = reading.onError !== 'stop' && !reading.inputs.some(isReadOnce);
  const fatal = new FatalDocuments(journal.suspects);
  const reports = new RepeatedReports((problem: Problem) => reading.onProblem?.(problem));
  const onProblem = (problem: Problem) => reports.report(problem);
  try {
    for (;;) {
      reports.begin();
      const read: Parameters<typeof processUnits<DocumentsRead>>[0]['read'] = async (take, findFault) => {
        const found = await readDocuments({ ...reading, onProblem }, take, (collected) => {
          const { id } = collected.document;
          if (!fatal.hasId(id)) return null;
          reports.meetId(id);
          return findFault(collected);
        });
        onRead();
        return found;
      };
      try {
        return await processUnits({ ...processing, read, journal, kept, fatal, isRepeatable });
      } catch (error) {
        if (!(error instanceof FatalFound)) throw error;
        if (!isRepeatable) throw endOf(error.documents[0], reading.onError);
        for (const document of error.documents) fatal.add(document, document.reason);
      }
    }
  } finally {
    reading.recorder?.abandon();
    reading.kept?.abandon();
    journal.close();
  }
}

/** What the build ends with. A stream that is given again is read without the document, for the journal keeps its hash. */
function endOf(document: FatalDocument, onError: OnError): StillwebError {
  const fault = fatalFault(document);
  if (onError !== 'skip') return fault;
  const message = `${fault.message}; a stream cannot be read again from its beginning: give it again to have the document left out`;
  return new StillwebError(fault.code, message, fault.facts, { cause: fault });
}
