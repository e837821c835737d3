import { describe, expect, it } from 'vitest';
import { HeapBound } from '../../../indexer/heap-bound.ts';

describe('the bound of the heap while inputs are read', () => {
  it('keeps the buffers that nobody holds from piling up', () => {
    const bound = new HeapBound();
    let most = 0;
    // Four gigabytes in all; the engine alone lets hundreds of megabytes of them stand.
    for (let i = 0; i < 4096; i++) {
      makeGarbage();
      bound.count(64 * 1024);
      most = Math.max(most, process.memoryUsage().external);
    }
    expect(most).toBeLessThan(448 * 1024 * 1024);
  });
});

function makeGarbage(): void {
  Buffer.alloc(1024 * 1024, 1);
}
