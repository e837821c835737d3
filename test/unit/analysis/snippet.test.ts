import { describe, expect, it } from 'vitest';
import { createTermNumberer } from '../../../src/analysis/analyzers.ts';
import { PassageReader } from '../../../src/analysis/passage-reader.ts';
import { makeSnippet } from '../../../src/analysis/snippet.ts';

const english = new PassageReader(createTermNumberer('english'));

function snippetOf(text: string, terms: readonly string[], tokens: number) {
  return makeSnippet(text, null, new Set(terms), tokens, english);
}

/** The highlighted parts of a snippet. */
function highlighted(text: string, terms: readonly string[], tokens: number): string[] {
  const snippet = snippetOf(text, terms, tokens);
  return snippet.highlights.map(([start, end]) => snippet.text.slice(start, end));
}

const numbered = (count: number) => Array.from({ length: count }, (_, number) => `w${number}`).join(' ');

describe('a snippet', () => {
  it('of a short passage is the whole passage without white space at its ends', () => {
    const text = '  The cat sat on it.\n';
    expect(snippetOf(text, ['cat'], 64)).toEqual({
      text: 'The cat sat on it.',
      start: 2,
      end: 20,
      highlights: [[4, 7]],
    });
  });

  it('without a match is the beginning', () => {
    const text = `${numbered(30)}`;
    expect(snippetOf(text, ['zebra'], 5)).toEqual({ text: 'w0 w1 w2 w3 w4', start: 0, end: 14, highlights: [] });
    expect(snippetOf(text, [], 5).text).toBe('w0 w1 w2 w3 w4');
  });

  it('of nothing is empty', () => {
    expect(snippetOf('', ['cat'], 5)).toEqual({ text: '', start: 0, end: 0, highlights: [] });
    expect(snippetOf(' \n', ['cat'], 5)).toMatchObject({ text: '', highlights: [] });
  });

  it('keeps to its passage and counts offsets in the document', () => {
    const text = 'The dog ran. The cat sat. The dog slept.';
    const range = { start: 13, end: 25 };
    const snippet = makeSnippet(text, range, new Set(['dog', 'cat']), 64, english);
    expect(snippet).toEqual({ text: 'The cat sat.', start: 13, end: 25, highlights: [[4, 7]] });
    expect(text.slice(snippet.start, snippet.end)).toBe(snippet.text);
  });

  it('shows the window with the most distinct terms rather than one term often', () => {
    const text = `cat cat cat cat ${numbered(20)}. A cat and a dog. ${numbered(20)}`;
    expect(highlighted(text, ['cat', 'dog'], 8)).toEqual(['cat', 'dog']);
  });

  it('shows the earliest of equal windows', () => {
    const text = `x1 cat. ${numbered(20)}. x2 cat. ${numbered(20)}`;
    expect(snippetOf(text, ['cat'], 4).start).toBe(0);
  });

  it('prefers heavier terms', () => {
    const text = `a1 cat dog. ${numbered(20)}. One zebra here. ${numbered(20)}`;
    const weights = new Map([
      ['cat', 1],
      ['dog', 1],
      ['zebra', 3],
    ]);
    expect(makeSnippet(text, null, weights, 5, english).text).toMatch(/^One zebra here\./);
  });

  it('begins with the sentence of its first match where that fits', () => {
    const text = `${numbered(20)}. Well (then), the old cat sat. ${numbered(20)}`;
    expect(snippetOf(text, ['cat'], 10).text).toBe('Well (then), the old cat sat. w0 w1 w2 w3');
  });

  it('begins at a word, amid its context, where the sentence is too long', () => {
    const text = `${numbered(20)} cat ${numbered(20)}`;
    expect(snippetOf(text, ['cat'], 5).text).toBe('w18 w19 cat w0 w1');
  });

  it('shows the punctuation that clings to its first and last word', () => {
    const text = `${numbered(20)} "w20 cat w22!" ${numbered(20)}`;
    expect(snippetOf(text, ['cat'], 3).text).toBe('"w20 cat w22!"');
  });

  it('is full at the end of a passage too', () => {
    const text = `${numbered(20)} cat`;
    expect(snippetOf(text, ['cat'], 5).text).toBe('w16 w17 w18 w19 cat');
  });

  it('marks tokens by their terms, as written', () => {
    expect(highlighted('Running U.S. runners ran; it RUNS.', ['run', 'us'], 64)).toEqual(['Running', 'U.S', 'RUNS']);
  });

  it('marks overlapping bigrams as one', () => {
    expect(highlighted('私は東京都に', ['東京', '京都'], 64)).toEqual(['東京都']);
  });

  it('cuts at the full stop of a script without spaces', () => {
    const text = `${'山川'.repeat(20)}。東京はよい。${'山川'.repeat(20)}`;
    expect(snippetOf(text, ['東京'], 8).text).toMatch(/^東京はよい。/);
  });

  it('of one endless word is cut between characters', () => {
    for (const lead of ['', 'x']) {
      const text = `${lead}${'𐐷'.repeat(5_000)}`;
      const { text: shown } = snippetOf(text, [], 3);
      expect(shown.length).toBeGreaterThanOrEqual(255);
      expect(shown.length).toBeLessThanOrEqual(256);
      expect(shown.isWellFormed()).toBe(true);
    }
    const marked = `${'z'.repeat(250)}${'e\u0301\u0323'.repeat(500)}`;
    expect(snippetOf(marked, [], 3).text).toBe(marked.slice(0, 256));
    expect(snippetOf(`z${marked}`, [], 3).text).toBe(`z${marked.slice(0, 253)}`);
  });

  it('takes time linear in its passage', () => {
    const texts = [
      'cat '.repeat(50_000),
      `cat ${'! '.repeat(100_000)} cat`,
      `cat.${"'".repeat(200_000)} cat`,
      `cat\n${' '.repeat(200_000)}cat`,
    ];
    const start = performance.now();
    for (const text of texts) for (const tokens of [1, 64, 1000]) snippetOf(text, ['cat', 'dog'], tokens);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
