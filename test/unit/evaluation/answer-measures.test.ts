import { describe, expect, it } from 'vitest';
import { measureAnswer, measureList } from '../../../src/evaluation/answer-measures.ts';

describe('an answer', () => {
  it.each<[string, string[], number, number, number]>([
    ['The Eiffel Tower!', ['eiffel tower'], 1, 1, 1],
    ['the tower in Paris', ['tower of Pisa', 'Eiffel Tower'], 0, 2 / (3 + 2), 0],
    ['It is the Eiffel Tower.', ['Eiffel Tower'], 0, (2 * 2) / 6, 1],
    ['no no yes', ['no'], 0, 2 / 4, 1],
    ['', ['no'], 0, 0, 0],
    ['the', ['a'], 1, 1, 0],
    ['towering', ['tower'], 0, 0, 0],
  ])('is measured as SQuAD does: %j beside %j', (answer, right, EM, F1, Contains) => {
    expect(measureAnswer(answer, right)).toEqual({ EM, F1: expect.closeTo(F1, 12), Contains });
  });
});

describe('an answer that is a list', () => {
  const right = [['Ada Lovelace', 'Ada King'], ['Grace Hopper'], ['Alan Turing']];

  it.each<[string[], number, number]>([
    [['alan turing', 'Grace Hopper', 'Ada King'], 1, 1],
    [['Ada King', 'Ada Lovelace', 'ada  lovelace.'], 1, 1 / 3],
    [['Grace Hopper', 'Linus', 'Ken', 'Dennis'], 1 / 4, 1 / 3],
    [['nobody'], 0, 0],
    [[], 0, 0],
    [['', 'the'], 0, 0],
  ])('counts a thing once, under whatever of its names: %j', (answer, precision, recall) => {
    const both = precision + recall;
    expect(measureList(answer, right)).toEqual({
      SetP: expect.closeTo(precision, 12),
      SetR: expect.closeTo(recall, 12),
      SetF: expect.closeTo(both === 0 ? 0 : (2 * precision * recall) / both, 12),
    });
  });
});
