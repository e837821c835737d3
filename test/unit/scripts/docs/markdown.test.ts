import { describe, expect, it } from 'vitest';
import { parseMarkdown } from '../../../../scripts/docs/markdown.ts';

const page = (...lines: string[]) => parseMarkdown('docs/page.md', lines.join('\n'));

describe('a page', () => {
  it('has the anchors that GitHub gives its headings, and explicit ids', () => {
    const { anchors } = page(
      '# The `index` id, and [why](x.md)!',
      '## Same',
      '## Same',
      '### Größe_1 – A/B',
      '```',
      '# no heading',
      '```',
      '<a id="named"></a>',
    );
    expect([...anchors]).toEqual(['the-index-id-and-why', 'same', 'same-1', 'größe_1--ab', 'named']);
  });

  it('has links and images outside of code, each with its line', () => {
    const { links } = page(
      'See [a](a.md) and',
      '![b](img/b.png "title") `[c](c.md)`',
      '```sh',
      '[d](d.md)',
      '```',
      '[`e`](e.md#x) [f [g]](<h.md>)',
      '',
      '[ref]: i.md',
      '<img src="j.svg" alt="">',
    );
    expect(links.map(({ line, text }) => `${line} ${text}`).sort()).toEqual([
      '1 a.md',
      '2 img/b.png',
      '6 e.md#x',
      '6 h.md',
      '8 i.md',
      '9 j.svg',
    ]);
  });

  it('has code spans, also across a line end, and none across paragraphs', () => {
    const { codeSpans } = page(
      'one `a b',
      'c` and ``d ` e``',
      '',
      'stray ` here',
      '',
      'and ` there',
      '| `x\\|y` | `z` |',
    );
    expect(codeSpans).toEqual([
      { line: 1, text: 'a b c' },
      { line: 2, text: 'd ` e' },
      { line: 7, text: 'x|y' },
      { line: 7, text: 'z' },
    ]);
  });

  it('has fences with their language, closed only by a fence of their own kind', () => {
    const { fences } = page('````Bash x', '```', 'a', '````', 'b', '~~~', 'c', '~~~');
    expect(fences).toEqual([
      {
        line: 1,
        language: 'bash',
        label: 'x',
        lines: [
          { line: 2, text: '```' },
          { line: 3, text: 'a' },
        ],
      },
      { line: 6, language: '', label: '', lines: [{ line: 7, text: 'c' }] },
    ]);
  });

  it('has table rows under their heads, escaped bars kept', () => {
    const { tableRows } = page('| Name | HTTP |', '| --- | ---: |', '| `a\\|b` | 400 |', '', '| no | table |');
    expect(tableRows).toEqual([{ line: 3, header: ['name', 'http'], cells: ['`a|b`', '400'] }]);
  });

  it('counts its lines without the last line end', () => {
    expect(parseMarkdown('a.md', 'x\r\ny\r\n').lineCount).toBe(2);
  });
});
