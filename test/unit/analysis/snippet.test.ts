import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../../src/analysis/analyzers.ts';
import { parsePlainWords } from '../../../src/analysis/query-syntax.ts';
import { makeSnippet, SnippetBench } from '../../support/snippets.ts';

const english = new SnippetBench('english');
const plain = new SnippetBench('plain');

/** Words that nobody asks for, in one sentence. */
const words = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `w${from + i}`).join(' ');
const sentence = (count: number, from = 0) => `W${words(count, from).slice(1)}.`;
const cut = (text: string, query: string, tokens: number) => english.cut(text, query, tokens).text;

describe('a snippet', () => {
  it('of a short passage is the whole passage without white space at its ends', () => {
    expect(english.cut('  The cat sat on it.\n', 'cat', 64)).toEqual({
      text: 'The cat sat on it.',
      highlights: [[4, 7]],
      fragments: [{ start: 2, end: 20 }],
      start: 2,
      end: 20,
    });
  });

  it('of nothing is empty', () => {
    for (const text of ['', ' \n']) expect(english.cut(text, 'cat', 5)).toMatchObject({ text: '', highlights: [] });
  });

  it('neither seeks nor marks words that only ask, where the query has others', () => {
    const text = `${sentence(12)} How do they do it? ${sentence(12, 50)} A volcano erupts. ${sentence(12, 100)}`;
    expect(cut(text, 'how do volcanoes erupt', 8)).toBe('A volcano erupts.');
    expect(english.marked(text, 'how do volcanoes erupt', 8)).toEqual(['volcano', 'erupts']);
    expect(english.marked('How do you do?', 'how do you do')).toEqual(['How', 'do', 'you', 'do']);
  });

  it('marks every word of a mended term, whatever was shown before', () => {
    const query = {
      text: 'slimg sled',
      terms: [
        { term: 'sling', weight: 1, from: 'slimg' },
        { term: 'sled', weight: 1 },
      ],
    };
    const mark = (text: string) => makeSnippet(text, { start: 0, end: text.length }, null, english.cutter).highlights;
    english.cutter.ask(query, 64);
    const alone = mark('He carries slings on a sled.');
    expect(alone).toEqual([
      [11, 17],
      [23, 27],
    ]);
    english.cutter.ask(query, 64);
    mark('A sling, a sling and a sled.');
    expect(mark('He carries slings on a sled.')).toEqual(alone);
  });

  it('keeps to its passage and counts offsets in the document', () => {
    const text = 'The dog ran. The cat sat. The dog slept.';
    const snippet = english.cut(text, 'dog cat', 64, null, { start: 13, end: 25 });
    expect(snippet).toEqual({
      text: 'The cat sat.',
      highlights: [[4, 7]],
      fragments: [{ start: 13, end: 25 }],
      start: 13,
      end: 25,
    });
  });

  it('without a match is the beginning, whole sentences of it where there are any', () => {
    const text = `${sentence(4)} ${sentence(4, 4)} ${sentence(30, 8)}`;
    expect(cut(text, 'zebra', 10)).toBe(`${sentence(4)} ${sentence(4, 4)}`);
    expect(cut(words(30), 'zebra', 5)).toBe('w0 w1 w2 w3 w4 …');
    expect(cut(words(30), '', 5)).toBe('w0 w1 w2 w3 w4 …');
  });

  it('shows the window with the most distinct terms rather than one term often', () => {
    const text = `cat cat cat cat ${words(20)}. A cat and a dog. ${sentence(20)}`;
    expect(english.marked(text, 'cat dog', 8)).toEqual(['cat', 'dog']);
  });

  it('shows the earliest of equal windows', () => {
    expect(cut(`X1 cat. ${sentence(20)} X2 cat. ${sentence(20)}`, 'cat', 4)).toBe('X1 cat.');
  });

  it('prefers terms that the query names more often', () => {
    const text = `A1 cat dog. ${sentence(20)} One zebra here. ${sentence(20)}`;
    expect(cut(text, 'cat dog zebra zebra zebra', 5)).toBe('One zebra here.');
  });

  describe('begins and ends', () => {
    it('with sentences, as many as fit', () => {
      const text = `${sentence(20)} Well (then), the old cat sat. W50 w51 w52. ${sentence(20, 60)}`;
      expect(cut(text, 'cat', 10)).toBe('Well (then), the old cat sat. W50 w51 w52.');
      expect(cut(text, 'cat', 7)).toBe('Well (then), the old cat sat.');
    });

    it('with the sentences before its match where those behind it do not fill it', () => {
      const text = `${sentence(20)} ${sentence(5, 30)} The cat. ${sentence(20, 60)}`;
      expect(cut(text, 'cat', 10)).toBe(`${sentence(5, 30)} The cat.`);
    });

    it('with a part of the next sentence rather than fill less than half', () => {
      const text = `The cat sat. W1 w2 w3 w4 w5, w6 w7 w8 w9 w10 w11 w12 w13 w14.`;
      expect(cut(text, 'cat', 10)).toBe('The cat sat. W1 w2 w3 w4 w5, …');
    });

    it('at clauses, with an ellipsis, where a sentence is too long', () => {
      const text = `${words(20)}, w50 w51 cat w52; ${words(20, 60)}.`;
      expect(cut(text, 'cat', 8)).toBe('… w50 w51 cat w52; …');
      expect(cut(`${words(20)} – w50 cat w51 – ${words(20, 60)}.`, 'cat', 8)).toBe('… w50 cat w51 …');
      expect(cut(`${words(20)} w50—w51 cat w52 w53 (w54 ${words(20, 60)}).`, 'cat', 8)).toBe('… w51 cat w52 w53 …');
    });

    it('at words, amid its context, where a clause is too long', () => {
      expect(cut(`${words(20)} cat ${words(20)}`, 'cat', 5)).toBe('… w18 w19 cat w0 w1 …');
      expect(cut(`${words(20)} "w20 cat w22!" ${words(20)}`, 'cat', 3)).toBe('… "w20 cat w22!" …');
    });

    it('outside of brackets where it can', () => {
      const text = `${words(12)} cat w20 (w21 w22, w23 w24) ${words(20, 30)}`;
      expect(cut(text, 'cat', 6)).toBe('… w10 w11 cat w20 …');
      expect(cut(`${words(12)} (w20 w21 w22) cat ${words(20, 30)}.`, 'cat', 6)).toBe('… cat w30 w31 w32 w33 w34 …');
    });

    it('inside a bracket that is longer than the snippet, and as if it were none where it never closes', () => {
      expect(cut(`${words(9)} (${words(20, 20)} cat ${words(20, 50)}) ${words(9)}`, 'cat', 5)).toBe(
        '… w38 w39 cat w50 w51 …',
      );
      expect(cut(`${sentence(9)} :( W20 w21 cat w22. W23 w24. ${sentence(90, 30)}`, 'cat', 4)).toBe(
        ':( W20 w21 cat w22. …',
      );
    });

    it('at no abbreviation, initial or number of an entry', () => {
      const text = `${sentence(20)} At 9 a.m. Dr. J. R. Lee of the U.S. Navy saw a cat. ${sentence(20, 30)}`;
      expect(cut(text, 'cat', 16)).toBe('At 9 a.m. Dr. J. R. Lee of the U.S. Navy saw a cat.');
      expect(cut(`${sentence(20)}\n1. The cat.\n2. ${sentence(20)}`, 'cat', 4)).toBe('1. The cat.');
    });

    it('at no full stop before a small letter, as with an ellipsis', () => {
      expect(cut(`${words(20)} e.g. w50 cat w51. w52 ${words(20, 60)}.`, 'cat', 5)).toMatch(/^… .*cat w51\. …$/);
    });

    it('at full stops set off by blanks, whatever follows', () => {
      const text = `${words(20)} . w50 cat w51 . ${words(20, 60)} .`;
      expect(cut(text, 'cat', 5)).toBe('w50 cat w51 .');
    });

    it('at paragraphs, rows of tables and entries of lists', () => {
      expect(cut(`${words(20)}\n\nThe cat\n\n${words(20)}`, 'cat', 5)).toBe('The cat');
      expect(cut(`| a1 | b1 |\n| cat | b2 |\n| a3 | b3 |\n${words(20)}`, 'cat', 3)).toBe('| cat | b2 |');
      expect(cut(`- ${words(9)}\n- the cat\n- ${words(9, 30)}`, 'cat', 5)).toBe('- the cat');
      expect(cut(`## ${words(9)}\n## Cat\n${words(9, 30)}`, 'cat', 3)).toMatch(/^## Cat/);
    });

    it('at the ends of lines of code', () => {
      const code = `const dog = 1;\nfunction feed(cat) {\n  return cat.food[0];\n}\n${words(30)}`;
      expect(cut(code, 'feed', 4)).toBe('… function feed(cat) { …');
    });

    it('not within what is written without blanks', () => {
      const text = `${words(20)} https://a.example/b/cat?c=d ${words(20, 30)}`;
      expect(cut(text, 'cat', 9)).toBe('… https://a.example/b/cat?c=d w30 w31 …');
      expect(cut(`${words(20)} well-fed cat-like w50 ${words(20, 60)}`, 'fed', 4)).toBe('… well-fed cat-like …');
    });
  });

  describe('of a passage that is a part of its document', () => {
    const text = `${sentence(3)} W10 ${words(9, 11)} cut here ${words(9, 30)}. ${sentence(3, 50)}`;

    it('has no ellipsis where the passage begins and ends with a sentence', () => {
      const range = { start: sentence(3).length + 1, end: text.length - sentence(3, 50).length - 1 };
      const { text: shown } = english.cut(text, 'here', 64, null, range);
      expect(shown).toBe(text.slice(range.start, range.end));
    });

    it('has one where the passage cuts a sentence', () => {
      const at = text.indexOf('here');
      expect(english.cut(text, 'w0', 64, null, { start: 0, end: at - 1 }).text).toBe(`${text.slice(0, at - 1)} …`);
      expect(english.cut(text, 'w50', 64, null, { start: at, end: text.length }).text).toBe(`… ${text.slice(at)}`);
    });
  });

  describe('of two fragments', () => {
    const text = `${sentence(20)} A cat sat. ${sentence(40, 30)} A dog ran. ${sentence(20, 80)}`;

    it('shows terms that lie apart', () => {
      const snippet = english.cut(text, 'cat dog', 20);
      expect(snippet.text).toBe('A cat sat. … A dog ran.');
      expect(snippet.fragments.map(({ start, end }) => text.slice(start, end))).toEqual(['A cat sat.', 'A dog ran.']);
      expect(snippet.highlights.map(([start, end]) => snippet.text.slice(start, end))).toEqual(['cat', 'dog']);
      expect([snippet.start, snippet.end]).toEqual([text.indexOf('A cat'), text.indexOf('A dog') + 10]);
    });

    it('has them in the order of the text', () => {
      expect(english.cut(text, 'dog dog cat', 20).text).toBe('A cat sat. … A dog ran.');
    });

    it('is not made of few tokens, nor where one window shows as much', () => {
      expect(english.cut(text, 'cat dog', 15).fragments).toHaveLength(1);
      expect(english.cut(text, 'cat dog', 100).fragments).toHaveLength(1);
      expect(english.cut(text, 'cat zebra', 20).fragments).toHaveLength(1);
    });
  });

  describe('of the first passage of a document whose title has all terms of the query', () => {
    const text = `${sentence(5)} The moon is far. ${sentence(60, 30)}`;

    it('is its first sentences', () => {
      expect(english.cut(text, 'moon', 10, 'The Moon').text).toBe(`${sentence(5)} The moon is far.`);
      expect(english.cut(text, 'moon', 5, 'The Moon').text).toBe(sentence(5));
    });

    it('is the best window where a term is missing from the title, or the title is empty', () => {
      expect(english.cut(text, 'moon far', 5, 'The Moon').text).toBe('The moon is far.');
      expect(english.cut(text, 'moon', 5, '').text).toBe('The moon is far.');
      expect(english.cut(text, 'moon', 5, null).text).toBe('The moon is far.');
    });
  });

  describe('in other scripts', () => {
    it('cuts at the full stop of a script without spaces', () => {
      const text = `${'山川'.repeat(20)}。東京はよい。${'山川'.repeat(20)}。`;
      expect(cut(text, '東京', 8)).toBe('東京はよい。');
      expect(cut(`${'山川'.repeat(20)}、東京はよい、${'山川'.repeat(20)}。`, '東京', 8)).toBe('… 東京はよい、 …');
    });

    it('keeps Thai vowels with their letters', () => {
      const text = 'น้ำ'.repeat(40);
      for (let tokens = 1; tokens < 12; tokens++) {
        const shown = cut(text, 'น้ำ', tokens).replaceAll(/^… | …$/g, '');
        expect(shown.replaceAll('น้ำ', ''), `${tokens} tokens`).toBe('');
      }
    });

    it('cuts at Arabic and Devanagari ends of sentences', () => {
      const arabic = `${'كلمة '.repeat(20)}نعم؟ القط جميل، جدا. ${'كلمة '.repeat(20)}`;
      expect(plain.cut(arabic, 'القط', 4, null).text).toBe('القط جميل، جدا.');
      const hindi = `${'शब्द '.repeat(20)}है। बिल्ली सोती है। ${'शब्द '.repeat(20)}`;
      expect(plain.cut(hindi, 'बिल्ली', 4, null).text).toBe('बिल्ली सोती है।');
    });

    it('knows small letters of Latin, Greek, Cyrillic and Armenian, and that Georgian has none', () => {
      const shownBefore = (next: string) =>
        plain.cut(`${words(20)}. Cat sat. ${next} ${words(9)}. ${sentence(9)}`, 'cat', 3, null).text;
      for (const small of ['état', 'δέκα', 'да', 'եւ']) expect(shownBefore(small)).toBe('Cat sat. …');
      for (const other of ['État', 'Δέκα', 'Да', 'Եւ', 'და', 'है']) expect(shownBefore(other)).toBe('Cat sat.');
    });
  });

  it('of one endless word is cut between characters', () => {
    for (const lead of ['', 'x']) {
      const shown = cut(`${lead}${'𐐷'.repeat(5_000)}`, '', 3);
      expect(shown.length).toBeGreaterThanOrEqual(257);
      expect(shown.length).toBeLessThanOrEqual(258);
      expect(shown.isWellFormed()).toBe(true);
    }
    const marked = `${'z'.repeat(250)}${'e\u0301\u0323'.repeat(500)}`;
    expect(cut(marked, '', 3)).toBe(`${marked.slice(0, 256)} …`);
    expect(cut(`z${marked}`, '', 3)).toBe(`z${marked.slice(0, 253)} …`);
    for (const sign of ['👩‍👩‍👧', '🇫🇷', '각', 'क्ष']) {
      const shown = cut(sign.repeat(500), '', 3);
      expect(shown.replaceAll(sign, '')).toBe(' …');
    }
  });

  it('takes time linear in its passage', () => {
    const texts = [
      'cat '.repeat(50_000),
      `cat ${'! '.repeat(100_000)} cat`,
      `cat.${"'".repeat(200_000)} cat`,
      `cat\n${' '.repeat(200_000)}cat`,
      'cat ('.repeat(40_000),
      'cat. '.repeat(40_000),
      `${'cat '.repeat(20_000)}dog`,
    ];
    const start = performance.now();
    for (const text of texts) for (const tokens of [1, 64, 1000]) cut(text, 'cat dog', tokens);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('marks overlapping bigrams as one', () => {
    expect(english.marked('私は東京都に', '東京 京都')).toEqual(['東京都']);
  });

  it('marks every word with a term for which the query has no word', () => {
    const { terms } = parsePlainWords('origin', createAnalyzer('english'));
    english.cutter.ask({ terms, text: 'orign' }, 64);
    const text = 'The originality of origins.';
    expect(makeSnippet(text, { start: 0, end: text.length }, null, english.cutter).highlights).toEqual([
      [4, 15],
      [19, 26],
    ]);
  });
});
