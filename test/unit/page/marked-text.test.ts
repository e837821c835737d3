import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, writeHtml } from '../../../src/page/html.ts';
import { type MarkedText, markedText } from '../../../src/page/marked-text.ts';

const NONE = { offset: 0, toc: [], passages: [], found: [] };

function shown(marked: Partial<MarkedText> & { text: string }): string {
  return writeHtml(html`${markedText({ ...NONE, ...marked })}`);
}

/** What a reader reads: no tags, no numbers of passages. */
function wordsOf(markup: string): string {
  return markup
    .replace(/<a class="rank"[\s\S]*?<\/a>/g, '')
    .replace(/<\/(p|h\d)>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

describe('a marked text', () => {
  it('is cut into paragraphs at empty lines, and headings stand as deep as they are numbered', () => {
    const toc = [
      { number: '1', level: null, text: 'Tides', line: 1, start: 0, end: 30 },
      { number: '1.1', level: null, text: 'Low', line: 4, start: 13, end: 30 },
    ];
    expect(shown({ text: 'Tides\na\nb\n\nc\nLow\nd', toc })).toBe(
      '<h2 id="section-1">Tides</h2>\n<p>a\nb</p>\n<p>c</p>\n<h3 id="section-1.1">Low</h3>\n<p>d</p>\n',
    );
  });

  it('marks passages with their ranks, and the places of a text within them', () => {
    const passages = [{ rank: 1, start: 2, end: 7 }];
    const found = [{ number: 1, start: 4, end: 5 }];
    expect(shown({ text: 'ab cd ef', passages, found })).toBe(
      '<p>ab<a class="rank" id="passage-1" href="#passage-1"><span class="unseen">Passage ranked </span>1</a>' +
        '<span class="passage"> c</span><span class="passage"><mark id="found-1">d</mark></span><span class="passage"> e</span>f</p>\n',
    );
  });

  it('gives each passage an anchor, though it begins with signs that are not shown, before the page or within a better one', () => {
    const toc = [{ number: '1', level: 1, text: 'Heading zebra', line: 1, start: 10, end: 40 }];
    const text = '# Heading zebra\n\nbody zebra here';
    const passages = [
      { rank: 1, start: 10, end: 40 },
      { rank: 2, start: 30, end: 41 },
      { rank: 3, start: 2, end: 14 },
    ];
    const found = [{ number: 1, start: 10, end: 19 }];
    const markup = shown({ text, offset: 10, toc, passages, found });
    for (const id of ['passage-1', 'passage-2', 'passage-3', 'found-1'])
      expect(markup.split(` id="${id}"`)).toHaveLength(2);
    expect(markup).toMatch(/^<h2 id="section-1"><a class="rank" id="passage-1"/);
    const renamed = [{ ...toc[0], text: 'Other' }];
    expect(shown({ text, offset: 10, toc: renamed, passages })).toContain('id="passage-1"');
  });

  it('measures by the whole text, of which it may show the middle', () => {
    expect(shown({ text: 'middle', offset: 100, found: [{ number: 3, start: 103, end: 200 }] })).toBe(
      '<p>mid<mark id="found-3">dle</mark></p>\n',
    );
  });

  it('loses and repeats no word, wherever marks begin and end', () => {
    const range = fc.tuple(fc.nat(40), fc.nat(12)).map(([start, length]) => ({ start, end: start + length + 1 }));
    const text = fc
      .array(fc.constantFrom('a', 'bc', '<', '\n', '\n\n', ' '), { maxLength: 30 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(
        text,
        fc.array(range, { maxLength: 4 }),
        fc.array(range, { maxLength: 4 }),
        (words, passages, found) => {
          const markup = shown({
            text: words,
            passages: passages.map((each, i) => ({ rank: i + 1, ...each })),
            found: found.map((each, i) => ({ number: i + 1, ...each })),
          });
          expect(wordsOf(markup)).toBe(words.replaceAll('<', '&lt;').replace(/\s+/g, ' ').trim());
        },
      ),
    );
  });
});
