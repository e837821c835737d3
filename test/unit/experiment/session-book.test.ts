import { describe, expect, it } from 'vitest';
import { SessionBook } from '../../../src/experiment/session-book.ts';

describe('the book of sessions', () => {
  it('keeps the past of a session apart from that of another, and of another index', () => {
    const book = new SessionBook();
    book.find('a').note('wiki', { hits: [['d1', 'd2'], ['d2']], opened: ['d3'] }, 4);
    book.find('a').note('wiki', { hits: [['d2']] }, 5);
    const session = book.find('a');
    expect(['d1', 'd2', 'd3', 'd4'].map((id) => session.firstSeen('wiki', id))).toEqual([4, 4, 4, undefined]);
    expect(['d1', 'd3'].map((id) => session.hasOpened('wiki', id))).toEqual([false, true]);
    expect(session.hasOpened('web', 'd3')).toBe(false);
    expect(book.find('b').hasOpened('wiki', 'd3')).toBe(false);
  });

  it('forgets the session that did nothing for longest, and says how many it forgot', () => {
    const book = new SessionBook(2);
    for (const name of ['a', 'b', 'a', 'c']) book.find(name).steps++;
    expect([book.size, book.forgotten]).toEqual([2, 1]);
    expect(book.find('a').steps).toBe(2);
    expect(book.find('c').steps).toBe(1);
    expect(book.find('b').steps).toBe(0);
  });

  it('gives each intervention a memory of its own, made once', () => {
    const session = new SessionBook().find('a');
    session.memory('one', () => [1]).push(2);
    expect(session.memory('one', () => [])).toEqual([1, 2]);
    expect(session.memory('two', () => [])).toEqual([]);
  });
});
