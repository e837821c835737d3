import { describe, expect, it } from 'vitest';
import { TermSets } from '../../../../src/experiment/sessions/query-terms.ts';
import { type BoundaryOptions, splitSessions } from '../../../../src/experiment/sessions/session-boundaries.ts';
import type { LoggedEvent } from '../../../../src/experiment/sessions/session-event.ts';
import { asked } from '../../../support/logged-sessions.ts';

const terms = new TermSets('english');

function split(events: readonly LoggedEvent[], options: Partial<BoundaryOptions> = {}) {
  const sessions = splitSessions(events, { gapMs: 60_000, split: 'gap', ...options }, terms);
  return sessions.map(({ name, events: of }) => [name, of.map(({ query }) => query).join(' ')]);
}

describe('sessions that the log does not name', () => {
  it('end with a silence that is longer than the gap, and not with one as long', () => {
    expect(split([asked('a', 0), asked('b', 60), asked('c', 120.001)])).toEqual([
      ['#1', 'a b'],
      ['#2', 'c'],
    ]);
  });

  it('are of one client each', () => {
    expect(split([asked('a', 0), asked('b', 1, { client: 'd' }), asked('c', 2)])).toEqual([
      ['#1', 'a c'],
      ['#2', 'b'],
    ]);
  });

  it('are of one question each, where the log has that', () => {
    const events = [
      asked('a', 0, { question: 'q' }),
      asked('b', 1, { question: 'r' }),
      asked('c', 2, { question: 'q' }),
    ];
    expect(split(events)).toEqual([
      ['#1', 'a c'],
      ['#2', 'b'],
    ]);
  });

  it('are in order of time, and of the log where times are equal or unknown', () => {
    const events = [asked('c', 9), asked('a', 3), asked('b', 3), { ...asked('d', 0), timeMs: null }];
    expect(split(events)).toEqual([['#1', 'a b d c']]);
  });
});

describe('sessions that the log names', () => {
  it('keep their names and stay whole over any silence', () => {
    expect(split([asked('a', 0, { session: 's' }), asked('x', 1), asked('b', 9999, { session: 's' })])).toEqual([
      ['s', 'a b'],
      ['#1', 'x'],
    ]);
  });

  it('are in the order of their steps, and queries of one step stay one step', () => {
    const events = [asked('c', 3, { session: 's', step: 7 }), asked('a', 9, { session: 's', step: 2 })];
    const sessions = splitSessions(
      [...events, asked('b', 9, { session: 's', step: 2 })],
      { gapMs: 1, split: 'gap' },
      terms,
    );
    expect(sessions[0].events.map(({ query, step }) => [query, step])).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 2],
    ]);
  });

  it('hide who asked', () => {
    const [session] = splitSessions(
      [asked('a', 0, { client: '10.0.0.7', question: 'q' })],
      { gapMs: 1, split: 'gap' },
      terms,
    );
    expect(JSON.stringify(session)).not.toContain('10.0.0.7');
  });
});

describe('sessions by topic', () => {
  const topic = { split: 'topic' } as const;

  it('keep apart what one client asks at once for two topics', () => {
    const events = ['tides of the moon', 'kelp forests', 'moon and sun tides', 'kelp forests California'];
    expect(
      split(
        events.map((query, i) => asked(query, i)),
        topic,
      ),
    ).toEqual([
      ['#1', 'tides of the moon moon and sun tides'],
      ['#2', 'kelp forests kelp forests California'],
    ]);
  });

  it('go on with the first query of a topic as with the last', () => {
    const events = ['kelp forests', 'giant kelp holdfast', 'holdfast anatomy', 'kelp forests'];
    expect(
      split(
        events.map((query, i) => asked(query, i)),
        topic,
      ),
    ).toHaveLength(1);
  });

  it('give a page that is opened to the topic used last', () => {
    const page: LoggedEvent = { client: 'c', timeMs: 2000, kind: 'fetch', opened: ['p'] };
    const sessions = splitSessions(
      [asked('moon', 0), asked('kelp', 1), page, asked('moon', 3)],
      { gapMs: 60_000, ...topic },
      terms,
    );
    expect(sessions.map(({ events }) => events.map(({ kind }) => kind))).toEqual([
      ['search', 'search'],
      ['search', 'fetch'],
    ]);
  });

  it('end with the silence too', () => {
    expect(split([asked('moon', 0), asked('moon', 61)], topic)).toHaveLength(2);
  });
});
