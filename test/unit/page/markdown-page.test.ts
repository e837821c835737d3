import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, writeHtml } from '../../../src/page/html.ts';
import { renderMarkdown } from '../../../src/page/markdown-page.ts';
import { anyText } from '../../support/awkward-text.ts';

const NOWHERE = () => null;
const shown = (source: string, resolve: (target: string) => string | null = NOWHERE): string =>
  writeHtml(html`${renderMarkdown(source, resolve).body}`);

describe('a page of Markdown', () => {
  it('shows HTML as text, wherever it stands', () => {
    expect(shown('<script>a</script>\n\n- <b>b</b>\n\n`<i>`\n\n```\n<u>\n```')).toBe(
      '<p>&lt;script&gt;a&lt;/script&gt;</p>\n<ul><li>&lt;b&gt;b&lt;/b&gt;</li>\n</ul>\n<p><code>&lt;i&gt;</code></p>\n' +
        '<pre tabindex="0" aria-label="Listing 1"><code>&lt;u&gt;\n</code></pre>\n',
    );
  });

  it('opens no element that a text names, whatever is written', () => {
    fc.assert(
      fc.property(fc.array(anyText), (texts) => {
        const tags = shown(texts.join('\n'), (target) => target).matchAll(/<([a-z0-9]+)/gi);
        const ours =
          'p h1 h2 h3 h4 ul ol li blockquote div table thead tbody tr th td strong em s a br code pre hr button';
        for (const [, tag] of tags) expect(ours.split(' ')).toContain(tag);
      }),
    );
  });

  it('leads where its reader allows, and else only names', () => {
    const resolve = (target: string) => (target === 'b.md#c' ? '/b#c' : null);
    expect(shown('[a](b.md#c) [**d**](e.md) [x](javascript:alert)', resolve)).toBe(
      '<p><a href="/b#c">a</a> <strong>d</strong> [x](javascript:alert)</p>\n',
    );
  });

  it('tells its title, its sections and its links, and names its headings as GitHub does', () => {
    const { title, sections, links, body } = renderMarkdown(
      '# A `b`\n\n## C: d\n\n### E\n\n## C d\n\n[x `y`](z.md)',
      NOWHERE,
    );
    expect([title, sections, links]).toEqual([
      'A b',
      [
        { anchor: 'c-d', text: 'C: d' },
        { anchor: 'c-d-1', text: 'C d' },
      ],
      [{ target: 'z.md', text: 'x y' }],
    ]);
    expect(writeHtml(html`${body}`)).toContain('<h1 id="a-b">A <code>b</code></h1>\n<h2 id="c-d">C: d</h2>');
  });

  it('has tables that can be reached by keyboard, ordered lists from where they begin, and commands to copy', () => {
    expect(shown('| a | b |\n|---|---|\n| 1 | **2** |')).toBe(
      '<div class="wrap" tabindex="0" role="region" aria-label="Table 1"><table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr>\n' +
        '</thead><tbody><tr><td>1</td><td><strong>2</strong></td></tr>\n</tbody></table></div>\n',
    );
    expect(shown('3. x\n4. y')).toBe('<ol start="3"><li>x</li>\n<li>y</li>\n</ol>\n');
    expect(shown('```sh\nls "x"\n```')).toContain('data-copy="ls &quot;x&quot;\n"');
    expect(shown('```json\n{}\n```')).not.toContain('data-copy');
  });
});
