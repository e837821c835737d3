import { describe, expect, it } from 'vitest';
import { AliasFinder, hasWords } from '../../../../src/experiment/mask/alias-finder.ts';

const ADA = new AliasFinder(['Ada Lovelace', 'Countess of Lovelace', 'Gödel']);
const found = (text: string, finder = ADA): string[] =>
  finder.find(text).map(({ start, end }) => text.slice(start, end));

describe('a name is found', () => {
  it.each([
    ['Ada Lovelace wrote.', 'Ada Lovelace'],
    ['by ADA LOVELACE!', 'ADA LOVELACE'],
    ['https://x.example/wiki/Ada_Lovelace#top', 'Ada_Lovelace'],
    ['ada-lovelace.html', 'ada-lovelace'],
    ['q=Ada%20Lovelace&x', 'Ada%20Lovelace'],
    ['q=Ada%2520Lovelace', 'Ada%2520Lovelace'],
    ['#AdaLovelace', 'AdaLovelace'],
    ['Ada\nLovelace’s notes', 'Ada\nLovelace'],
    ['Ada (Lovelace)', 'Ada (Lovelace'],
    ['A\u00adda Love\u200blace', 'A\u00adda Love\u200blace'],
    ['Kurt G%C3%B6del', 'G%C3%B6del'],
    ['Godel', 'Godel'],
    ['Go\u0308del!', 'Go\u0308del'],
  ])('in %j', (text, name) => {
    expect(found(text)).toEqual([name]);
  });

  it('on the bounds of words alone', () => {
    expect(found('Adam Lovelace, Ada Lovelaces, Canada Lovelace, Ada and Lovelace')).toEqual([]);
  });

  it('anywhere in a script that is written without spaces', () => {
    expect(found('私は東京都に住む', new AliasFinder(['東京']))).toEqual(['東京']);
  });

  it('once where names overlap or touch', () => {
    const finder = new AliasFinder(['Ada Lovelace', 'Lovelace Medal', 'Medal']);
    expect(found('the Ada Lovelace Medal of 2020', finder)).toEqual(['Ada Lovelace Medal']);
  });
});

it('a name without letters and digits is none', () => {
  expect(hasWords('…')).toBe(false);
  expect(hasWords('U.S.')).toBe(true);
});

it('the words of a name are told one by one, and its slips are known', () => {
  expect(ADA.findWords('of the Countess of Lovelace').map(({ word }) => word)).toEqual(['countess', 'of', 'lovelace']);
  expect(ADA.hasWord('lovelac')).toBe(true);
  expect(ADA.hasWord('love')).toBe(true);
  expect(ADA.hasWord('lantern')).toBe(false);
});
