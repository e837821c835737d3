import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pageCache } from '../support/page-cache.ts';
import { ROOT } from '../support/program.ts';
import { writeFolder, writeInput } from '../support/read-collection.ts';
import { collectionReaderContract } from './collection-reader.ts';
import { fileReaderContract } from './file-reader.ts';

const BEIR = [
  '{"_id": "d1", "title": "First", "text": "alpha beta"}\n',
  '{"_id": "d2", "title": "Zweite", "text": "gamma été 東京"}\n',
  '{"_id": "d3", "title": "Third", "text": "delta"}\n',
];
const PYSERINI = '{"id": "p2", "contents": "one line only"}\n{"id": 1, "contents": "another 😀"}';
const SEARCH_R1_QUOTED =
  '{"id": "0", "contents": "\\"Oslo\\"\\nA city."}\r\n{"id": "1", "contents": "\\"Ibadan\\"\\nỌ̀ tún."}\r\n';
const SEARCH_R1_PLAIN = '{"id": "0", "contents": "Oslo\\nA city."}\n\n{"id": "1", "contents": "Ibadan\\nAnother."}\n';
const MARKDOWN = '# Fjord\n\nA fjord is a *narrow* inlet: [see](https://example.org/fjord).\n';
const HTML = '<!doctype html><html lang="en"><title>Fjord</title><p>A fjord is a <b>narrow</b> inlet.\n';
const TEXT = 'A fjord is a narrow inlet.\n\nÅ i åa.\n';

/** The texts above, compressed by bzip2 1.0 and zstd 1.5 (level 19, with checksums). */
const STORED = {
  beirBzip2:
    'QlpoOTFBWSZTWZPRyoIAAEtfvQAQUAQ4EAEABBC25lzKAAIAJCAQCAAFACAAdCNRMmgNGgGBBkGSmnqNB6gAAANi8gKCw40rsmZnFVKCc7lADIOaQYihJwzeHc2PaEESXCNz0BMHQC36qIaHYfFZZRkEKSsgYNkgSCRSZT+ox1Dfi7kinChISejlQQA=',
  beirTwoBzip2Streams:
    'QlpoOTFBWSZTWZ3No8UAABpfgAAQUAQgEAEAAAC2ZFxKIABUUaMgaNMjQajRkADRoyOMU7PBYozwEsIvcNIR7LnDVVgLJPvm3cGTQ+LuSKcKEhO5tHigQlpoOTFBWSZTWaOHgvkAADFbvQAQUAQYEAQQpuYUygACACQgEAgABQAgAFQlU9Q0aGgAbUabUEpIaaHqZANqADEBHgvEZKtBSbCm44CzmQVjhCcNGmPSpiL6ivnsjo4EhlgpCm8EOFeKOGmT+bOLJ+LuSKcKEhRw8F8g',
  beirZstd:
    'KLUv/QRoVQMABAV7Il9pZCI6ICJkMSIsICJ0aXRsZUZpcnN0ZXh0YWxwaGEgYmV0YSJ9CjJad2VpdGVnYW1tYSDDqXTDqSDmnbHkuqwzVGhpcmRkZWx0YSJ9CgkAQeAUDkYIh9WKg+AIWe2naaNma7JOJldIK9Y=',
  /** Between the frames lies a skippable one. */
  beirTwoZstdFrames:
    'KLUv/QRosQEAeyJfaWQiOiAiZDEiLCAidGl0bGUiOiAiRmlyc3QiLCAidGV4dCI6ICJhbHBoYSBiZXRhIn0KzUtDBFAqTRgDAAAAAQIDKLUv/QRorQIARAR7Il9pZCI6ICJkMiIsICJ0aXRsZVp3ZWl0ZWV4dCI6ICJnYW1tYSDDqXTDqSDmnbHkuqwifQozVGhpcmRkZWx0YSJ9CgUAQeAUDkMIm202JOu8A7Ovi+I=',
  markdownBzip2:
    'QlpoOTFBWSZTWWkbP1AAAAVfgAAQSHGAECEAAAon99zAIABQxgAAAACIJp5TymQaaBp5SgwpI75oQ6QVJ7HpVZoQC9rs68hgYvlaIc9gx9Wv871FqwBEhNaixR/F3JFOFCQaRs/UAA==',
  markdownZstd:
    'KLUv/QRoJQIAQgQPEZB9QF1ouRQh4zthA9DHFjEDoIyW73wG5lscxZV1Z8zReO8olnNa/dmOWvmE35yZJc9ey3+PAGj5zvQhAQAMShLH/Rt7',
  htmlBzip2:
    'QlpoOTFBWSZTWYLzR1sAAAddgAAQcAGAByEAP/fcoCAASIk002p6nkTQ09QbSBqhkekMjBMA1IHY6JRZd6tiCXGZOWppuz4RAYzrJrgpiCYEWb3bCtMhKRxqG+0xHIcw4BBFzEkAwamfi7kinChIQXmjrYA=',
  htmlZstd:
    'KLUv/QRobQIAogQQEZB940nxg03iHuI3bU0kj2EGYGxHrfyzSOE3Z2XPKq9ey3+PDi6ktHxnOo5uucsR1gkDraJfDq07vsN9s9tCCQMANUMJ5gwJChgi83Bp',
  textBzip2:
    'QlpoOTFBWSZTWWSYR3IAAAZV1AAQQAEgACc1nIACAAIACAAgACIjT1DQB6QUwmmgNMRUjsEs2CrXfrkInQtjR43DjyZb4u5IpwoSDJMI7kA=',
  textZstd: 'KLUv/QRoMQEAQSBmam9yZCBpcyBhIG5hcnJvdyBpbmxldC4KCsOFIGkgw6VhLgrUExg7',
} as const;

function stored(name: keyof typeof STORED): Buffer {
  return Buffer.from(STORED[name], 'base64');
}

const beir = BEIR.join('');
const BEIR_IDS = ['d1', 'd2', 'd3'];

const JSON_LINES: readonly (readonly [name: string, file: string, content: string | Buffer, ids: readonly string[]])[] =
  [
    ['BEIR', 'corpus.jsonl', beir, BEIR_IDS],
    ['BEIR in gzip', 'corpus.jsonl.gz', gzipSync(beir), BEIR_IDS],
    [
      'BEIR in gzip of two members',
      'corpus.jsonl.gz',
      Buffer.concat([gzipSync(BEIR[0]), gzipSync(BEIR[1] + BEIR[2])]),
      BEIR_IDS,
    ],
    ['BEIR in bzip2', 'corpus.jsonl.bz2', stored('beirBzip2'), BEIR_IDS],
    ['BEIR in bzip2 of two streams', 'corpus.jsonl.bz2', stored('beirTwoBzip2Streams'), BEIR_IDS],
    ['BEIR in zstd', 'corpus.jsonl.zst', stored('beirZstd'), BEIR_IDS],
    ['BEIR in zstd of two frames, under a name that does not tell', 'corpus', stored('beirTwoZstdFrames'), BEIR_IDS],
    ['Pyserini passages', 'passages.jsonl', PYSERINI, ['p2', '1']],
    ['Search-R1 passages with quoted titles', 'wiki.jsonl', SEARCH_R1_QUOTED, ['0', '1']],
    ['Search-R1 passages with plain titles', 'wiki.jsonl', SEARCH_R1_PLAIN, ['0', '1']],
  ];

for (const [name, file, content, ids] of JSON_LINES) {
  fileReaderContract(name, () => ({ path: writeInput(file, content), format: 'jsonl', ids }));
}

const JSON_ARRAY = '\ufeff[{"_id": "a", "text": "one ]"},\n {"id": 2, "contents": "two \\"["}\n]\n';
const RECORDS: [name: string, format: string, file: string, content: string | Buffer, ids: string[]][] = [
  ['Pyserini passages as JSON, in gzip', 'json', 'passages.json.gz', gzipSync(PYSERINI), ['p2', '1']],
  ['an array of JSON', 'json', 'records.json', JSON_ARRAY, ['a', '2']],
  ['an array of JSON under a name that does not tell', 'json', 'records', JSON_ARRAY.slice(1), ['a', '2']],
  ['one object of JSON', 'json', 'one.json', '{"_id": "a",\n "text": "one"}', ['a']],
  ['CSV', 'csv', 'rows.csv', 'id,text\r\n1,"one, ""two"""\r\n2,tw\u00f6\r\n', ['1', '2']],
  ['CSV in UTF-16', 'csv', 'rows.csv', Buffer.from('\ufeffid,text\n1,one\n2,tw\u00f6\n', 'utf16le'), ['1', '2']],
  ['TSV', 'tsv', 'rows.tsv', 'id\ttext\n1\t"one\n2\ttwo', ['1', '2']],
  ['MS MARCO passages in gzip', 'tsv', 'collection.tsv.gz', gzipSync('0\tone\n1\ttwo\n'), ['0', '1']],
];

const TREC = '<DOC>\n<DOCNO> a </DOCNO>\n<TEXT>one</TEXT>\n</DOC>\n<DOC><DOCNO>b</DOCNO><TEXT>two</TEXT></DOC>\n';
RECORDS.push(['TREC', 'trec', 'ft911.trec', TREC, ['a', 'b']]);
RECORDS.push(['TREC under a name that does not tell, in gzip', 'trec', 'ft911', gzipSync(TREC), ['a', 'b']]);

const TABLE_IDS = Array.from({ length: 12 }, (_, place) => `d${place + 1}`);
for (const [format, name, file] of [
  ['parquet', 'rows.parquet', 'rows.parquet'],
  ['parquet', 'rows-zstd-v2.parquet', 'rows'],
  ['arrow', 'rows.arrow', 'rows.feather'],
  ['arrow', 'rows-lz4.arrow', 'rows.arrow'],
  ['arrow', 'rows.arrows', 'rows'],
]) {
  const content = readFileSync(join(ROOT, 'test', 'fixtures', 'tables', name));
  RECORDS.push([`${format} of pyarrow, ${name} as ${file}`, format, file, content, TABLE_IDS]);
}

for (const [name, format, file, content, ids] of RECORDS) {
  fileReaderContract(name, () => ({ path: writeInput(file, content), format, ids }));
}

const PAGES: readonly (readonly [format: string, file: string, content: string, bzip2: Buffer, zstd: Buffer])[] = [
  ['markdown', 'fjord.md', MARKDOWN, stored('markdownBzip2'), stored('markdownZstd')],
  ['html', 'fjord.html', HTML, stored('htmlBzip2'), stored('htmlZstd')],
  ['text', 'fjord.txt', TEXT, stored('textBzip2'), stored('textZstd')],
];

for (const [format, file, content, bzip2, zstd] of PAGES) {
  const inputs: readonly (readonly [compression: string, ending: string, bytes: string | Buffer])[] = [
    ['as it is', '', content],
    ['in gzip', '.gz', gzipSync(content)],
    ['in bzip2', '.bz2', bzip2],
    ['in zstd', '.zst', zstd],
  ];
  for (const [compression, ending, bytes] of inputs) {
    const name = `${file}${ending}`;
    fileReaderContract(`one ${format} file ${compression}`, () => ({
      path: writeInput(name, bytes),
      format,
      ids: [name],
    }));
  }
}

/** In order. Upper case comes before lower case, and `a.md` before what is in `a`, but after `a-b.md`. */
const FOLDER: readonly (readonly [path: string, content: string | Buffer])[] = [
  ['B.html', '<title>B</title><p>about B <a href="a/one.md">one</a>'],
  ['a-b.md', '# A-B\n\ntext\n'],
  ['a.md', '---\ndate: 2024-02-29\nlanguage: EN\n---\n# A\n\ntext [B](B.html)\n'],
  ['a/10.txt', 'ten'],
  ['a/9.txt', gzipSync('nine, compressed in place')],
  ['a/b/c/deep.md', 'deep [up](../../one.md)'],
  ['a/one.md', '# One\n'],
  ['z.txt', 'last'],
  ['\u{e9}.md', 'é'],
  ['\u{1f600}.md', 'code units of astral characters come before U+E000'],
  ['\u{e000}.md', 'private use'],
];

collectionReaderContract('a folder of pages', (isReversed) => {
  const files = isReversed ? [...FOLDER].reverse() : FOLDER;
  const others = { 'image.png': 'not text', '.hidden.md': 'hidden', 'node_modules/x/readme.md': 'a tool' };
  const folder = writeFolder({ ...Object.fromEntries(files), ...others });
  return { path: folder, format: 'folder', ids: FOLDER.map(([path]) => path) };
});

collectionReaderContract('a folder in a folder', () => ({
  path: join(writeFolder({ 'docs/a.md': 'a', 'docs/b/a.md': 'b', 'other.md': 'c' }), 'docs'),
  format: 'folder',
  ids: ['a.md', 'b/a.md'],
}));

collectionReaderContract('a page cache of Mind2Web 2', (isReversed) => {
  const pages = { 'https://example.org/b': '# B\n\n[a](/a)\n', 'https://example.org/a b': 'é', 'http://c': 'c' };
  const files = pageCache(pages, { 'https://example.org/gone': { reason: 'HTTP 410', blocked: false } });
  const entries = Object.entries(files);
  const folder = writeFolder(Object.fromEntries(isReversed ? entries.reverse() : entries));
  return { path: folder, format: 'folder', ids: Object.keys(pages) };
});
