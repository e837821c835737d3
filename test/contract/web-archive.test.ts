import { gzipSync } from 'node:zlib';
import { writeInput } from '../support/read-collection.ts';
import { httpResponse, warcRecord } from '../support/web-archive.ts';
import { fileReaderContract } from './file-reader.ts';

const RECORDS = [
  warcRecord('software: a crawler\r\n', { type: 'warcinfo', url: '', contentType: 'application/warc-fields' }),
  warcRecord(httpResponse('<title>Fjord</title><p>A fjord is <a href="/b">narrow</a>.'), { url: 'http://a.example/1' }),
  warcRecord(httpResponse('not here', {}, '404 Not Found'), { url: 'http://a.example/2' }),
  warcRecord('A plain resource, été 東京.', { type: 'resource', url: 'http://a.example/3.txt' }),
  warcRecord('Title\nAnd a text.', { type: 'conversion', url: 'http://a.example/4' }),
];
const IDS = ['http://a.example/1', 'http://a.example/3.txt', 'http://a.example/4'];
const whole = Buffer.concat(RECORDS);
/** As crawlers write it: each record in a member of its own. */
const members = Buffer.concat(RECORDS.map((record) => gzipSync(record)));

const FORMS: readonly (readonly [name: string, file: string, content: Buffer])[] = [
  ['WARC as it is', 'crawl.warc', whole],
  ['WARC with a member of gzip a record', 'crawl.warc.gz', members],
  ['WARC in one member of gzip', 'crawl.warc.gz', gzipSync(whole)],
  ['WARC under a name that does not tell', 'crawl', members],
  ['WET', 'crawl.warc.wet.gz', members],
];
for (const [name, file, content] of FORMS) {
  fileReaderContract(name, () => ({ path: writeInput(file, content), format: 'warc', ids: IDS }));
}
