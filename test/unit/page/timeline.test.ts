import { describe, expect, it } from 'vitest';
import type { EventKind, SessionEvent } from '../../../src/experiment/sessions/session-event.ts';
import { writeHtml } from '../../../src/page/html.ts';
import { timeline } from '../../../src/page/timeline.ts';

function event(step: number, kind: EventKind, more: Partial<SessionEvent> = {}): SessionEvent {
  return { session: 'one', step, timeMs: null, kind, ids: ['a'], ...more };
}

/** Columns that have a mark, by its name. */
function columnsOf(events: readonly SessionEvent[]): Record<string, number[]> {
  const paths = [...writeHtml(timeline(events)).matchAll(/<path class="(\w+)" d="([^"]+)"/g)];
  return Object.fromEntries(
    paths.map(([, mark, way]) => [mark, [...way.matchAll(/M(\d+) /g)].map(([, x]) => Math.floor(Number(x) / 10))]),
  );
}

describe('the timeline of a session', () => {
  it('has a column for each step, with what was asked and what was read', () => {
    const events = [
      event(1, 'search'),
      event(2, 'search', { ids: [] }),
      event(2, 'fetch'),
      event(3, 'grep'),
      event(3, 'fetch', { error: 'NOT_FOUND' }),
    ];
    expect(columnsOf(events)).toEqual({ search: [0], miss: [1], fetch: [1], error: [2] });
  });

  it('puts steps of a long session together, and never loses an error or a miss', () => {
    const events = Array.from({ length: 2048 }, (_, i) => {
      if (i === 700) return event(i + 1, 'search', { error: 'OVERLOADED' });
      return i % 2 === 0 ? event(i + 1, 'search', { ids: i === 40 ? [] : ['a'] }) : event(i + 1, 'fetch');
    });
    const marks = columnsOf(events);
    expect(marks.error).toEqual([Math.floor((700 * 80) / 2048)]);
    expect(marks.miss).toEqual([1]);
    expect(marks.fetch).toEqual(Array.from({ length: 80 }, (_, i) => i));
    expect(marks.search).toHaveLength(78);
    expect(writeHtml(timeline(events)).length).toBeLessThan(2000);
  });
});
