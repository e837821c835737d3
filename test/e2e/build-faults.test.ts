import { beforeAll, describe, expect, it } from 'vitest';
import { StillwebError } from '../../src/errors.ts';
import { FaultyBuilds, type FaultyThread } from '../support/faulty-build.ts';
import type { FaultPlan } from '../support/faulty-calls.ts';
import { makeCollection } from '../support/generated-index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A sample; test/torture/build-faults.test.ts tries every call. */

let builds: FaultyBuilds;
const lists = new Map<FaultyThread, string[]>();
beforeAll(async () => {
  builds = new FaultyBuilds(temporaryFolder(), makeCollection);
  await builds.prepare();
});

// promise: build/clear-failure
describe('a fault at a call of a build', () => {
  it.each<[FaultyThread, FaultPlan['fault'], RegExp]>([
    ['main', 'ENOSPC', /^writeSync .*LOCK/],
    ['main', 'EIO', /^renameSync .*LOCK/],
    ['main', 'EIO', /^fsyncSync .*manifest\.json/],
    ['main', 'ENOSPC', /^renameSync .*building.generation/],
    ['main', 'EINTR', /^renameSync .*CURRENT/],
    ['main', 'kill', /^renameSync .*CURRENT/],
    ['unit', 'ENOSPC', /^writeSync .*unit-/],
    ['unit', 'EINTR', /^fsyncSync .*unit-/],
    ['shard', 'EIO', /^openSync .*postings-/],
  ])(
    'in the thread %s, %s at %s: a whole index stands, and the next build ends as ever',
    async (thread, fault, call) => {
      const calls = lists.get(thread) ?? (await builds.listCalls(thread));
      lists.set(thread, calls);
      const at = calls.findIndex((each) => call.test(each)) + 1;
      expect(at).toBeGreaterThan(0);
      const error = await builds.meet(thread, at, fault);
      if (fault === 'EINTR' || fault === 'kill') expect(error).toBeNull();
      else expect(error).toBeInstanceOf(StillwebError);
      expect(builds.hasWholeIndex()).toBe(true);
      expect(await builds.again()).toEqual({ id: builds.id, left: [] });
    },
  );
});
