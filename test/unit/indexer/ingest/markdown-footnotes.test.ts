import { expect, it } from 'vitest';
import { readMarkdown } from '../../../../indexer/ingest/markdown-text.ts';

it.each([
  ['One[^1] two.\n\n[^1]: Note.', 'One [1] two.\n\n[1] Note.'],
  [
    'One[^a].\n\n[^a]: Two *words*\n    more.\n\n    Second.\n\nAfter.',
    'One [a].\n\n[a] Two words more.\n\nSecond.\n\nAfter.',
  ],
  ['A[^x]\n\n[^x]: single\n[^y]: unused', 'A [x]\n\n[x] single\n\n[y] unused'],
  ['| a[^N] |\n|-|\n\n[^n]: in a table', 'a [N]\n\n[n] in a table'],
  ['A\n[^x]: ends a paragraph', 'A\n\n[x] ends a paragraph'],
  ['The class [^a-z] is text', 'The class [^a-z] is text'],
  ['`[^1]` is code\n\n[^1]: note', '[^1] is code\n\n[1] note'],
])('footnotes are text, their marks no part of a word: %j', (source, text) => {
  expect(readMarkdown(source).text).toBe(text);
});

it('links in footnotes are links', () => {
  expect([...readMarkdown('A[^1]\n\n[^1]: See [b](b.md).').hrefs]).toEqual(['b.md']);
});
