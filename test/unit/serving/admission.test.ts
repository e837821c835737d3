import { afterEach, describe, expect, it, vi } from 'vitest';
import { MAX_READING_BYTES, MAX_WAITING_BYTES, MAX_WAITING_QUERIES, SMALL_BODY_BYTES } from '../../../src/limits.ts';
import { Admission, ALLOWANCE, type Ticket } from '../../../src/serving/admission.ts';
import { Snapshot } from '../../../src/serving/snapshot.ts';
import { MemoryBackend } from '../../support/memory-backend.ts';

/** What one query before another adds to its expected wait. */
const EXPECTED_MS = 15;
const SERVICE_MS = EXPECTED_MS / ALLOWANCE;
const ONE = { queries: 1, bytes: 100 };
/** A snapshot that has answered enough not to be cold. */
const open = (workers = 1, serviceMs = SERVICE_MS) =>
  Object.assign(new Snapshot(new MemoryBackend({ workers, serviceMs })), { answered: 512 });
const admissionOf = (maxWaitMs = 100, deadlineMs = 10_000) => new Admission({ maxWaitMs, deadlineMs });
const refusal = (facts: object = {}) =>
  expect.objectContaining({ code: 'OVERLOADED', facts: expect.objectContaining(facts) });

/** Lets in so many requests of one query. */
function fill(admission: Admission, snapshot: Snapshot, count: number): Ticket[] {
  return Array.from({ length: count }, () => {
    const ticket = admission.enter(snapshot, 0);
    ticket.beginWork(ONE);
    return ticket;
  });
}

afterEach(() => {
  vi.useRealTimers();
});

describe('the expected wait', () => {
  it.each([
    [0, 1, 0],
    [1, 1, 15],
    [2, 1, 30],
    [1, 2, 0],
    [2, 2, 7.5],
    [7, 2, 45],
  ])('with %d queries before it and %d workers is %d ms, with an allowance', (queries, workers, expectedMs) => {
    const admission = admissionOf();
    const snapshot = open(workers);
    fill(admission, snapshot, queries);
    expect(admission.expectedWaitMs(snapshot)).toBeCloseTo(expectedMs);
    expect(admission.waitingOf(snapshot)).toBe(Math.max(0, queries - workers));
  });

  it('is a seventh of that while the program is cold', () => {
    const admission = admissionOf(100_000);
    const snapshot = Object.assign(open(), { answered: 511 });
    const [ticket] = fill(admission, snapshot, 11);
    expect(admission.expectedWaitMs(snapshot)).toBeCloseTo(11 * SERVICE_MS * 0.25);
    ticket.end();
    expect(admission.expectedWaitMs(snapshot)).toBeCloseTo(10 * SERVICE_MS * ALLOWANCE);
  });

  it('goes by how fast the queue is answered, once that is seen', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const admission = admissionOf(100_000);
    const snapshot = open();
    const tickets = fill(admission, snapshot, 300);
    expect(admission.expectedWaitMs(snapshot)).toBeCloseTo(300 * SERVICE_MS * ALLOWANCE);
    for (const ticket of tickets.slice(0, 100)) {
      vi.advanceTimersByTime(30);
      ticket.end();
    }
    expect(admission.expectedWaitMs(snapshot)).toBeCloseTo(200 * 30 * ALLOWANCE, 0);
  });

  it('learns nothing of the queue from searches that found a free worker', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const admission = admissionOf(100_000);
    const snapshot = open();
    for (let i = 0; i < 50; i++) {
      const [ticket] = fill(admission, snapshot, 1);
      vi.advanceTimersByTime(30);
      ticket.end();
    }
    fill(admission, snapshot, 1);
    expect(admission.expectedWaitMs(snapshot)).toBeCloseTo(SERVICE_MS * ALLOWANCE);
  });

  it('takes the time without a queue for nothing that the queue took', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const admission = admissionOf(100_000);
    const snapshot = open();
    for (const ticket of fill(admission, snapshot, 50)) {
      vi.advanceTimersByTime(20);
      ticket.end();
    }
    vi.advanceTimersByTime(2000);
    fill(admission, snapshot, 2)[0].end();
    fill(admission, snapshot, 1);
    expect(admission.expectedWaitMs(snapshot)).toBeLessThan(2 * 21 * ALLOWANCE);
  });
});

describe('a search', () => {
  it('is refused from the very wait on that is too long', () => {
    const snapshot = open();
    const patient = admissionOf(1000);
    fill(patient, snapshot, 3);
    const exact = admissionOf(patient.expectedWaitMs(snapshot));
    fill(exact, snapshot, 3);
    expect(() => exact.enter(snapshot, 0)).toThrow(refusal());
  });

  it('waits while it is expected to begin before the longest wait, and is refused from there on', () => {
    const admission = admissionOf(100);
    const snapshot = open();
    const tickets = fill(admission, snapshot, 7);
    expect(admission.queries).toBe(7);
    const facts = { waiting: 6, expectedWaitMs: 105, maxWaitMs: 100, retryAfter: 1 };
    expect(() => admission.enter(snapshot, 0)).toThrow(refusal(facts));
    expect(admission.refused).toBe(1);
    tickets[0].end();
    fill(admission, snapshot, 1);
    expect(() => admission.enter(snapshot, 0)).toThrow(refusal());
    expect(admission.refused).toBe(2);
  });

  it.each([SERVICE_MS, 0])('that may not wait is let in while a worker is free (service of %d ms)', (serviceMs) => {
    const admission = admissionOf(0);
    const snapshot = open(2, serviceMs);
    fill(admission, snapshot, 2);
    expect(() => admission.enter(snapshot, 0)).toThrow(refusal());
  });

  it('is told to come back when half of the longest wait has passed', () => {
    const admission = admissionOf(5000);
    const snapshot = open(1, 1500 / ALLOWANCE);
    fill(admission, snapshot, 4);
    expect(() => admission.enter(snapshot, 0)).toThrow(refusal({ expectedWaitMs: 6000, retryAfter: 4 }));
  });

  it('is let in while it is not known how long one takes, as far as memory goes', () => {
    const admission = admissionOf(100);
    const snapshot = open(1, 0);
    fill(admission, snapshot, MAX_WAITING_QUERIES);
    fill(admission, snapshot, 1);
    const facts = { waiting: MAX_WAITING_QUERIES, expectedWaitMs: 0, retryAfter: 1 };
    expect(() => fill(admission, snapshot, 1)).toThrow(refusal(facts));
  });

  it('is refused when its request does not fit the memory of what waits', () => {
    const admission = admissionOf();
    const snapshot = open(1, 0);
    const large = { queries: 1, bytes: MAX_WAITING_BYTES };
    const ticket = admission.enter(snapshot, 0);
    ticket.beginWork(large);
    expect(() => admission.enter(snapshot, 0).beginWork({ queries: 1, bytes: 1 })).toThrow(refusal());
    ticket.end();
    expect(admission.bytes).toBe(0);
    admission.enter(snapshot, 0).beginWork(large);
    expect(admission.bytes).toBe(MAX_WAITING_BYTES);
  });
});

it('a refusal leaves other errors their stacks', () => {
  const before = Error.stackTraceLimit;
  expect(before).toBeGreaterThan(0);
  const admission = admissionOf(0);
  const snapshot = open();
  fill(admission, snapshot, 1);
  expect(() => admission.enter(snapshot, 0)).toThrow(refusal());
  expect(Error.stackTraceLimit).toBe(before);
});

describe('a batch', () => {
  it('takes one place for each of its queries', () => {
    const admission = admissionOf(100);
    const snapshot = open();
    const ticket = admission.enter(snapshot, 0);
    ticket.beginWork({ queries: 10, bytes: 100 });
    expect(admission.queries).toBe(10);
    expect(() => admission.enter(snapshot, 0)).toThrow(refusal({ expectedWaitMs: 150 }));
    ticket.end();
    expect(admission.queries).toBe(0);
  });

  it('is let in when it ends before its deadline, or when nothing is before it', () => {
    const admission = admissionOf(100, 1000);
    const snapshot = open();
    const [first] = fill(admission, snapshot, 1);
    const second = admission.enter(snapshot, 0);
    expect(() => second.beginWork({ queries: 115, bytes: 100 })).toThrow(refusal({ expectedWaitMs: 15 }));
    second.beginWork({ queries: 114, bytes: 100 });
    second.end();
    first.end();
    expect(() => admission.enter(snapshot, 0).beginWork({ queries: 200, bytes: 100 })).not.toThrow();
  });
});

describe('reading a body', () => {
  it('holds no place, so that slow senders keep nobody out', () => {
    const admission = admissionOf(100);
    const snapshot = open();
    const slow = Array.from({ length: 500 }, () => admission.enter(snapshot, SMALL_BODY_BYTES));
    expect(admission.queries).toBe(0);
    expect(admission.readingBytes).toBe(0);
    for (let i = 0; i < 7; i++) slow[i].beginWork(ONE);
    expect(() => slow[499].beginWork(ONE)).toThrow(refusal());
  });

  it('is bounded in bytes for large ones, whatever becomes of them, and not for small ones', () => {
    const admission = admissionOf();
    const snapshot = open();
    const half = MAX_READING_BYTES / 2;
    const [first, second] = [half, half].map((bytes) => admission.enter(snapshot, bytes));
    const full = refusal({ maxReadingBytes: MAX_READING_BYTES, retryAfter: 1 });
    expect(() => admission.enter(snapshot, SMALL_BODY_BYTES + 1)).toThrow(full);
    expect(() => admission.enter(snapshot, SMALL_BODY_BYTES)).not.toThrow();
    first.beginWork(ONE);
    expect(admission.readingBytes).toBe(half);
    const third = admission.enter(snapshot, half);
    expect(() => admission.enter(snapshot, SMALL_BODY_BYTES + 1)).toThrow(full);
    second.abandon();
    third.end();
    expect(admission.readingBytes).toBe(0);
    expect(admission.refused).toBe(2);
  });
});

describe('a ticket', () => {
  it('keeps its place when the client has left, until its work has settled, and gives it back once', () => {
    const admission = admissionOf();
    const snapshot = open();
    const [ticket] = fill(admission, snapshot, 1);
    ticket.abandon();
    expect(admission).toMatchObject({ queries: 1, bytes: 100 });
    ticket.end();
    ticket.end();
    ticket.abandon();
    expect(admission).toMatchObject({ queries: 0, bytes: 0 });
  });

  it('begins no work for a client that has left while its request was read', () => {
    const admission = admissionOf();
    const ticket = admission.enter(open(), 0);
    ticket.abandon();
    expect(() => ticket.beginWork(ONE)).toThrow(expect.objectContaining({ code: 'DEADLINE_EXCEEDED' }));
    expect(admission).toMatchObject({ queries: 0, bytes: 0 });
  });

  it('holds nothing after it was refused at the workers', () => {
    const admission = admissionOf(20);
    const snapshot = open();
    const late = admission.enter(snapshot, 0);
    fill(admission, snapshot, 2);
    expect(() => late.beginWork(ONE)).toThrow(refusal());
    late.end();
    expect(admission).toMatchObject({ queries: 2, bytes: 200 });
  });

  it('keeps its snapshot open to its end', async () => {
    const backend = new MemoryBackend({ serviceMs: SERVICE_MS });
    const snapshot = new Snapshot(backend);
    const ticket = admissionOf().enter(snapshot, 0);
    const closed = snapshot.retire();
    await Promise.resolve();
    expect(backend.isClosed).toBe(false);
    ticket.abandon();
    await closed;
    expect(backend.isClosed).toBe(true);
  });
});
