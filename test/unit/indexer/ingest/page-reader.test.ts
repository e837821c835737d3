import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MAX_PAGE_BYTES } from '../../../../src/limits.ts';
import { readCollection, writeInput } from '../../../support/read-collection.ts';

async function readOne(name: string, content: string | Uint8Array) {
  const path = writeInput(name, content);
  const { documents, problems } = await readCollection([path]);
  expect(documents.length + problems.length).toBe(1);
  for (const { code, error, location } of problems) {
    expect(error.code).toBe(code);
    expect(location.file).toBe(path);
    expect(error.message.startsWith(path)).toBe(true);
    expect(error.facts.file).toBe(path);
  }
  return { path, document: documents[0], problem: problems[0] };
}

describe('a text file', () => {
  it('is one document: its text as it is, without a byte order mark, lines ending in LF', async () => {
    const { document } = await readOne('a.txt', '\ufeffone\r\ntwo\rthree\n\n  four ');
    expect(document).toEqual({ id: 'a.txt', title: 'a', text: 'one\ntwo\nthree\n\n  four ' });
  });

  it.each(['a.txt', 'a.md'])('is read as UTF-16 where a byte order mark says so: %s', async (name) => {
    const little = Buffer.from('\ufeffnaïve 検索\r\nend', 'utf16le');
    for (const bytes of [little, Buffer.from(little).swap16()]) {
      expect((await readOne(name, bytes)).document.text).toMatch(/^naïve 検索\s+end$/);
    }
  });

  it('is INVALID_TEXT as UTF-16 with half of a surrogate pair', async () => {
    const { problem } = await readOne('a.txt', Buffer.from('\ufeffa\ud800b', 'utf16le'));
    expect(problem.code).toBe('INVALID_TEXT');
  });

  it.each(['a.txt', 'a.md'])('is read as windows-1252 where it is no UTF-8: %s', async (name) => {
    const bytes = Buffer.from('na\xefve caf\xe9 \x93quoted\x94 \x80 5\n', 'latin1');
    expect((await readOne(name, bytes)).document.text.trim()).toBe('na\u00efve caf\u00e9 \u201cquoted\u201d \u20ac 5');
  });

  it('keeps its title when it has no text', async () => {
    expect((await readOne('empty.txt', '')).document).toMatchObject({ title: 'empty', text: '' });
  });
});

describe('a page that cannot be read', () => {
  it.each(['a.txt', 'a.md'])('is INVALID_UTF8: %s', async (name) => {
    const { problem } = await readOne(name, Buffer.from([0x61, 0xe9, 0x62, 0x81]));
    expect(problem.code).toBe('INVALID_UTF8');
  });

  it.each(['a.txt', 'a.md'])('is INVALID_TEXT when it holds NUL: %s', async (name) => {
    const { problem } = await readOne(name, 'a\0b');
    expect(problem.code).toBe('INVALID_TEXT');
    expect(problem.error.facts).toMatchObject({ field: 'text', fault: 'nul' });
  });

  it('is DOCUMENT_EMPTY when neither name, title nor text says anything', async () => {
    const { problem } = await readOne('\u00a0.txt', ' \n');
    expect(problem.code).toBe('DOCUMENT_EMPTY');
  });

  it('is DOCUMENT_TOO_LARGE one byte over the limit, plain or compressed', async () => {
    const text = Buffer.alloc(MAX_PAGE_BYTES + 1, 'x');
    expect((await readOne('a.txt', text)).problem.code).toBe('DOCUMENT_TOO_LARGE');
    expect((await readOne('a.txt.gz', gzipSync(text, { level: 1 }))).problem.code).toBe('DOCUMENT_TOO_LARGE');
  });

  it('is none at the limit', async () => {
    const { document } = await readOne('a.txt', Buffer.alloc(MAX_PAGE_BYTES, 'x'));
    expect(document.text).toHaveLength(MAX_PAGE_BYTES);
  });

  it('is INPUT_CORRUPT when its compressed content is cut off', async () => {
    const { problem } = await readOne('a.md.gz', gzipSync('# Title\n\nwords').subarray(0, -4));
    expect(problem.code).toBe('INPUT_CORRUPT');
    expect(problem.error.facts.compression).toBe('gzip');
  });

  it('is FIELD_INVALID with the line of the front matter that is wrong', async () => {
    const { path, problem } = await readOne('a.md', '---\ntitle: ok\nbad: [1, 2\n---\ntext');
    expect(problem.code).toBe('FIELD_INVALID');
    expect(problem.error.message).toMatch(/line [345] has front matter that is not YAML$/);
    expect(problem.error.facts).toMatchObject({ file: path, line: expect.any(Number) });
  });

  it('is DOCUMENT_UNREADABLE when its quotes are nested too deep', async () => {
    const { problem } = await readOne('a.md', `${'>'.repeat(30_000)} deep`);
    expect(problem.code).toBe('DOCUMENT_UNREADABLE');
  });
});
