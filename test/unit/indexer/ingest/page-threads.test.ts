import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { endsBuild } from '../../../../indexer/ingest/input-fault.ts';
import { openCollection } from '../../../../indexer/ingest/open-collection.ts';
import { PageQueue, type RecordTurn } from '../../../../indexer/ingest/page-queue.ts';
import { PageThreads, type PageThreadsOptions } from '../../../../indexer/ingest/page-threads.ts';
import { readResponseHead } from '../../../../indexer/ingest/web-archive/http-message.ts';
import { type PageTask, readPageTask } from '../../../../indexer/ingest/web-archive/page-task.ts';
import { readCollection, writeInput } from '../../../support/read-collection.ts';
import { sharedData } from '../../../support/shared-data.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { httpResponse, warcRecord } from '../../../support/web-archive.ts';

const started: PageThreads[] = [];

function startThreads(options: PageThreadsOptions): PageThreads {
  const threads = new PageThreads({ startBytes: 0, ...options });
  started.push(threads);
  return threads;
}

afterEach(async () => {
  for (const threads of started.splice(0)) await threads.end();
});

/** A page with an article, so that it is looked for. */
const page = (number: number, paragraphs = 1 + (number % 7)): string => {
  const words = `The page ${number} of an archive tells, in sentences with commas, what was known of it. `.repeat(8);
  const article = `<p>${words}</p>`.repeat(paragraphs);
  return `<title>Page ${number}</title><a href="/p/${number + 1}">next</a><div id="menu">Menu</div><article>${article}</article>`;
};
const record = (number: number): Buffer =>
  warcRecord(httpResponse(page(number)), { url: `http://a.example/p/${number}` });

/** Pages with everything between them that a record can be. */
function mixedRecords(): Buffer[] {
  const records: Buffer[] = [];
  for (let number = 0; number < 40; number++) {
    records.push(record(number));
    if (number % 5 === 0) records.push(warcRecord('x', { type: 'request' }));
    if (number % 7 === 0) records.push(warcRecord(httpResponse('gone', {}, '404 Not Found')));
    if (number % 8 === 0) records.push(warcRecord('no response', { url: `http://a.example/broken/${number}` }));
    if (number % 9 === 0)
      records.push(
        warcRecord(httpResponse('text', { 'Content-Type': 'text/plain' }), { url: `http://a.example/t/${number}` }),
      );
    if (number % 11 === 0) {
      const packed = { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' };
      records.push(
        warcRecord(httpResponse(Buffer.from([31, 139, 8, 0, 1, 2]), packed), { url: `http://a.example/g/${number}` }),
      );
      records.push(warcRecord(httpResponse(gzipSync(page(number)), packed), { url: `http://a.example/z/${number}` }));
    }
    if (number % 13 === 0)
      records.push(warcRecord(httpResponse(''), { url: `http://a.example/empty/${number}` }), record(number));
  }
  return records;
}

const archive = (records: readonly Buffer[]): string => writeInput('crawl.warc', Buffer.concat(records));

/** A page as the reader of archives gives it on. */
function turn(number: number, block: Buffer, type: 'html' | 'text'): RecordTurn {
  const id = `http://a.example/p/${number}`;
  const location = { file: 'crawl.warc', record: number + 1 };
  const http = readResponseHead(block, true);
  const source = { type, charset: undefined, http };
  const headers = { firstLine: 'WARC/1.0', values: new Map() };
  return {
    task: { headers, byteOffset: 0, block, source, id, address: id, location, keepsOriginals: false },
    take: (page) => ('error' in page ? null : { ...page.read, location, bytesRead: 0 }),
  };
}

async function* turns(count: number): AsyncGenerator<RecordTurn> {
  for (let number = 0; number < count; number++) yield turn(number, httpResponse(page(number)), 'html');
}

/** @param read gets the ids of the pages that this thread reads */
async function idsOf(pages: AsyncIterable<RecordTurn>, threads: PageThreads, read: string[]): Promise<string[]> {
  const readPage = (task: PageTask) => {
    read.push(task.id);
    return readPageTask(task);
  };
  const ids: string[] = [];
  for await (const { document } of new PageQueue(pages, readPage, threads).documents()) ids.push(document.id);
  return ids;
}

/** All that is told of an archive. */
async function tell(path: string, pageThreads?: PageThreads) {
  const { collected, problems, passed } = await readCollection([path], { pageThreads });
  const faults = problems.map(({ code, location, error: { message, facts } }) => ({ code, location, message, facts }));
  return { collected, faults, passed };
}

describe('pages of an archive that several threads read', () => {
  it.each([1, 3])(
    'are the same, in the same order, and so is what is told of bad ones, with %i more',
    async (threads) => {
      const path = archive(mixedRecords());
      const alone = await tell(path);
      expect(alone.collected.length).toBeGreaterThan(45);
      expect(alone.faults.length).toBeGreaterThan(5);
      expect(await tell(path, startThreads({ threads }))).toEqual(alone);
    },
  );

  it('are those of the thread that asks as well', async () => {
    const read: string[] = [];
    const threads = startThreads({ threads: 1 });
    const ids = await idsOf(turns(20), threads, read);
    expect(ids).toEqual(Array.from({ length: 20 }, (_, number) => `http://a.example/p/${number}`));
    // The first two are given away at once, and the third is read meanwhile.
    expect(read).not.toContain(ids[0]);
    expect(read).not.toContain(ids[1]);
    expect(read).toContain(ids[2]);
  });

  it('come before what ends their archive', async () => {
    const cut = Buffer.concat(Array.from({ length: 12 }, (_, number) => record(number)));
    const path = writeInput('crawl.warc.gz', gzipSync(cut, { level: 0 }).subarray(0, -2000));
    const alone: string[] = [];
    const shared: string[] = [];
    const collect = async (ids: string[], pageThreads?: PageThreads): Promise<void> => {
      const collection = await openCollection([path]);
      const read = collection.read({ pageThreads, onProblem: ({ error }) => expect(error).toBeNull() });
      for await (const batch of read) for (const { document } of batch) ids.push(document.id);
    };
    const fault = { code: 'INPUT_CORRUPT' };
    await expect(collect(alone)).rejects.toMatchObject(fault);
    await expect(collect(shared, startThreads({ threads: 2 }))).rejects.toMatchObject(fault);
    expect(alone.length).toBeGreaterThan(5);
    expect(shared).toEqual(alone);
  });

  it('are read ahead up to 16 MiB of them, and no further', async () => {
    const threads = startThreads({ threads: 1 });
    let seen = 0;
    const large = httpResponse(Buffer.alloc(2 ** 20, 'a '), { 'Content-Type': 'text/plain' });
    const counted = async function* (): AsyncGenerator<RecordTurn> {
      for (let number = 0; number < 60; number++) {
        seen++;
        yield turn(number, large, 'text');
      }
    };
    const queue = new PageQueue(counted(), readPageTask, threads);
    for await (const _ of queue.documents()) break;
    expect(seen).toBeGreaterThan(10);
    expect(seen).toBeLessThanOrEqual(17);
  });

  it('are read by no other thread before there are half a million bytes of them', async () => {
    const read: string[] = [];
    const threads = new PageThreads({ threads: 2 });
    started.push(threads);
    await idsOf(turns(30), threads, read);
    expect(read).toHaveLength(30);
    expect(threads.areWorthIt).toBe(false);
    threads.count(600_000);
    expect(threads.areWorthIt).toBe(true);
  });

  it('end the build where a thread ends by itself, whatever becomes of bad records', async () => {
    const file = join(temporaryFolder(), 'ends.mjs');
    writeFileSync(file, 'export default () => process.exit(3);\n');
    const records = Array.from({ length: 10 }, (_, number) => record(number));
    const { problems } = await readCollection([archive(records)], { pageThreads: startThreads({ threads: 1, file }) });
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.map(({ code, error }) => [code, endsBuild(error)])).toEqual(
      problems.map(() => ['BUILD_THREAD_LOST', true]),
    );
  });

  it.skipIf(sharedData('web') === null)('of a real archive are the same as read by one', async () => {
    const path = join(sharedData('web')!, 'warc', 'whirlwind.warc.gz');
    expect(await tell(path, startThreads({ threads: 2 }))).toEqual(await tell(path));
  });
});
