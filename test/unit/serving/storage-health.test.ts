import { describe, expect, it } from 'vitest';
import { StillwebError } from '../../../src/errors.ts';
import { StorageHealth } from '../../../src/serving/storage-health.ts';

const fault = new StillwebError('STORAGE_FAILED', 'EIO: i/o error, read');

describe('the health of storage', () => {
  it('is good until a search fails for the disk, and again when one is answered', () => {
    const health = new StorageHealth();
    expect(health.isFailing(0)).toBe(false);
    health.observe(fault, 100);
    expect(health.isFailing(101)).toBe(true);
    expect(health).toMatchObject({ faults: 1, last: 'EIO: i/o error, read' });
    health.observe(null, 102);
    expect(health.isFailing(103)).toBe(false);
    expect(health).toMatchObject({ faults: 1, last: 'EIO: i/o error, read' });
  });

  it('is believed in again after a while, so that a server without traffic is asked again', () => {
    const health = new StorageHealth();
    health.observe(fault, 100);
    expect(health.isFailing(10_099)).toBe(true);
    expect(health.isFailing(10_100)).toBe(false);
  });

  it('is no matter of other faults', () => {
    const health = new StorageHealth();
    health.observe(new StillwebError('DEADLINE_EXCEEDED', 'late'), 1);
    health.observe(new TypeError('a bug'), 2);
    expect([health.isFailing(3), health.faults]).toEqual([false, 0]);
  });
});
