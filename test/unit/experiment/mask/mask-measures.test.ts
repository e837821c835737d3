import { describe, expect, it } from 'vitest';
import {
  isRefusal,
  type MaskedSession,
  measureMasked,
  summarizeMasked,
} from '../../../../src/experiment/mask/mask-measures.ts';

const MASK = {
  mask: 'q17',
  entities: [
    { name: 'Ada Lovelace', documents: ['ada'], unlockedBy: ['https://wiki.example/engine', 'notes'] },
    { name: 'Luigi Menabrea', documents: ['luigi'], unlockedBy: ['ada'] },
  ],
};
const idOf = (document: string) => (document === 'https://wiki.example/engine' ? 'engine' : document);
const call = (step: number, opened: string[], ...queries: string[]) => ({ step, opened, queries });
const WAY = [call(1, [], 'first program'), call(2, ['engine']), call(3, [], 'ada-lovelace notes'), call(5, ['ada'])];
const session = (name: string, calls: MaskedSession['calls'], answer?: string | null): MaskedSession => ({
  session: name,
  mask: MASK,
  calls,
  answer: typeof answer === 'string' ? [answer] : answer,
  right: ['Luigi Menabrea', 'L. F. Menabrea'],
});

describe('a session under a mask', () => {
  it('has visited the pages that unlock, each at the step at which it was first opened', () => {
    expect(measureMasked(session('a', [...WAY, call(6, ['engine', 'ada'])]), idOf)).toEqual({
      ...{ session: 'a', mask: 'q17', steps: 6, entities: 2, unlockedAt: [2, 5], visited: 1, isSufficient: true },
      ...{ guesses: 0, isRightKnown: true, outcome: 'unjudged' },
    });
    expect(measureMasked(session('b', [call(1, ['notes'])]), idOf)).toMatchObject({
      unlockedAt: [1, null],
      visited: 0.5,
      isSufficient: false,
    });
  });

  it('has guessed with each query that named what was hidden then', () => {
    const calls = [
      call(1, [], 'who was ADA_LOVELACE', 'menabrea'),
      call(2, ['engine']),
      call(3, [], 'Ada Lovelace', 'luigi menabrea'),
    ];
    expect(measureMasked(session('a', calls), idOf).guesses).toBe(2);
  });

  it.each([
    ['It was Luigi Menabrea.', 'right'],
    ['I cannot verify it, but: L F Menabrea', 'right'],
    ['Charles Babbage', 'wrong'],
    ["I don't know.", 'refused'],
    ['', 'refused'],
    [null, 'unanswered'],
  ] as const)('ends with %j as %s', (answer, outcome) => {
    expect(measureMasked(session('a', WAY, answer), idOf).outcome).toBe(outcome);
  });
});

it.each([
  ['The author could not be identified from the sources.', true],
  ['There is insufficient evidence to answer.', true],
  ['We can’t determine the year.', true],
  ['No answer was found', true],
  ['Unknown', true],
  ['The answer is unknown.', true],
  ['The Unknown Soldier’s tomb is in Paris', false],
  ['Paris', false],
  ['He knew nobody there.', false],
])('whether %j refuses is told by its words alone', (answer, isOne) => {
  expect(isRefusal(answer)).toBe(isOne);
});

it('the summary is that of the example on the page of masks', () => {
  const half = [call(1, ['engine'])];
  const measured = [
    session('a', WAY, 'Luigi Menabrea'),
    session('b', WAY, 'Charles Babbage'),
    session('c', WAY, 'I do not know'),
    session('d', half, 'Luigi Menabrea'),
    session('e', half, 'unknown'),
    session('f', [], 'I cannot determine it'),
    session('g', half, null),
  ].map((each) => measureMasked(each, idOf));
  const summary = summarizeMasked(measured);
  expect(summary).toEqual({
    sessions: 7,
    visited: (3 * 1 + 3 * 0.5 + 0) / 7,
    sufficient: 3 / 7,
    guesses: 0,
    sufficientAt: 5,
    withEvidence: { right: 1, wrong: 1, refused: 1, unanswered: 0, unjudged: 0 },
    withoutEvidence: { right: 1, wrong: 0, refused: 2, unanswered: 1, unjudged: 0 },
    used: 1 / 3,
    known: 1 / 4,
    refusal: { precision: 2 / 3, recall: 2 / 4, f1: expect.closeTo(4 / 7, 12) },
  });
  expect(summarizeMasked(measured.slice(0, 1))).toMatchObject({ known: null, refusal: { precision: null, f1: null } });
});
