import { describe, expect, it } from 'vitest';
import { parseMarkdownPage } from '../../../../indexer/ingest/markdown-page.ts';

describe('HTML among the words of a paragraph of Markdown', () => {
  it.each([
    ['<ruby>漢<rt>kan</rt>字<rp>(</rp><rt>ji</rt><rp>)</rp></ruby>です', '漢字です'],
    ['a <video src="x">old *browser*</video> b', 'a b'],
    ['a <video src="x">old\n\nnext', 'a\n\nnext'],
    ['a <video src="x"/> b', 'a b'],
    ['a<br>b <b>c', 'a\nb c'],
    ['| a <rt> | b |\n| - | - |\n| <ruby>x<rt>y | z |', 'a | b\nx | z'],
  ])('%j is %j', async (source, text) => {
    expect((await parseMarkdownPage(source, 'a.md')).text).toBe(text);
  });
});
