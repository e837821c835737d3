import { describe, expect, it } from 'vitest';
import { perServer, Sessions, sessionName } from '../../../../src/dialects/parts/sessions.ts';
import { MAX_SESSION_BYTES, MAX_SESSIONS, MAX_SESSIONS_CHARACTERS } from '../../../../src/limits.ts';

describe('sessions', () => {
  it('are found as they were kept, and forgotten when that is asked for', () => {
    const sessions = new Sessions<number>();
    sessions.keep('a', 1);
    sessions.keep('a', 2);
    expect(sessions.find('a')).toBe(2);
    expect(sessions.count).toBe(1);
    sessions.forget('a');
    sessions.forget('a');
    expect(sessions.find('a')).toBeUndefined();
  });

  it('make room for others when they were longest unused', () => {
    const sessions = new Sessions<number>(2);
    sessions.keep('a', 1);
    sessions.keep('b', 2);
    sessions.find('a');
    sessions.keep('c', 3);
    expect([sessions.find('a'), sessions.find('b'), sessions.find('c')]).toEqual([1, undefined, 3]);
  });

  it('make room for what others remember', () => {
    const sessions = new Sessions<number>(10, 100);
    sessions.keep('a', 1, 40);
    sessions.keep('b', 2, 40);
    sessions.keep('c', 3, 50);
    expect([sessions.find('a'), sessions.find('b'), sessions.find('c')]).toEqual([undefined, 2, 3]);
    sessions.forget('c');
    sessions.keep('d', 4, 50);
    expect([sessions.find('b'), sessions.find('d')]).toEqual([2, 4]);
  });

  it('are bounded in number and in what they remember', () => {
    const sessions = new Sessions<number>();
    for (let i = 0; i <= MAX_SESSIONS; i++) sessions.keep(String(i), i);
    expect(sessions.count).toBe(MAX_SESSIONS);
    sessions.keep('large', 0, MAX_SESSIONS_CHARACTERS);
    expect(sessions.count).toBe(1);
  });

  it('of one server are not those of another', () => {
    const sessionsOf = perServer(() => new Sessions<number>());
    const [one, other] = [{ episodes: [] }, { episodes: [] }];
    sessionsOf(one).keep('a', 1);
    expect(sessionsOf(one).find('a')).toBe(1);
    expect(sessionsOf(other).find('a')).toBeUndefined();
  });

  it('have names of some bytes, or numbers', () => {
    expect(sessionName('a', 'id')).toBe('a');
    expect(sessionName(7, 'id')).toBe('7');
    expect(sessionName('a'.repeat(MAX_SESSION_BYTES), 'id')).toHaveLength(MAX_SESSION_BYTES);
    for (const name of ['', 'a'.repeat(MAX_SESSION_BYTES + 1), null, undefined, {}]) {
      expect(() => sessionName(name, 'session_id')).toThrow('session_id must be a string');
    }
  });
});
