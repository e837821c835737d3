import { beforeAll, describe, expect, it } from 'vitest';
import { StillwebError } from '../../src/errors.ts';
import { FaultyBuilds, type FaultyThread } from '../support/faulty-build.ts';
import { makeCollection } from '../support/generated-index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** `TEST_FAULTS=7` tries every seventh call. */
const STEP = Number(process.env.TEST_FAULTS ?? 1);
const THREADS: readonly FaultyThread[] = ['main', 'unit', 'shard'];

let builds: FaultyBuilds;
beforeAll(async () => {
  builds = new FaultyBuilds(temporaryFolder(), makeCollection);
  await builds.prepare();
}, 120_000);

// promise: build/clear-failure
describe.each(THREADS)('a fault at every call of a build that touches its directory, in the thread %s', (thread) => {
  it.each(['ENOSPC', 'EIO', 'EINTR', 'kill'] as const)(
    '%s leaves a whole index, and the next build ends as ever',
    {
      timeout: 7_200_000,
    },
    async (fault) => {
      const calls = await builds.listCalls(thread);
      expect(calls.length).toBeGreaterThan(5);
      for (let call = 1; call <= calls.length; call += STEP) {
        // The proof reads lists in hundreds of pieces, all by one path of the code: the first of a file stands for the others.
        if (calls[call - 1].startsWith('readSync') && calls.indexOf(calls[call - 1]) < call - 1) continue;
        const what = `${fault} at call ${call} of ${calls.length}: ${calls[call - 1]}`;
        const error = await builds.meet(thread, call, fault);
        if (fault === 'EINTR') expect(error, what).toBeNull();
        else if (error !== null) expect(error, what).toBeInstanceOf(StillwebError);
        expect(builds.hasWholeIndex(), what).toBe(true);
        expect(await builds.again(), what).toEqual({ id: builds.id, left: [] });
      }
    },
  );
});
