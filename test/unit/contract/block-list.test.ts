import { describe, expect, it } from 'vitest';
import { blockListHash, joinBlockLists, readBlockLines, readBlockList } from '../../../src/contract/block-list.ts';

const read = (text: string) =>
  readBlockLines(
    text.split('\n').map((line, i) => ({ number: i + 1, text: line })),
    'list.txt',
  );

describe('a block list', () => {
  it('says by the form of each line what it keeps out', () => {
    expect(
      read(
        [
          '# pages of the benchmark',
          '',
          '  Example.ORG. ',
          'https://example.org/Answers?q=1',
          'https://example.org/data/*',
          'id: doc 17',
          'id:#5',
          'text: Who wrote the first, and when?',
          'text:https://example.org',
        ].join('\n'),
      ),
    ).toEqual({
      sites: ['example.org'],
      urls: ['https://example.org/Answers?q=1', 'https://example.org/data/*'],
      ids: ['#5', 'doc 17'],
      strings: ['Who wrote the first, and when?', 'https://example.org'],
    });
  });

  it('has one hash, whatever the order of its lines and the files that they stand in', () => {
    const [one, other] = [read('b.org\ntext: a\na.org\na.org'), read('a.org')];
    expect(blockListHash(one)).toBe(blockListHash(joinBlockLists([other, read('text: a'), read('b.org')])));
    expect(blockListHash(one)).not.toBe(blockListHash(other));
    expect(blockListHash(read('id: a'))).not.toBe(blockListHash(read('text: a')));
  });

  it.each([
    ['two words', /text: before a text/],
    ['*.example.org', /must be a host name/],
    ['example.org/path', /must be a URL with http/],
    ['ftp://example.org/', /must be a URL with http/],
    ['https://example.org*', /a slash must stand between/],
    ['https://example.org?q=/*', /a slash must stand between/],
    ['id:', /1 to 2048 bytes/],
    [`id: ${'x'.repeat(2049)}`, /1 to 2048 bytes/],
    ['text:  ', /before nothing/],
  ])('refuses a line with its number: %s', (line, message) => {
    const attempt = () => read(`# first\n${line}`);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(
      expect.objectContaining({ code: 'BLOCK_LIST_INVALID', facts: { file: 'list.txt', line: 2 } }),
    );
  });

  it('may be given by a program, which is told of what is none', () => {
    expect(readBlockList({ sites: ['A.org', 'a.org'] })).toEqual({ sites: ['a.org'], urls: [], ids: [], strings: [] });
    for (const wrong of [
      { hosts: ['a'] },
      { ids: 'a' },
      { ids: [1] },
      { sites: ['a b'] },
      { urls: ['a'] },
      { ids: [''] },
    ]) {
      expect(() => readBlockList(wrong as never)).toThrow(expect.objectContaining({ code: 'BLOCK_LIST_INVALID' }));
    }
  });
});
