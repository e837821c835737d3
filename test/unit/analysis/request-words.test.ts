import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../../src/analysis/analyzers.ts';
import { ENGLISH_STOP_WORDS } from '../../../src/analysis/english.ts';
import { normaliseWord } from '../../../src/analysis/normalise.ts';
import { parsePlainWords, parseQuery } from '../../../src/analysis/query-syntax.ts';
import { isRequestWord, REQUEST_WORDS_VERSION, RequestWordReader } from '../../../src/analysis/request-words.ts';

const ASKED = ['how', 'information', 'yourselves', "what's", 'me', 'us', 'i', 'tell', 'definitions'];
const english = createAnalyzer('english');
/** Terms, with what an impact of each is divided by. */
const weigh = (text: string, parse = parseQuery) =>
  parse(text, english, true).terms.map(({ term, weight, shift = 0 }) => `${term} ${weight}/${2 ** shift}`);

describe('the list of words that ask', () => {
  it('has the stop words, and words of asking, but none that names', () => {
    for (const word of [...ENGLISH_STOP_WORDS, 'how', "what's", 'tell', 'definition', 'brief', 'yourselves']) {
      expect(isRequestWord(word)).toBe(true);
    }
    for (const word of ['us', 'may', 'might', 'must', 'i', 'hooks', 'work', ''])
      expect(isRequestWord(word)).toBe(false);
  });

  it('knows its words in a text by what they are normalised to, and no other', () => {
    const texts = [
      'HOW',
      'Ｈｏｗ',
      'ho\u00adw',
      'DON’T',
      "don't",
      'İt',
      'hows',
      'ho',
      'how ',
      'yourselvesx',
      'ĥow',
      '',
      '12',
    ];
    const made = ASKED.flatMap((word) => [
      word,
      word.toUpperCase(),
      `${word}s`,
      word.slice(1),
      `x${word}`,
      `${word}\u0301`,
    ]);
    for (const word of [...texts, ...made]) {
      const text = `a ${word}!`;
      const reader = new RequestWordReader();
      reader.pass();
      expect([word, reader.read(text, 2, 2 + word.length)]).toEqual([word, isRequestWord(normaliseWord(word))]);
    }
  });

  it('is version 1', () => {
    expect(REQUEST_WORDS_VERSION).toBe(1);
  });

  it('counts i as the first word, and behind a word that asks', () => {
    const read = (text: string) => {
      const reader = new RequestWordReader();
      return text.split(' ').map((word) => reader.read(word));
    };
    expect(read('i need murad i')).toEqual([true, true, false, false]);
    expect(read('murad i i')).toEqual([false, false, false]);
    expect(read('what should i do')).toEqual([true, true, true, true]);
    expect(read('when was i')).toEqual([true, true, true]);
  });

  it('knows an i by what it is normalised to, and nothing else by its first letter', () => {
    for (const word of ['i', 'I', 'Ｉ', 'i\u00ad', '\u00adi', 'I\u200d', 'İ', 'ı', 'í', 'Ivan', 'i2', 'x', '1', 'xi']) {
      const reader = new RequestWordReader();
      expect([word, reader.read(`${word}!`, 0, word.length)]).toEqual([word, normaliseWord(word) === 'i']);
    }
  });
});

describe('a query to an index that knows them', () => {
  it('counts what only asks an eighth', () => {
    expect(weigh('How do hooks work?')).toEqual(['how 1/8', 'do 1/8', 'hook 1/1', 'work 1/1']);
    expect(weigh('tell me about the Beatles')).toEqual(['tell 1/8', 'me 1/8', 'about 1/8', 'beatl 1/1']);
    expect(weigh('What’s a monad, i’m told')).toEqual(['what 1/8', 'monad 1/1', "i'm 1/8", 'told 1/1']);
  });

  it('reads topics of test collections in the same way', () => {
    const text = 'how do I "know" -copper';
    expect(weigh(text, parsePlainWords)).toEqual(['how 1/8', 'do 1/8', 'i 1/8', 'know 1/8', 'copper 1/1']);
  });

  it('counts all fully where nothing else is left', () => {
    expect(weigh('how do you do')).toEqual(['how 1/1', 'do 2/1', 'you 1/1']);
    expect(weigh('The Who')).toEqual(['who 1/1']);
    expect(weigh('')).toEqual([]);
  });

  it('counts a term fully, and each time, where another word names it too', () => {
    expect(weigh('short shorts')).toEqual(['short 2/1']);
    expect(weigh('shorts, in short, for summer')).toEqual(['short 2/1', 'summer 1/1']);
    expect(weigh('know do know rivers')).toEqual(['know 2/8', 'do 1/8', 'river 1/1']);
  });

  it('counts quoted words and those of operators fully', () => {
    expect(weigh('how "you know"')).toEqual(['how 1/8', 'you 1/1', 'know 1/1']);
    expect(weigh('how intitle:how')).toEqual(['how 2/1']);
    expect(weigh('you know OR "who knows"')).toEqual(['you 1/8', 'know 2/1', 'who 1/1']);
    expect(weigh('murad "x y" i site:example.org')).toEqual(['murad 1/1', 'x 1/1', 'y 1/1', 'i 1/1']);
    expect(weigh('site:example.org i need rivers')).toEqual(['i 1/8', 'need 1/8', 'river 1/1']);
  });

  it('names for each term of content the word that stands there', () => {
    const { words } = parseQuery('How Rivers river; "lakes" lake, tell', english, true);
    expect([...words]).toEqual([['river', 'Rivers']]);
    expect([...parseQuery('tell rivers', english).words]).toEqual([
      ['tell', 'tell'],
      ['river', 'rivers'],
    ]);
  });

  it('says no more than before to one that does not', () => {
    for (const text of ['how do hooks work', 'I know "you know"']) {
      expect(parseQuery(text, english).terms.every((term) => !('shift' in term))).toBe(true);
    }
  });
});
