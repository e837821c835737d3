import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, NOTHING, writeHtml } from '../../../src/page/html.ts';
import { anyText } from '../../support/awkward-text.ts';

// promise: sec/page-text
describe('a template of markup', () => {
  it('escapes what stands in it, between tags and in attributes', () => {
    const title = '"><script>alert(1)</script>&amp;';
    expect(writeHtml(html`<a title="${title}">${title}</a>`)).toBe(
      '<a title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;">&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;</a>',
    );
  });

  it('leaves markup of other templates as it is, alone and in lists', () => {
    const items = ['a', '<b>'].map((each) => html`<li>${each}</li>`);
    expect(writeHtml(html`<ul>${items}</ul>${NOTHING}`)).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>');
  });

  it('shows numbers, zero too, and nothing for what is absent', () => {
    expect(writeHtml(html`${0}|${null}|${undefined}|${false}|${''}`)).toBe('0||||');
  });

  it('takes no object for markup that only looks like it', () => {
    const foreign = { toString: () => '<script>' } as unknown as string;
    expect(() => writeHtml(html`${foreign}`)).toThrow(TypeError);
  });

  it('lets no text end its place, whatever characters it has', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const written = writeHtml(html`<a title="${text}">${text}</a>`);
        expect(written.match(/[<>"]/g)?.join('')).toBe('<""><>');
        expect(written.isWellFormed()).toBe(true);
        expect(written).not.toMatch(/[^\P{Cc}\t\n\r]/u);
      }),
    );
  });
});
