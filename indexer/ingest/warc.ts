import type { CollectedDocument, CollectionFile, CollectionReader, ReadOptions, SourceLocation } from './collection.ts';
import { checkWhole } from './document-check.ts';
import { PageFault } from './page-fault.ts';
import { packOriginal } from './page-original.ts';
import { reportFault } from './record-fault.ts';
import { ByteReader } from './web-archive/byte-reader.ts';
import { Captures } from './web-archive/captures.ts';
import type { NamedHeaders } from './web-archive/named-headers.ts';
import { placeFault, wholeRecord } from './web-archive/record-block.ts';
import { classifyRecord, kindOf } from './web-archive/record-kind.ts';
import { addressOf, isMark, readRecords, type WarcRecord } from './web-archive/record-stream.ts';

/**
 * Web archives: WARC 1.0 and 1.1, the drafts from 0.17 on, and WET, its form for text. Each record that holds a page is a
 * document, under its address. All else is counted by what it is; a broken record is a problem of its own.
 * @see ISO 28500:2017
 */
export const warcReader: CollectionReader = {
  name: 'warc',
  endings: ['.warc', '.wet', '.wat'],

  detect(_name, firstBytes) {
    return isMark(firstBytes);
  },

  async *read(file, options) {
    const captures = new Captures();
    const isWanted = (headers: NamedHeaders, head: Buffer) => classifyRecord(headers, head, false).kind === 'page';
    for await (const record of readRecords(new ByteReader(file.content), isWanted)) {
      const collected = await collect(record, file, captures, options);
      if (collected !== null) yield [collected];
    }
  },
};

/** The document of a record; null for what was counted or reported. */
async function collect(
  record: WarcRecord,
  file: CollectionFile,
  captures: Captures,
  { html, keepsOriginals, onProblem, onPassed }: ReadOptions,
): Promise<CollectedDocument | null> {
  const location: SourceLocation = { file: file.path, record: record.number };
  const { bytesRead } = file;
  try {
    const kind = kindOf(record);
    const fault = record.fault ?? (kind.kind === 'fault' ? kind.what : undefined);
    if (fault !== undefined) throw new PageFault('RECORD_BROKEN', fault);
    if (kind.kind === 'passed') onPassed?.(kind.what);
    if (kind.kind !== 'page') return null;
    const address = addressOf(record);
    if (address === '') throw new PageFault('RECORD_BROKEN', 'has no WARC-Target-URI');
    const id = captures.name(address, record);
    if (id === null) {
      onPassed?.('page that was captured before, and is the same');
      return null;
    }
    const { readArchivedPage } = await import('./web-archive/archived-page.ts');
    const { document, body } = await readArchivedPage(wholeRecord(record), kind.source, { id, address, html });
    checkWhole(document, location);
    const isKept = keepsOriginals === true && body !== null;
    const original = isKept ? await packOriginal(body.bytes, body.type) : undefined;
    return { document, location, bytesRead, isCapture: true, ...(original !== undefined && { original }) };
  } catch (error) {
    reportFault(placeFault(error, record, location), location, onProblem);
    return null;
  }
}
