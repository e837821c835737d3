import { describe, expect, it } from 'vitest';
import type { AnalyzerName } from '../../../src/analysis/analyzer.ts';
import { createAnalyzer, MAX_TERM_LENGTH } from '../../../src/analysis/analyzers.ts';

type Token = [term: string, position: number, text: string];

function tokensOf(name: AnalyzerName, text: string): Token[] {
  const tokens: Token[] = [];
  createAnalyzer(name).analyze(text, (term, position, start, end) => {
    tokens.push([term, position, text.slice(start, end)]);
  });
  return tokens;
}

function termsOf(name: AnalyzerName, text: string): string[] {
  return tokensOf(name, text).map(([term]) => term);
}

function queryTermsOf(name: AnalyzerName, text: string): string[] {
  const terms: string[] = [];
  createAnalyzer(name).analyzeQuery(text, (term) => terms.push(term));
  return terms;
}

describe('the english analyzer', () => {
  it('stems, puts in lower case and leaves a gap for each stop word', () => {
    expect(tokensOf('english', 'The Cats of the hunting Dogs')).toEqual([
      ['cat', 1, 'Cats'],
      ['hunt', 4, 'hunting'],
      ['dog', 5, 'Dogs'],
    ]);
  });

  it.each<[string, string[]]>([
    ["Lucy's dogs' it's", ['luci', 'dog']],
    ['Lucy’s don’t', ['luci', "don't"]],
    ["don't O'Neill rock'n'roll", ["don't", "o'neill", "rock'n'roll"]],
    ['U.S.A. U.S. e.g. I.T.', ['usa', 'us', 'eg', 'it']],
    ['J.R.R.Tolkien ab.c.d x.y.com', ['jrr', 'tolkien', 'ab', 'cd', 'xy', 'com']],
    ['example.com end.Next k:a', ['exampl', 'com', 'end', 'next', 'k']],
    ['3.14 10.0.0.1 v2.0', ['3.14', '10.0.0.1', 'v2.0']],
    ['1,000 12,345,678.9 1,2 1,0000 2019,2020', ['1000', '12345678.9', '1', '2', '1', '0000', '2019', '2020']],
    ['1234,567 x1,000 1,234,56', ['1234', '567', 'x1', '000', '1234', '56']],
    ["5'10 1;2", ['5', '10', '1', '2']],
    ['foo_bar __init__ snake_case_', ['foo', 'bar', 'init', 'snake', 'case']],
    ['wi-fi AC/DC C++ C# #tag @user R&D', ['wi', 'fi', 'ac', 'dc', 'c++', 'c#', 'tag', 'user', 'r', 'd']],
    ['COVID-19 mp3 H2O', ['covid', '19', 'mp3', 'h2o']],
    ['Café CAFE\u0301 naïve', ['café', 'café', 'naïve']],
    ['cafe\u200d\u0301', ['café']],
    ['ﬁne ｆｕｌｌ １２', ['fine', 'full', '12']],
    ['co\u00adoperate zero\u200dwidth \ufeffword', ['cooper', 'zerowidth', 'word']],
    ['½ ㎏ ① x²', ['1', '2', 'kg', '1', 'x2']],
    ['😀 → — … “”', []],
    ['İstanbul STRASSE straße', ['istanbul', 'strass', 'strass']],
    ['東京 is big', ['東', '東京', '京', 'big']],
    ['Росси́я й', ['россия', 'й']],
  ])('reads %j as %j', (text, expected) => {
    expect(termsOf('english', text)).toEqual(expected);
  });

  it('gives parts of one word places and offsets of their own', () => {
    expect(tokensOf('english', 'see example.com now')).toEqual([
      ['see', 0, 'see'],
      ['exampl', 1, 'example'],
      ['com', 2, 'com'],
      ['now', 3, 'now'],
    ]);
  });

  it('gives all terms that normalising makes of one character the place of that character', () => {
    expect(tokensOf('english', 'a ½ b')).toEqual([
      ['1', 1, '½'],
      ['2', 2, '½'],
      ['b', 3, 'b'],
    ]);
  });

  it('keeps a stop word that is an acronym', () => {
    expect(termsOf('english', 'it I.T. is I.S.')).toEqual(['it', 'is']);
  });
});

describe('the plain analyzer', () => {
  it.each<[string, string[]]>([
    ['The Cats of the hunting', ['the', 'cats', 'of', 'the', 'hunting']],
    ["l'homme dell’arte don't", ['l', 'homme', 'dell', 'arte', 'don', 't']],
    ['Élan Ångström ŁÓDŹ', ['élan', 'ångström', 'łódź']],
    ['ΟΔΟΣ Straße', ['οδοσ', 'strasse']],
    ['한국어 문서', ['한국어', '문서']],
    ['हिन्दी में', ['हिन्दी', 'में']],
    ['col·lecció צה"ל', ['col·lecció', 'צה"ל']],
    ['1.000,5 3,14', ['1.000', '5', '3', '14']],
  ])('reads %j as %j', (text, expected) => {
    expect(termsOf('plain', text)).toEqual(expected);
  });

  it('drops a tone mark that has no composed letter and keeps one that has', () => {
    expect(termsOf('plain', 'ọ́dún àwọn a\u0300wọn')).toEqual(['ọdún', 'àwọn', 'àwọn']);
  });
});

describe.each(['english', 'plain'] as const)('unspaced scripts in %s', (name) => {
  it('become overlapping bigrams with the places of both letters, and single letters of Han and kana', () => {
    expect(tokensOf(name, '東京都。京')).toEqual([
      ['東', 0, '東'],
      ['東京', 0, '東京'],
      ['京', 1, '京'],
      ['京都', 1, '京都'],
      ['都', 2, '都'],
      ['京', 3, '京'],
    ]);
    expect(termsOf(name, 'กขค')).toEqual(['กข', 'ขค']);
  });

  it('are asked for by bigrams where a query has two letters or more, and by the letter where it has one', () => {
    expect(queryTermsOf(name, '東京都')).toEqual(['東京', '京都']);
    expect(queryTermsOf(name, '京')).toEqual(['京']);
    expect(queryTermsOf(name, '𠮷')).toEqual(['𠮷']);
    expect(termsOf(name, '𠮷野家')).toContain('𠮷');
  });

  it('join Han, kana and the long mark in one run', () => {
    expect(queryTermsOf(name, '私はテスト')).toEqual(['私は', 'はテ', 'テス', 'スト']);
    expect(queryTermsOf(name, 'コーヒー')).toEqual(['コー', 'ーヒ', 'ヒー']);
  });

  it('read half-width kana, compatibility letters and squared words as their plain forms', () => {
    expect(queryTermsOf(name, 'ｶﾞｷﾞ')).toEqual(['ガギ']);
    expect(termsOf(name, 'ガギ')).toEqual(termsOf(name, 'カ\u3099キ\u3099'));
    expect(queryTermsOf(name, '㌔')).toEqual(['キロ']);
    expect(queryTermsOf(name, '㍿')).toEqual(['株式', '式会', '会社']);
  });

  it('are cut by connectors, white space, punctuation and words of other scripts', () => {
    expect(queryTermsOf(name, 'カ_xy漢字z ひ 漢・字')).toEqual(['カ', 'xy', '漢字', 'z', 'ひ', '漢', '字']);
  });

  it('count a letter with its marks as one', () => {
    expect(termsOf(name, 'กี่วัน')).toEqual(['กี่วั', 'วัน']);
    expect(termsOf(name, 'မြန်မာ')).toEqual(termsOf(name, 'မြန်မာ'.normalize('NFD')));
  });
});

describe.each(['english', 'plain'] as const)('any text, to %s,', (name) => {
  const analyzer = createAnalyzer(name);
  const count = (text: string) => {
    let tokens = 0;
    analyzer.analyze(text, () => {
      tokens++;
    });
    return tokens;
  };

  it('may be empty, blank or hold lone surrogates and code points of later versions', () => {
    for (const text of ['', ' \n\t', '\ud800', '\udc00\ud800', '\u{1FAE9}', '\0']) expect(count(text)).toBe(0);
    expect(termsOf(name, 'x\ud800y\u{1FAE9}z')).toEqual(['x', 'y', 'z']);
  });

  it('has words cut to the longest term, between characters', () => {
    expect(termsOf(name, 'z'.repeat(300))).toEqual(['z'.repeat(MAX_TERM_LENGTH)]);
    expect(termsOf(name, `z${'𐐷'.repeat(200)}`)).toEqual([`z${'𐐷'.repeat(127)}`]);
    expect(termsOf(name, `zz${'𐐷'.repeat(200)}`)).toEqual([`zz${'𐐷'.repeat(126)}`]);
  });

  it('gives the same terms from a cache that has been filled and forgotten', () => {
    const text = "The U.S. café's ½ 1,000 東京都";
    const before: string[] = [];
    analyzer.analyze(text, (term) => before.push(term));
    for (let number = 0; number < 150_000; number++) count(`w${number}`);
    const after: string[] = [];
    analyzer.analyze(text, (term) => after.push(term));
    expect(after).toEqual(before);
  });

  it.each<[string, string]>([
    ['one letter', 'a'],
    ['one combining mark', '\u0301'],
    ['zero-width joiners', '\u200d'],
    ['single letters and full stops', 'a.'],
    ['full stops and marks', 'é.\u0301'],
    ['digits and commas', '1,'],
    ['connectors', 'é_'],
    ['kana and connectors', 'カ_'],
    ['one ideograph', '漢'],
    ['regional indicators', '🇦'],
    ['quotes', "é'"],
    ['the longest expansion of NFKC', 'ﷺ'],
  ])('takes time linear in its length: 200 kB of %s', (_, unit) => {
    const text = unit.repeat(Math.ceil(200_000 / unit.length));
    const start = performance.now();
    count(text);
    count(`x${text}`);
    // Linear ways take some 50 ms; quadratic ones would take minutes.
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
