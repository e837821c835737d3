import { describe, expect, it } from 'vitest';
import { Snapshot } from '../../../src/serving/snapshot.ts';
import { MemoryBackend } from '../../support/memory-backend.ts';

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
