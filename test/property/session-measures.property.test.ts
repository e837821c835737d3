import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TermSets } from '../../src/experiment/sessions/query-terms.ts';
import { splitSessions } from '../../src/experiment/sessions/session-boundaries.ts';
import { measureSession } from '../../src/experiment/sessions/session-measures.ts';
import { SummaryBuilder } from '../../src/experiment/sessions/sessions-summary.ts';
import { asked, evidenceOf, sessionOf } from '../support/logged-sessions.ts';

const terms = new TermSets('plain');
const word = fc.constantFrom('moon', 'tide', 'kelp', 'sea', 'sun', 'spring', 'neap');
const text = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
const DOCUMENTS = { a: ['moon', 'tide'], b: ['kelp'], c: ['sea', 'sun', 'spring'] };
const step = fc.record({
  query: text,
  ids: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'unknown'), { maxLength: 3 }),
  texts: fc.option(fc.array(text, { maxLength: 2 }), { nil: undefined, freq: 4 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function termsOf(query: string): Set<string> {
  return new Set(query.split(' '));
}

function broughtBy({ ids, texts }: Step): Set<string> | null {
  if (texts !== undefined) return new Set(texts.flatMap((each) => each.split(' ')));
  const known = ids.filter((id) => id !== 'unknown') as (keyof typeof DOCUMENTS)[];
  return known.length === 0 ? null : new Set(known.flatMap((id) => DOCUMENTS[id]));
}

/** As docs/experiments/measures.md defines it, with everything before looked at again for each query. */
function naive(steps: readonly Step[]) {
  return steps.map(({ query }, i) => {
    const before = steps.slice(0, i);
    const evidence = before.map(broughtBy).filter((each) => each !== null);
    const seen = new Set(evidence.flatMap((each) => [...each]));
    const same = (other: Step) => [...termsOf(other.query)].sort().join() === [...termsOf(query)].sort().join();
    const introduced = [...termsOf(query)].filter((term) => !before.some((other) => termsOf(other.query).has(term)));
    const adopted = introduced.filter((term) => seen.has(term));
    const last = adopted.filter((term) => evidence.at(-1)!.has(term));
    return {
      isRepeated: before.some(same),
      isRepeatedText: before.some((other) => other.query === query),
      adoption:
        before.length === 0 || seen.size === 0
          ? null
          : { introduced: introduced.length, adopted: adopted.length, adoptedFromLast: last.length },
    };
  });
}

describe('measures of a session', () => {
  it('are those of looking at everything again for each query', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const { queries } = measureSession(sessionOf(steps), { terms, evidence: evidenceOf(DOCUMENTS), qrels: null });
        expect(
          queries.map(({ isRepeated, isRepeatedText, adoption }) => ({ isRepeated, isRepeatedText, adoption })),
        ).toEqual(naive(steps));
      }),
    );
  });

  it('sum up to the same in any order of sessions', () => {
    const sessions = fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sessions, fc.integer({ min: 0, max: 7 }), (logs, turn) => {
        const measured = logs.map((steps) =>
          measureSession(sessionOf(steps), { terms, evidence: evidenceOf(DOCUMENTS), qrels: null }),
        );
        const sum = (order: typeof measured) => {
          const builder = new SummaryBuilder();
          for (const each of order) builder.add(each);
          return JSON.stringify(builder.finish());
        };
        expect(sum([...measured.slice(turn), ...measured.slice(0, turn)])).toBe(sum(measured));
      }),
      { numRuns: 40 },
    );
  });
});

describe('the cutting of a log', () => {
  const event = fc.record({
    client: fc.constantFrom('a', 'b'),
    seconds: fc.integer({ min: 0, max: 400 }),
    query: text,
  });

  it.each(['gap', 'topic'] as const)(
    'by %s gives every event one session, of one client and without a longer silence',
    (split) => {
      fc.assert(
        fc.property(fc.array(event, { maxLength: 30 }), (events) => {
          const log = events.map(({ client, seconds, query }, i) =>
            asked(query, seconds, { client, ids: [`${client}${i}`] }),
          );
          const sessions = splitSessions(log, { gapMs: 60_000, split }, terms);
          const ids = sessions.flatMap((session) => session.events.map((each) => each.ids![0]));
          expect(ids.sort()).toEqual(log.map((each) => each.ids![0]).sort());
          for (const session of sessions) {
            expect(new Set(session.events.map((each) => each.ids![0][0])).size).toBe(1);
            const times = session.events.map((each) => each.timeMs!);
            expect(times.every((time, i) => i === 0 || (time >= times[i - 1] && time - times[i - 1] <= 60_000))).toBe(
              true,
            );
          }
        }),
      );
    },
  );

  it('by gap cuts nowhere else', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const log = events.map(({ client, seconds, query }) => asked(query, seconds, { client }));
        const times = (client: string) =>
          log
            .filter((each) => each.client === client)
            .map((each) => each.timeMs! / 1000)
            .sort((a, b) => a - b);
        const cuts = ['a', 'b'].flatMap((client) =>
          times(client).filter((time, i, all) => i === 0 || time - all[i - 1] > 60),
        );
        expect(splitSessions(log, { gapMs: 60_000, split: 'gap' }, terms)).toHaveLength(cuts.length);
      }),
    );
  });
});
