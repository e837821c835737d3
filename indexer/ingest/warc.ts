import type { CollectionFile, CollectionReader, ReadOptions, SourceLocation } from './collection.ts';
import { PageFault } from './page-fault.ts';
import { PageQueue, type RecordTurn } from './page-queue.ts';
import { reportFault } from './record-fault.ts';
import { ByteReader } from './web-archive/byte-reader.ts';
import { Captures } from './web-archive/captures.ts';
import type { NamedHeaders } from './web-archive/named-headers.ts';
import type { PageTask } from './web-archive/page-task.ts';
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
    const queue = new PageQueue(turnsOf(file, options), readPage, options.pageThreads);
    for await (const collected of queue.documents()) yield [collected];
  },
};

/** Loaded with the first page. */
async function readPage(task: PageTask) {
  const { readPageTask } = await import('./web-archive/page-task.ts');
  return await readPageTask(task);
}

async function* turnsOf(file: CollectionFile, options: ReadOptions): AsyncGenerator<RecordTurn> {
  const captures = new Captures();
  const isWanted = (headers: NamedHeaders, head: Buffer) => classifyRecord(headers, head, false).kind === 'page';
  for await (const record of readRecords(new ByteReader(file.content), isWanted)) {
    yield turnOf(record, file, captures, options);
  }
}

function turnOf(
  record: WarcRecord,
  file: CollectionFile,
  captures: Captures,
  { html, keepsOriginals = false, onProblem, onPassed }: ReadOptions,
): RecordTurn {
  const location: SourceLocation = { file: file.path, record: record.number };
  const { bytesRead } = file;
  const report = (error: unknown): null => {
    reportFault(error, location, onProblem);
    return null;
  };
  const pass = (what: string): RecordTurn => ({
    task: null,
    take() {
      onPassed?.(what);
      return null;
    },
  });
  try {
    const kind = kindOf(record);
    const fault = record.fault ?? (kind.kind === 'fault' ? kind.what : undefined);
    if (fault !== undefined) throw new PageFault('RECORD_BROKEN', fault);
    if (kind.kind === 'passed') return pass(kind.what);
    if (kind.kind !== 'page') return { task: null, take: () => null };
    const address = addressOf(record);
    if (address === '') throw new PageFault('RECORD_BROKEN', 'has no WARC-Target-URI');
    const id = captures.name(address, record);
    if (id === null) return pass('page that was captured before, and is the same');
    const { headers, byteOffset, block } = wholeRecord(record);
    return {
      task: { headers, byteOffset, block, source: kind.source, id, address, location, html, keepsOriginals },
      take: (page) => ('error' in page ? report(page.error) : { ...page.read, location, bytesRead, isCapture: true }),
    };
  } catch (error) {
    const placed = placeFault(error, record, location);
    return { task: null, take: () => report(placed) };
  }
}
