import { expect, it } from 'vitest';
import { measureRecall } from '../../../../src/experiment/sessions/evidence-recall.ts';
import { sessionOf } from '../../../support/logged-sessions.ts';

const qrels = new Map([
  [
    'q1',
    new Map([
      ['a', 1],
      ['b', 2],
      ['c', 0],
      ['d', -1],
    ]),
  ],
  ['q1#x', new Map([['z', 1]])],
  ['q2', new Map([['a', 0]])],
]);
const events = [
  { ids: ['x', 'a', 'c'] },
  { opened: ['a'] },
  {},
  { ids: ['b', 'a'], step: 5 },
  { step: 5, opened: ['b'] },
];

it('counts relevant documents step by step, each once, answered and opened', () => {
  const steps = events.map((event, i) => ({ ...event, step: Math.min(i + 1, 4) }));
  expect(measureRecall(sessionOf(steps, 'q1'), qrels)).toEqual({
    ...{ topic: 'q1', relevant: 2 },
    retrieved: [1, 1, 1, 2],
    opened: [0, 1, 1, 2],
  });
});

it.each([
  ['q1', 'q1'],
  ['q1#3', 'q1'],
  ['q1/run:2', 'q1'],
  ['q1#x#2', 'q1#x'],
])('the session %s is about topic %s', (name, topic) => {
  expect(measureRecall(sessionOf(events.slice(0, 1), name), qrels)?.topic).toBe(topic);
});

it.each(['q10', 'other', 'q2', 'x#q1'])('the session %s is not judged', (name) => {
  expect(measureRecall(sessionOf(events.slice(0, 1), name), qrels)).toBeNull();
});
