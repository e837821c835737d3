import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../../src/experiment/sessions/evidence.ts';
import { TermSets } from '../../../../src/experiment/sessions/query-terms.ts';
import { splitSessions } from '../../../../src/experiment/sessions/session-boundaries.ts';
import { measureSession, type SessionMeasures } from '../../../../src/experiment/sessions/session-measures.ts';
import { asked } from '../../../support/logged-sessions.ts';

/** Terms of documents, which count how often they are looked at, term by term. */
class CountedTerms extends Set<string> {
  static looks = 0;
  override has(term: string): boolean {
    CountedTerms.looks++;
    return super.has(term);
  }
  override *[Symbol.iterator](): SetIterator<string> {
    for (const term of super.values()) {
      CountedTerms.looks++;
      yield term;
    }
  }
}

const TERMS = 8;
const HITS = 5;

/** A log of one client: each query has a new word and an old one, and brings five documents, of which four came before. */
function logOf(steps: number) {
  return Array.from({ length: steps }, (_, i) =>
    asked(`word${i} word${Math.floor(i / 2)}`, i, {
      ids: Array.from({ length: HITS }, (_, j) => `d${Math.max(0, i - j)}`),
    }),
  );
}

function measure(
  steps: number,
  split: 'gap' | 'topic',
): { measures: SessionMeasures; looks: number; documents: number } {
  const terms = new TermSets('plain');
  let documents = 0;
  const made = new Map<string, CountedTerms>();
  const evidence: Evidence = {
    termsOf(id) {
      documents++;
      if (!made.has(id)) made.set(id, new CountedTerms(Array.from({ length: TERMS }, (_, i) => `${id}-${i}`)));
      return made.get(id)!;
    },
  };
  CountedTerms.looks = 0;
  const sessions = splitSessions(logOf(steps), { gapMs: 60_000, split }, terms);
  const measured = sessions.map((session) => measureSession(session, { terms, evidence, qrels: null }));
  return { measures: measured[0], looks: CountedTerms.looks, documents };
}

describe('a session of many steps', () => {
  it('takes work in proportion to its steps', () => {
    const [short, long] = [measure(2048, 'gap'), measure(4096, 'gap')];
    expect(short.documents).toBe(2048 * HITS);
    expect(long.documents).toBe(4096 * HITS);
    // Each document is put among what was seen once, and asked for each new term of the query after it.
    expect(short.looks).toBeLessThan(2048 * (TERMS + 2 * HITS));
    expect(long.looks).toBeLessThanOrEqual(2 * short.looks + TERMS * HITS);
  });

  it('is measured to its end, of a hundred thousand steps', () => {
    const { measures, looks } = measure(100_000, 'gap');
    expect(measures.steps).toHaveLength(100_000);
    expect(measures.distinctDocuments).toBe(100_000);
    expect(looks).toBeLessThan(100_000 * (TERMS + 2 * HITS));
  });

  it('is cut by topic with a bounded number of comparisons a query', () => {
    const terms = new TermSets('plain');
    let looks = 0;
    const counted = {
      ofQuery: (query: string) => {
        looks++;
        return terms.ofQuery(query);
      },
    } as TermSets;
    const log = Array.from({ length: 20_000 }, (_, i) => asked(`only${i}`, i / 1000));
    expect(splitSessions(log, { gapMs: 60_000, split: 'topic' }, counted)).toHaveLength(20_000);
    expect(looks).toBe(20_000);
  });
});
