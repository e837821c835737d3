import { expect, it } from 'vitest';
import { followInputs } from '../../../src/cli/follow-inputs.ts';
import { StillwebError } from '../../../src/errors.ts';

/** Follows inputs that are so at each look, of which syncs fail as told. */
async function follow(stamps: readonly string[], faults: Readonly<Record<number, Error>> = {}) {
  let look = 0;
  let tries = 0;
  const synced: string[] = [];
  const told: string[] = [];
  await followInputs({
    watch: { next: async () => ++look < stamps.length, end: () => {} },
    stamp: () => stamps[look],
    sync: async () => {
      const fault = faults[tries++];
      if (fault !== undefined) throw fault;
      synced.push(stamps[look]);
    },
    onFault: ({ code }) => told.push(code),
  });
  return { synced, told };
}

const locked = new StillwebError('INDEX_LOCKED', 'process 7 is building');
const changed = new StillwebError('INPUT_CHANGED', 'the input has changed');

it('an index follows each change of its inputs, once', async () => {
  expect(await follow(['a', 'a', 'b', 'b', 'a'])).toEqual({ synced: ['a', 'b', 'a'], told: [] });
});

it('a fault is told once, and tried again until it is gone', async () => {
  const faults = { 1: locked, 2: locked };
  expect(await follow(['a', 'b', 'b', 'b', 'b'], faults)).toEqual({ synced: ['a', 'b'], told: ['INDEX_LOCKED'] });
});

it('inputs that change while they are read are read again, without a word', async () => {
  expect(await follow(['a', 'b', 'c'], { 1: changed })).toEqual({ synced: ['a', 'c'], told: [] });
  expect(await follow(['a', 'a'], { 0: changed })).toEqual({ synced: ['a'], told: [] });
});

it('a bug ends it', async () => {
  await expect(follow(['a'], { 0: new TypeError('a bug') })).rejects.toThrow('a bug');
});
