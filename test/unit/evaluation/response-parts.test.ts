import { describe, expect, it } from 'vitest';
import { citedDocuments, statedAnswer, statedConfidence } from '../../../src/evaluation/response-parts.ts';

describe('a response', () => {
  it.each<[string, string[]]>([
    ['so [12] and [7, 12]', ['12', '7']],
    ['wide 【34】 and 【5†L3-L9】', ['34', '5']],
    ['[hp0004] is known, [hp9999] and [note] are not', ['hp0004']],
    ['[a b] is an id with a blank', ['a b']],
    ['[docid: 8; 9]', ['8', '9']],
    ['[] [ ] [[3]]', ['3']],
    ['[unclosed 4', []],
  ])('cites what stands in brackets: %j', (text, expected) => {
    expect(citedDocuments(text, new Set(['hp0004', 'a b']))).toEqual(expected);
  });

  it.each<[string, number | null]>([
    ['Confidence: 85%', 85],
    ['**Confidence:** 70 %\n', 70],
    ['Confidence: 10%\n...\nconfidence: 95', 95],
    ['confidence score is 0.85', 85],
    ['Confidence: 0.5%', 0.5],
    ['Confidence: 250%', 100],
    ['Confidence: high\n90', null],
    ['', null],
  ])('states a confidence in percent, the last one counts: %j', (text, expected) => {
    expect(statedConfidence(text)).toBe(expected);
  });

  it.each<[string, string | null]>([
    ['Explanation: x\nExact Answer: Fowey\nConfidence: 1%', 'Fowey'],
    ['**Exact Answer:** Fowey**', 'Fowey'],
    ['- Final answer: one\nExact answer: two', 'two'],
    ['the exact answer: inline', null],
    ['Exact Answer:', null],
  ])('states its answer in a line of its own: %j', (text, expected) => {
    expect(statedAnswer(text)).toBe(expected);
  });

  it.each([
    '\n'.repeat(300_000),
    '*'.repeat(300_000),
    `Exact Answer: a${'*'.repeat(300_000)}b`,
    '['.repeat(300_000),
    'confidence '.repeat(30_000),
  ])('is read in one go, however it is made', (text) => {
    citedDocuments(text, new Set());
    statedConfidence(text);
    statedAnswer(text);
  });
});
