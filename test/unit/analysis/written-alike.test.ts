import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../../src/analysis/analyzers.ts';
import { SnippetBench } from '../../support/snippets.ts';

function termsOf(name: 'english' | 'plain', text: string): string[] {
  const terms: string[] = [];
  createAnalyzer(name).analyzeQuery(text, (term) => terms.push(term));
  return terms;
}

describe.each(['english', 'plain'] as const)('to %s', (name) => {
  it.each([
    ['CO₂', 'CO2'],
    ['H₂SO₄', 'H2SO4'],
    ['E=mc²', 'E=mc2'],
    ['¹²C', '12C'],
    ['x₁', 'x1'],
    ['5㎏', '5kg'],
    ['40㎡', '40m2'],
    ['ｆｕｌｌ１２', 'full12'],
    ['１，０００', '1,000'],
    ['oﬃce', 'office'],
    ['Ⅷ', 'VIII'],
    ['step①', 'step1'],
    ['ﻋﺮﺑﻲ', 'عربي'],
    ['⽇本', '日本'],
    ['㋿元年', '令和元年'],
    ['Ｕ．Ｓ．Ａ．', 'U.S.A.'],
  ])('%j is %j', (written, folded) => {
    expect(termsOf(name, written)).toEqual(termsOf(name, folded));
  });

  it.each([
    ['ΝΌΜΟΣ', 'νόμος'],
    ['STRASSE', 'straße'],
    ['ΜΆΪΟΣ', 'μάϊος'],
    ['ΰ'.toUpperCase(), 'ΰ'],
    ['ᲐᲑᲒ', 'აბგ'],
    ['ꭰ', 'Ꭰ'],
  ])('%j is %j in another case', (written, folded) => {
    expect(termsOf(name, written)).toEqual(termsOf(name, folded));
  });

  it.each(['пʼять п’ять п＇ять п‘ять', 'Hawaiʻi Hawai‘i Hawai‛i', 'donʼt don’t don＇t'])(
    'the apostrophes of %j are one',
    (text) => {
      for (const word of text.split(' '))
        expect(termsOf(name, word)).toEqual(termsOf(name, word.replace(/[ʼ’＇‘ʻ‛]/u, "'")));
    },
  );

  it.each([
    ['مـحـمـد', 'محمد'],
    ['العـــربية', 'العربية'],
    ['ـ', ''],
    ['co\u00adoperate', 'cooperate'],
    ['می\u200cخواهم', 'میخواهم'],
    ['a\u200bb', 'a b'],
  ])('%j is %j without what is not seen', (written, folded) => {
    expect(termsOf(name, written)).toEqual(termsOf(name, folded));
  });

  it.each([
    ['3½ cups', ['3', '1', '2']],
    ['10² 10⁶', ['10', '2', '10', '6']],
    ['2①', ['2', '1']],
  ])('no digit of %j becomes part of another number', (text, expected) => {
    expect(termsOf(name, text).slice(0, expected.length)).toEqual(expected);
  });

  it.each([
    ['C++ c++, (C++) C++.', ['c++', 'c++', 'c++', 'c++']],
    ['C# F#. (J#) C♯ Ｃ＃ Ｃ＋＋', ['c#', 'f#', 'j#', 'c#', 'c#', 'c++']],
    ['.NET (.net) ．ＮＥＴ .NET8 C#.NET', ['.net', '.net', '.net', '.net', '8', 'c#', '.net']],
    ['C++17 g++ Notepad++ C++/CLI', ['c++', '17', 'g++', 'notepad++', 'c++', 'cli']],
    ['使用C++开发 C#은', ['使用', 'c++', '开发', 'c#', '은']],
    ['x++b x#y #tag z#1 word# 1++ c+++ c##', ['x', 'b', 'x', 'y', 'tag', 'z', '1', 'word', '1', 'c', 'c']],
    ['x.net ..net .network .net_x', ['x', 'net', 'net', 'network', 'net', 'x']],
    ['+ # ++ ## . .n', ['n']],
  ])('the names of %j are read with their signs', (text, expected) => {
    expect(termsOf(name, text)).toEqual(expected);
  });
});

describe('in english', () => {
  it('a possessive is dropped behind the signs of a name', () => {
    expect(termsOf('english', "C++’s C#'s C++'sx")).toEqual(['c++', 'c#', 'c++', 'sx']);
  });
});

describe('a highlight', () => {
  it.each([
    ['of CO₂ and', 'CO2', ['CO₂']],
    ['in C++, or C#.', 'c# C++', ['C++', 'C#']],
    ['the ΝΌΜΟΣ is', 'νόμος', ['ΝΌΜΟΣ']],
    ['so ﬁne a', 'fine', ['ﬁne']],
    ['は東京都だ', '京', ['京']],
    ['is مـحـمـد so', 'محمد', ['مـحـمـد']],
    ['on .NET, not', '.net', ['.NET']],
  ])('in %j for %j covers what was written', (text, query, expected) => {
    expect(new SnippetBench('english').marked(text, query, 20)).toEqual(expected);
  });
});
