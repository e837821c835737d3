import { describe, expect, it } from 'vitest';
import { stableId, stableUuid } from '../../../../src/dialects/parts/stable-id.ts';

const frame = { index: { name: 'wiki', id: '0f' } };

describe('ids of answers', () => {
  it('are equal for equal requests of one index, and for no others', () => {
    const ids = [
      stableId(frame, { q: 'a' }),
      stableId(frame, { q: 'b' }),
      stableId({ index: { name: 'wiki', id: '10' } }, { q: 'a' }),
      stableId({ index: { name: 'other', id: '0f' } }, { q: 'a' }),
    ];
    expect(new Set(ids).size).toBe(4);
    expect(stableId(frame, { q: 'a' })).toBe(ids[0]);
  });

  it('are UUIDs of one’s own making where those are asked for', () => {
    for (let i = 0; i < 50; i++) {
      expect(stableUuid(frame, i)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });
});
