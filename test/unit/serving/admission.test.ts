import { describe, expect, it } from 'vitest';
import { MAX_LARGE_BODIES, MAX_QUEUE_PER_WORKER, QUEUE_PER_WORKER } from '../../../src/limits.ts';
import { Admission } from '../../../src/serving/admission.ts';
import { Snapshot } from '../../../src/serving/snapshot.ts';
import { MemoryBackend } from '../../support/memory-backend.ts';

const open = (workers = 1, turnMs = 0) => new Snapshot(new MemoryBackend({ workers, turnMs }));
const overloaded = expect.objectContaining({ code: 'OVERLOADED' });

describe('admission', () => {
  it('gives workers × (queue + 1) places, and one again for each that ends', () => {
    const admission = new Admission(Number.POSITIVE_INFINITY);
    const snapshot = open(2);
    expect(admission.capacityOf(snapshot)).toBe(2 * (QUEUE_PER_WORKER + 1));
    const tickets = Array.from({ length: admission.capacityOf(snapshot) }, () => admission.admit(snapshot, false));
    for (const ticket of tickets) ticket.beginWork();
    expect(() => admission.admit(snapshot, false)).toThrow(overloaded);
    tickets[0].end();
    admission.admit(snapshot, false).beginWork();
    expect(() => admission.admit(snapshot, false)).toThrow(overloaded);
    expect(admission.refused).toBe(2);
  });

  it('gives a place when the body has arrived, so that slow senders hold none', () => {
    const admission = new Admission(Number.POSITIVE_INFINITY);
    const snapshot = open();
    const slow = Array.from({ length: 500 }, () => admission.admit(snapshot, false));
    expect(admission.working).toBe(0);
    for (let i = 0; i < admission.capacityOf(snapshot); i++) slow[i].beginWork();
    expect(() => slow[499].beginWork()).toThrow(overloaded);
  });

  it('bounds the large bodies that are read at once, and leaves small ones alone', () => {
    const admission = new Admission(Number.POSITIVE_INFINITY);
    const snapshot = open();
    const large = Array.from({ length: MAX_LARGE_BODIES }, () => admission.admit(snapshot, true));
    expect(() => admission.admit(snapshot, true)).toThrow(overloaded);
    expect(() => admission.admit(snapshot, false)).not.toThrow();
    large[0].beginWork();
    expect(() => admission.admit(snapshot, true)).not.toThrow();
    expect(() => admission.admit(snapshot, true)).toThrow(overloaded);
    large[1].abandon();
    expect(() => admission.admit(snapshot, true)).not.toThrow();
  });

  it('keeps the place of a request whose client has left until its work has settled', () => {
    const admission = new Admission(Number.POSITIVE_INFINITY);
    const ticket = admission.admit(open(), false);
    ticket.beginWork();
    ticket.abandon();
    expect(admission.working).toBe(1);
    ticket.end();
    ticket.end();
    ticket.abandon();
    expect(admission.working).toBe(0);
  });
});

describe('the places', () => {
  const places = (turnMs: number, workers = 1) => new Admission(100).capacityOf(open(workers, turnMs));

  it('are as many as searches are answered within the expected wait', () => {
    expect(places(1)).toBe(100);
    expect(places(2.5, 2)).toBe(80);
    expect(places(10)).toBe(10);
  });

  it('are four a worker at least, so that slow searches are served too, and bounded above', () => {
    expect(places(10_000)).toBe(4);
    expect(places(0.001, 2)).toBe(2 * (MAX_QUEUE_PER_WORKER + 1));
  });

  it('are those of a short queue while nothing is known', () => {
    expect(places(0, 3)).toBe(3 * (QUEUE_PER_WORKER + 1));
  });
});

describe('a snapshot', () => {
  it('is closed after it was retired and its last user has left, once', async () => {
    const backend = new MemoryBackend();
    const snapshot = new Snapshot(backend);
    snapshot.acquire();
    snapshot.acquire();
    const closed = snapshot.retire();
    snapshot.release();
    await Promise.resolve();
    expect(backend.isClosed).toBe(false);
    snapshot.release();
    await closed;
    expect(backend.isClosed).toBe(true);
  });

  it('is closed at once when nobody uses it', async () => {
    const backend = new MemoryBackend();
    await new Snapshot(backend).retire();
    expect(backend.isClosed).toBe(true);
  });

  it('finds an index by name, by name and id, or the first', () => {
    const snapshot = new Snapshot(new MemoryBackend({ indexes: [{ name: 'a' }, { name: 'b' }] }));
    const [a, b] = snapshot.backend.indexes;
    expect(snapshot.find(undefined)).toBe(a);
    expect(snapshot.find({ name: 'b' })).toBe(b);
    expect(snapshot.find({ name: 'b', id: b.id })).toBe(b);
    expect(() => snapshot.find({ name: 'c' })).toThrow(
      expect.objectContaining({ code: 'INDEX_NOT_FOUND', facts: { name: 'c', served: ['a', 'b'] } }),
    );
    for (const id of [b.id.slice(0, 12), b.id.toUpperCase(), '', `${b.id}0`]) {
      expect(() => snapshot.find({ name: 'b', id }), id).toThrow(
        expect.objectContaining({ code: 'INDEX_ID_MISMATCH', facts: expect.objectContaining({ served: b.id }) }),
      );
    }
  });
});
