import { describe, expect, it } from 'vitest';
import type { CollectionReader } from '../../../../indexer/ingest/collection.ts';
import { detectReader, findReader, findReaderByName, registerReader } from '../../../../indexer/ingest/readers.ts';

const NOTHING = Buffer.alloc(0);

function makeReader(part: Partial<CollectionReader>): CollectionReader {
  return {
    name: 'made',
    endings: ['.made'],
    async *read() {},
    ...part,
  };
}

describe('the format of a file', () => {
  it.each([
    ['note.md', 'markdown'],
    ['note.MARKDOWN', 'markdown'],
    ['a.b.html', 'html'],
    ['page.htm.gz', 'html'],
    ['page.TXT.BZ2', 'text'],
    ['corpus.jsonl', 'jsonl'],
    ['corpus.ndjson.zst', 'jsonl'],
    ['corpus.json', 'json'],
    ['corpus.CSV.gz', 'csv'],
    ['collection.tsv', 'tsv'],
  ])('is told by the ending of its name, whatever it begins with: %s', (name, format) => {
    expect(findReaderByName(name)?.name).toBe(format);
    expect(detectReader(name, NOTHING)?.name).toBe(format);
    expect(detectReader(name, Buffer.from('{"_id":"1"}'))?.name).toBe(format);
  });

  it.each(['corpus', 'corpus.js', 'corpus.js.gz', '.md', 'md', 'a.md.bak', 'a.gz', 'b.md/c'])(
    'is told by its first bytes where no format has the ending: %s',
    (name) => {
      expect(findReaderByName(name)).toBeNull();
      expect(detectReader(name, NOTHING)).toBeNull();
      expect(detectReader(name, Buffer.from('\ufeff\r\n {"_id":"1"}'))?.name).toBe('jsonl');
      expect(detectReader(name, Buffer.from('[1]'))).toBeNull();
      expect(detectReader(name, Buffer.from('[\n{"_id":"1"}]'))?.name).toBe('json');
    },
  );
});

describe('a registered format', () => {
  const braces = makeReader({ name: 'braces', endings: ['.br'], detect: (_name, bytes) => bytes[1] === 0x25 });
  registerReader(braces);

  it('is asked before those of the house, and only where no ending tells', () => {
    expect(detectReader('x', Buffer.from('{%'))).toBe(braces);
    expect(detectReader('x', Buffer.from('{"'))?.name).toBe('jsonl');
    expect(detectReader('x.md', Buffer.from('{%'))?.name).toBe('markdown');
    expect(findReaderByName('x.br.gz')).toBe(braces);
    expect(findReader('braces')).toBe(braces);
  });

  it('may be registered twice', () => {
    expect(() => registerReader(braces)).not.toThrow();
  });

  it('is refused with the name or an ending of another, and then leaves nothing behind', () => {
    expect(() => registerReader(makeReader({ name: 'folder' }))).toThrow(TypeError);
    expect(() => registerReader(makeReader({ name: 'html' }))).toThrow('there is a format html already');
    expect(() => registerReader(makeReader({ endings: ['.new', '.md'] }))).toThrow(
      '.md is an ending of markdown already',
    );
    expect(findReaderByName('x.new')).toBeNull();
    expect(findReaderByName('x.made')).toBeNull();
    expect(() => findReader('made')).toThrow(expect.objectContaining({ code: 'INPUT_FORMAT_UNKNOWN' }));
  });
});
