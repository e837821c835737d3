import { describe, expect, it } from 'vitest';
import { TermSets } from '../../../../src/experiment/sessions/query-terms.ts';
import type { SessionEvent } from '../../../../src/experiment/sessions/session-event.ts';
import { measureSession } from '../../../../src/experiment/sessions/session-measures.ts';
import { SummaryBuilder } from '../../../../src/experiment/sessions/sessions-summary.ts';
import { evidenceOf, sessionOf } from '../../../support/logged-sessions.ts';

const terms = new TermSets('english');

function adoptions(events: readonly Partial<SessionEvent>[], documents: Record<string, string[]> | null = null) {
  const evidence = documents === null ? null : evidenceOf(documents);
  return measureSession(sessionOf(events), { terms, evidence, qrels: null }).queries.map(({ adoption }) => adoption);
}

/** The example of docs/experiments/measures.md. */
const EXAMPLE: Partial<SessionEvent>[] = [
  { query: 'tide times harbour', texts: ['The moon pulls the sea and makes the tides of every harbour.'] },
  { query: 'moon tides sun', texts: ['The sun adds to the pull: spring tides follow the full moon. Kelp bends.'] },
  { query: 'kelp sea spring' },
];

describe('adoption of terms', () => {
  it('is the example that was worked by hand', () => {
    expect(adoptions(EXAMPLE)).toEqual([
      null,
      { introduced: 2, adopted: 1, adoptedFromLast: 1 },
      { introduced: 3, adopted: 3, adoptedFromLast: 2 },
    ]);
    const builder = new SummaryBuilder();
    builder.add(measureSession(sessionOf(EXAMPLE), { terms, evidence: null, qrels: null }));
    expect(builder.finish().adoption).toEqual({
      ...{ queries: 2, introduced: 5, adopted: 4, adoptedFromLast: 3, rate: 4 / 5, rateFromLast: 3 / 5 },
      sessionMean: 0.8,
    });
  });

  it('takes documents by their ids where the log shows no text, and what it does not know brings nothing', () => {
    const documents = { a: ['moon'], b: ['kelp'] };
    const events = [
      { query: 'tide', ids: ['a', 'x'] },
      { opened: ['b'], kind: 'fetch' as const },
      { query: 'kelp moon' },
    ];
    expect(adoptions(events, documents)).toEqual([null, { introduced: 2, adopted: 2, adoptedFromLast: 1 }]);
  });

  it('is the same whether calls share what their answer shows or not, and looks at what is shared once', () => {
    const shared = ['The moon pulls the sea.', 'Kelp bends.'];
    const session = (texts: () => readonly string[]) => [
      { query: 'tide', texts: texts() },
      { query: 'sun', texts: ['Rocks.'] },
      { query: 'moon', texts: texts() },
      { query: 'kelp rock sea', texts: texts() },
    ];
    const apart = adoptions(session(() => [...shared]));
    expect(adoptions(session(() => shared))).toEqual(apart);
    expect(apart[3]).toEqual({ introduced: 3, adopted: 3, adoptedFromLast: 2 });
    const known = terms.ofTexts(shared);
    expect([...known].sort()).toEqual(['bend', 'kelp', 'moon', 'pull', 'sea']);
    expect(terms.ofTexts(shared)).toBe(known);
    // What is remembered has a bound.
    for (let i = 0; i < 30; i++) terms.ofTexts([Array.from({ length: 10_000 }, (_, j) => `w${i}x${j}`).join(' ')]);
    expect(terms.ofTexts(shared)).not.toBe(known);
  });

  it('does not let the queries of one step see the answers of each other', () => {
    const events = [
      { query: 'tide', step: 1, ids: ['a'] },
      { query: 'moon', step: 1, ids: ['a'] },
      { query: 'moon', step: 2 },
      { query: 'sun', step: 2 },
    ];
    expect(adoptions(events, { a: ['moon'] })).toEqual([
      null,
      null,
      { introduced: 0, adopted: 0, adoptedFromLast: 0 },
      { introduced: 1, adopted: 0, adoptedFromLast: 0 },
    ]);
  });

  it('is not told before any evidence is known', () => {
    expect(adoptions([{ query: 'tide' }, { query: 'moon' }])).toEqual([null, null]);
  });

  it('is the same for a step that brought many documents as for its documents one by one', () => {
    const ids = Array.from({ length: 200 }, (_, i) => `d${i}`);
    const documents = Object.fromEntries(ids.map((id, i) => [id, [`w${i}`]]));
    const events = [{ query: 'tide', ids }, { query: 'w7 w199 w200' }];
    expect(adoptions(events, documents)[1]).toEqual({ introduced: 3, adopted: 2, adoptedFromLast: 2 });
  });
});
