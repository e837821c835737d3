import { describe, expect, it } from 'vitest';
import { htmlPage, markedSnippet, STRONG } from '../../../src/dialects/parts/markup.ts';

describe('a marked snippet', () => {
  const hit = {
    snippet: 'lamps < "lenses" & lamps',
    highlights: [
      [0, 5],
      [9, 15],
      [19, 24],
    ] as const,
  };

  it('is markup with the words of the query between tags', () => {
    expect(markedSnippet(hit, STRONG)).toBe(
      '<strong>lamps</strong> &lt; &quot;<strong>lenses</strong>&quot; &amp; <strong>lamps</strong>',
    );
  });

  it('is the text that it was between marks of plain text', () => {
    expect(markedSnippet(hit, { before: '[', behind: ']' })).toBe('[lamps] < "[lenses]" & [lamps]');
  });

  it('is empty without a snippet', () => {
    expect(markedSnippet({}, STRONG)).toBe('');
  });
});

describe('a page of a document', () => {
  it('has paragraphs, headings and lines, and no sign of the text becomes a tag', () => {
    const page = htmlPage({ title: 'A & B', text: 'One <b>\ntwo\n\n## Of "three"\nfour\n \n#five' });
    expect(page.split('\n').slice(2, -1)).toEqual([
      '<body>',
      '<h1>A &amp; B</h1>',
      '<p>One &lt;b&gt;<br>',
      'two</p>',
      '<h2>Of &quot;three&quot;</h2>',
      '<p>four</p>',
      '<p>#five</p>',
    ]);
  });

  it('is one without a title and without a text', () => {
    expect(htmlPage({})).toContain('<title></title>');
    expect(htmlPage({})).not.toContain('<p>');
  });
});
