import { readCalendarDate } from './calendar-date.ts';
import type { CollectedDocument, CollectionFile, CollectionReader, ReadOptions, SourceLocation } from './collection.ts';
import { checkWhole } from './document-check.ts';
import { PageFault } from './page-fault.ts';
import { reportFault } from './record-fault.ts';
import { ByteReader } from './web-archive/byte-reader.ts';
import { Captures } from './web-archive/captures.ts';
import { keptHeaders } from './web-archive/kept-headers.ts';
import { type NamedHeaders, readMediaType } from './web-archive/named-headers.ts';
import { describePage } from './web-archive/page-description.ts';
import { placeFault, wholeRecord } from './web-archive/record-block.ts';
import { kindOf } from './web-archive/record-kind.ts';
import { addressOf, readRecords, type WarcRecord } from './web-archive/record-stream.ts';

/**
 * WAT: what Common Crawl and others have read out of the pages of a crawl. A document is the title, the description and the texts of
 * the links of a page, and its links lead on: a web to walk through without its texts. It is read so where it is asked for by
 * `--format wat` alone: beside the archive that it describes, or its WET, each page would be there twice.
 */
export const watReader: CollectionReader = {
  name: 'wat',
  endings: [],

  async *read(file, options) {
    const captures = new Captures();
    for await (const record of readRecords(new ByteReader(file.content), isDescription)) {
      const collected = collect(record, file, captures, options);
      if (collected !== null) yield [collected];
    }
  },
};

function isDescription({ values }: NamedHeaders): boolean {
  return values.get('warc-type') === 'metadata' && readMediaType(values.get('content-type')) === 'application/json';
}

/** The document of a record; null for what was counted or reported. */
function collect(
  record: WarcRecord,
  file: CollectionFile,
  captures: Captures,
  { onProblem, onPassed }: ReadOptions,
): CollectedDocument | null {
  const location: SourceLocation = { file: file.path, record: record.number };
  try {
    if (record.fault !== undefined) throw new PageFault('RECORD_BROKEN', record.fault);
    if (!isDescription(record.headers)) {
      const kind = kindOf(record);
      onPassed?.(kind.kind === 'passed' ? kind.what : 'record that is no WAT');
      return null;
    }
    const url = addressOf(record);
    if (url === '') throw new PageFault('RECORD_BROKEN', 'has no WARC-Target-URI');
    const described = describePage(wholeRecord(record).block, url);
    if (typeof described === 'string') {
      onPassed?.(described);
      return null;
    }
    const { page, headers } = described;
    const id = captures.name(url, { ...record, headers });
    if (id === null) {
      onPassed?.('page that was captured before, and is the same');
      return null;
    }
    const title = page.title === '' ? url : page.title;
    const date = readCalendarDate(headers.values.get('warc-date')) ?? undefined;
    const document = { ...page, id, title, url, date, metadata: keptHeaders(headers) };
    checkWhole(document, location);
    return { document, location, bytesRead: file.bytesRead, isCapture: true };
  } catch (error) {
    reportFault(placeFault(error, record, location), location, onProblem);
    return null;
  }
}
