import { describe, expect, it } from 'vitest';
import { PageNames } from '../../../../indexer/ingest/page-names.ts';
import { parseRstPage } from '../../../../indexer/ingest/rst-page.ts';
import { MAX_PAGE_NESTING } from '../../../../src/limits.ts';

const textOf = (source: string) => parseRstPage(source, 'docs/a.rst').text;
const linksOf = (source: string) => parseRstPage(source, 'docs/a.rst').links;

describe('the head of a page of reStructuredText', () => {
  it('gives its title, date, language and other fields, behind comments and a title', () => {
    const source = [
      ...['.. a comment', '   of two lines', '', '=========', 'The Guide', '=========', ''],
      ...[':Date: 2024-05-06', ':lang: de', ':author: Ann', '', 'Words.'],
    ];
    const page = parseRstPage(source.join('\n'), 'a.rst');
    expect(page).toMatchObject({ title: 'The Guide', date: '2024-05-06', language: 'de', text: 'The Guide\n\nWords.' });
    expect({ ...page.metadata }).toEqual({ author: 'Ann' });
  });

  it('leaves a date that cannot be read in the metadata', () => {
    const page = parseRstPage(':date: $Date$\n\nWords.', 'a.rst');
    expect(page.date).toBeUndefined();
    expect({ ...page.metadata }).toEqual({ date: '$Date$' });
  });
});

describe('the text of reStructuredText', () => {
  it.each([
    ['a title', 'One\n===\n\nText\n\nTwo\n---\nMore', 'One\n\nText\n\nTwo\n\nMore'],
    ['a short rule, which is none', 'a long line\n--\n', 'a long line --'],
    ['a rule between paragraphs', 'a\n\n-----\n\nb', 'a\n\nb'],
    ['marks', '*one* **two** ``thr*ee`` `four`', 'one two thr*ee four'],
    ['escapes', 'a\\*b\\* c\\ d', 'a*b* cd'],
    ['roles', ':ref:`here <x>` :py:class:`~a.b.C` :func:`!f` `x`:sub:', 'here C f x'],
    ['a substitution', '|n|\n\n.. |n| replace:: The Name', 'The Name'],
    ['references', 'Py_ and `the docs`_ and a_b_c [1]_\n\n.. _Py: x\n', 'Py and the docs and a_b_c [1]'],
    ['a list', '* one\n  more\n* two\n\n  - three\n\nEnd', 'one more\ntwo\nthree\n\nEnd'],
    ['a numbered list', '1. one\n#. two\n\n2024 was good', 'one\ntwo\n\n2024 was good'],
    ['definitions', 'term\n   what it is\nother\n   more', 'term\nwhat it is\n\nother\nmore'],
    ['code behind a colon', 'So::\n\n    if a:\n        b\n\nEnd', 'So:\n\nif a:\n    b\n\nEnd'],
    ['code behind two colons alone', '::\n\n  a\n\n  b', 'a\n\nb'],
    ['a block of code', '.. code-block:: python\n   :linenos:\n\n   a = 1\n\n   b', 'a = 1\n\nb'],
    ['a note', '.. note:: Be\n   careful.\n\n   Really.', 'Be careful.\n\nReally.'],
    ['a signature', '.. function:: foo(a)\n   :noindex:\n\n   Does it.', 'foo(a)\n\nDoes it.'],
    ['a figure', '.. figure:: a.png\n   :width: 3\n\n   Words.', 'Words.'],
    ['pictures and comments', 'a\n\n.. image:: x.png\n   :alt: y\n\n.. words\n\nb', 'a\n\nb'],
    ['a footnote', '.. [#n] Words.', '[n] Words.'],
    ['a quote', 'a\n\n  b\n\nc', 'a\n\nb\n\nc'],
    ['lines', '| a\n| b\n  c', 'a\nb c'],
    ['a doctest', '>>> 1\n1\n\nx', '>>> 1\n1\n\nx'],
    ['a table of two rules', '=== ===\nA   B\n=== ===\n1   2\n    3\n=== ===\n\nx', 'A | B\n1 | 2 3\n\nx'],
    ['a drawn table', '+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n|   | 3 |\n+---+---+', 'a | b\n1 | 2 3'],
    ['nothing', '', ''],
  ])('of %s is its words', (_, source, text) => {
    expect(textOf(source)).toBe(text);
  });

  it('keeps every word of what is cut short', () => {
    for (const source of [
      '*a b',
      '``a b',
      '`a b',
      '|a b',
      '[a b',
      ':ref:`a b',
      '=== ===\na b',
      '+---+\n| a b',
      '.. note:: a b',
    ]) {
      expect(textOf(source)).toMatch(/a b/);
    }
  });

  it(`is refused with quotes nested deeper than ${MAX_PAGE_NESTING} levels`, () => {
    const nested = (depth: number) => Array.from({ length: depth }, (__, at) => `${' '.repeat(at)}a`).join('\n\n');
    expect(() => textOf(nested(MAX_PAGE_NESTING + 1))).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_UNREADABLE' }),
    );
    expect(textOf(nested(MAX_PAGE_NESTING)).length).toBe(3 * MAX_PAGE_NESTING - 2);
  });
});

describe('the links of reStructuredText', () => {
  it('are those of phrases, targets, pages and bare addresses', () => {
    const source =
      '`a <https://x.example/a>`_ B_ :doc:`c` https://x.example/d\n\n.. _B: ../b.html\n\n.. toctree::\n\n   e\n   F <f>\n';
    expect(linksOf(source)).toEqual([
      'https://x.example/a',
      'b.html',
      'docs/c',
      'https://x.example/d',
      'docs/e',
      'docs/f',
    ]);
  });

  it('find the pages that they mean', () => {
    const pages = new PageNames();
    for (const name of ['docs/c.rst', 'docs/d/index.rst']) pages.add(name);
    expect(parseRstPage(':doc:`c` :doc:`d/`', 'docs/a.rst', pages).links).toEqual(['docs/c.rst', 'docs/d/index.rst']);
  });
});
