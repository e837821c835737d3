import { expect, it } from 'vitest';
import { TermSets } from '../../../../src/experiment/sessions/query-terms.ts';
import { measureSession } from '../../../../src/experiment/sessions/session-measures.ts';
import { sessionOf } from '../../../support/logged-sessions.ts';

const terms = new TermSets('english');

function kinds(...queries: readonly string[]) {
  const measured = measureSession(sessionOf(queries.map((query) => ({ query }))), {
    terms,
    evidence: null,
    qrels: null,
  });
  return measured.queries.map(({ reformulation }) => reformulation);
}

it.each([
  ['repeat', ['moon tides', 'Tides of the MOON']],
  ['specialise', ['moon tides', 'moon tides spring']],
  ['generalise', ['moon tides spring', 'tide']],
  ['rephrase', ['moon tides spring sea', 'moon tides neap sun']],
  ['explore', ['moon tides spring', 'moon landing apollo']],
  ['explore', ['moon tides', 'kelp']],
  ['repeat', ['to be', 'to be']],
  ['explore', ['to be', 'or not']],
  ['explore', ['to be', 'moon']],
] as const)('%s: %s', (kind, queries) => {
  expect(kinds(...queries)).toEqual([null, kind]);
});

it('a query that comes back later is a return, however much it shares with the one before', () => {
  expect(kinds('moon', 'moon tides', 'moon')).toEqual([null, 'specialise', 'return']);
});

it('repetition counts texts and terms apart', () => {
  const queries = ['moon tides', 'tides moon', 'moon tides', 'kelp'];
  const measured = measureSession(sessionOf(queries.map((query) => ({ query }))), {
    terms,
    evidence: null,
    qrels: null,
  });
  expect(measured.queries.map(({ isRepeatedText }) => isRepeatedText)).toEqual([false, false, true, false]);
  expect(measured.queries.map(({ isRepeated }) => isRepeated)).toEqual([false, true, true, false]);
});
