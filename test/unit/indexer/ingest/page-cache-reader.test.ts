import { renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCollection } from '../../../../indexer/ingest/open-collection.ts';
import { MAX_PAGE_BYTES } from '../../../../src/limits.ts';
import { makePdf } from '../../../support/made-pdf.ts';
import { below, cachedFile, pageCache } from '../../../support/page-cache.ts';
import { readCollection, writeFolder, writeInput } from '../../../support/read-collection.ts';

const FJORD = 'https://example.org/fjord';
const STORM = 'https://example.org/storm é?q=C#';
const REPORT = 'https://example.org/report.pdf';
const PAGES = {
  [STORM]: 'Storms come from the *west*.\n',
  [FJORD]: '# The fjord\n\nA fjord is a **narrow** inlet: see [storms](/storm#top).\n',
  [REPORT]: makePdf({ pages: [['The first page'], ['The second page']], info: '/Title (Report of the harbour)' }),
};

const faultsOf = async (folder: string) => {
  const { documents, problems } = await readCollection([folder]);
  return { ids: documents.map(({ id }) => id), faults: problems.map(({ error }) => [error.code, error.message]) };
};

describe('a page cache of Mind2Web 2', () => {
  it('gives each page under its key, in the order of the index, with its address, title, text and links', async () => {
    const { documents, problems, ignored } = await readCollection([writeFolder(pageCache(PAGES))]);
    expect([problems, ignored]).toEqual([[], []]);
    expect(documents.map(({ id }) => id)).toEqual([STORM, FJORD, REPORT]);
    const [storm, fjord, report] = documents;
    const address = 'https://example.org/storm é?q=C%23';
    expect(storm).toMatchObject({ url: address, title: address, text: 'Storms come from the west.' });
    expect(fjord).toMatchObject({ url: FJORD, title: 'The fjord', links: ['https://example.org/storm#top'] });
    expect(fjord.text).toBe('The fjord\n\nA fjord is a narrow inlet: see storms.');
    expect(report).toMatchObject({ url: REPORT, title: 'Report of the harbour', metadata: { pages: 2 } });
    expect(report.text).toBe('[page 1]\nThe first page\n\n[page 2]\nThe second page');
  });

  it('reads no front matter: a page that begins with a line is a page', async () => {
    const { documents } = await readCollection([writeFolder(pageCache({ [FJORD]: '---\nhome: [\n---\nThe fjord\n' }))]);
    expect(documents[0].text).toContain('The fjord');
  });

  it('counts screenshots, what could not be captured by what was in the way, and files that the index does not name', async () => {
    const failures = {
      'https://example.org/gone': { reason: 'HTTP 404 for https://example.org/gone', blocked: false, attempts: 2 },
      'https://example.org/shut': { reason: 'a page that asks who is there', blocked: true, attempts: 3 },
      'https://example.org/slow': { reason: 'took 60 s', blocked: false },
      'https://example.org/odd': null as unknown as object,
      [FJORD]: { reason: 'captured since', blocked: false },
    };
    const files = pageCache(PAGES, failures);
    const { passed } = await readCollection([writeFolder({ ...files, [cachedFile('other', 'txt')]: 'unknown' })]);
    expect([...passed].sort()).toEqual([
      'file of a page that index.json does not name',
      'page that could not be captured',
      'page that could not be captured',
      'page that could not be captured: refused by its site',
      'page that could not be captured: status 404',
      'screenshot',
      'screenshot',
    ]);
  });

  it('is told by its names alone: an index.json among other files is JSON like others', async () => {
    const folder = writeFolder({ 'index.json': '{"_id": "a", "text": "one"}', 'page.txt': 'two' });
    const { documents } = await readCollection([folder]);
    expect(documents.map(({ id }) => id)).toEqual(['a', 'page.txt']);
  });

  it('is read below other files, each cache for itself', async () => {
    const files = { ...below('a/task', pageCache({ [FJORD]: 'one' })), ...below('b', pageCache({ [FJORD]: 'two' })) };
    const { collected } = await readCollection([writeFolder({ ...files, 'notes.md': 'three' })]);
    expect(collected.map(({ document, isCapture }) => [document.id, document.text, isCapture === true])).toEqual([
      [FJORD, 'one', true],
      [FJORD, 'two', true],
      ['notes.md', 'three', false],
    ]);
  });

  it('keeps what a page was made of, where that is asked for', async () => {
    const collection = await openCollection([writeFolder(pageCache(PAGES))]);
    const types: (string | undefined)[] = [];
    for await (const batch of collection.read({ keepsOriginals: true, onProblem: () => {} }))
      for (const { original } of batch) types.push(original?.type);
    expect(types).toEqual(['text/markdown', 'text/markdown', 'application/pdf']);
  });

  it('tells of a file of it that has changed since the folder was opened', async () => {
    const folder = writeFolder(pageCache(PAGES));
    const collection = await openCollection([folder]);
    writeFileSync(join(folder, cachedFile(FJORD, 'txt')), 'other words');
    expect(() => collection.checkUnchanged()).toThrow(expect.objectContaining({ code: 'INPUT_CHANGED' }));
  });
});

describe('a damaged page cache', () => {
  it('reports each page that is no page of it, and gives the others', async () => {
    const files = pageCache(PAGES);
    delete files[cachedFile(FJORD, 'txt')];
    const index = { ...JSON.parse(String(files['index.json'])), 'a/../../b': 'web', c: 'mp3', d: { e: [] }, '': 'web' };
    const { ids, faults } = await faultsOf(writeFolder({ ...files, 'index.json': JSON.stringify(index) }));
    expect(ids).toEqual([STORM, REPORT]);
    expect(faults.map(([code]) => code)).toEqual(Array(5).fill('RECORD_BROKEN'));
    expect(faults[0][1]).toMatch(
      /index\.json record 2 names a page whose file [0-9a-f]{32}\.txt is not there: .*fjord/,
    );
    expect(faults[1][1]).toContain('is not there: a/../../b');
    expect(faults[2][1]).toContain('neither web nor pdf: c');
  });

  it.each([
    ['no JSON', '{"a": ', 'RECORD_BROKEN', 'is no JSON'],
    ['a list', '["a"]', 'RECORD_BROKEN', 'is no object of JSON'],
    ['null', 'null', 'RECORD_BROKEN', 'is no object of JSON'],
    ['no text', Buffer.from([0x7b, 0xff, 0x7d]), 'INVALID_UTF8', 'is not UTF-8'],
    ['empty', '', 'RECORD_BROKEN', 'is no JSON'],
    ['nested', '['.repeat(100_000), 'RECORD_BROKEN', 'is no JSON'],
    ['too large', ' '.repeat(MAX_PAGE_BYTES + 1), 'DOCUMENT_TOO_LARGE', `has over ${MAX_PAGE_BYTES} bytes`],
  ])('with an index that is %s is one problem', async (_, index, code, what) => {
    const { ids, faults } = await faultsOf(writeFolder({ ...pageCache(PAGES), 'index.json': index }));
    expect(ids).toEqual([]);
    expect(faults).toEqual([[code, expect.stringContaining(what)]]);
  });

  it('with failures that cannot be read gives its pages', async () => {
    const { ids, faults } = await faultsOf(writeFolder({ ...pageCache(PAGES), 'failures.json': '[]' }));
    expect(ids).toHaveLength(3);
    expect(faults).toEqual([['RECORD_BROKEN', expect.stringMatching(/failures\.json is no object of JSON/)]]);
  });

  it('reports pages that are too large, no text, no PDF or empty', async () => {
    const pages = {
      large: 'x'.repeat(MAX_PAGE_BYTES + 1),
      nul: 'a\0b',
      torn: Buffer.from('%PDF-1.7 and no more'),
      ['k'.repeat(3000)]: 'an id of too many bytes',
      '\ud800': 'a key that is no text',
      whole: 'sound',
    };
    const { ids, faults } = await faultsOf(writeFolder(pageCache(pages)));
    expect(ids).toEqual(['whole']);
    expect(faults.map(([code]) => code)).toEqual([
      'DOCUMENT_TOO_LARGE',
      'INVALID_TEXT',
      'DOCUMENT_UNREADABLE',
      'FIELD_INVALID',
      'INVALID_TEXT',
    ]);
  });

  it('follows no link: a file of a page that is one is not there', async () => {
    const folder = writeFolder(pageCache(PAGES));
    const secret = writeInput('secret.txt', 'secret');
    const name = join(folder, cachedFile(FJORD, 'txt'));
    renameSync(name, `${name}.old`);
    symlinkSync(secret, name);
    const { ids, faults } = await faultsOf(folder);
    expect(ids).toEqual([STORM, REPORT]);
    expect(faults.map(([code]) => code).sort()).toEqual(['FILE_IRREGULAR', 'RECORD_BROKEN']);
  });

  it('is not read by its index alone, without the folder', async () => {
    const { 'index.json': index } = pageCache(PAGES);
    const path = writeInput('index.json', index);
    await expect(readCollection([path], { format: 'page-cache' })).rejects.toMatchObject({
      code: 'INPUT_FORMAT_UNKNOWN',
      message: expect.stringContaining('name its folder'),
    });
  });
});
