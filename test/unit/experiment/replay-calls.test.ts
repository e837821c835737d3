import { join } from 'node:path';
import { expect, it } from 'vitest';
import { StillwebError } from '../../../src/errors.ts';
import type { ReplayTarget } from '../../../src/experiment/replay/replay-call.ts';
import { replayCalls } from '../../../src/experiment/replay/replay-calls.ts';
import { indexTarget } from '../../../src/experiment/replay/replay-index.ts';
import { MemoryBackend } from '../../support/memory-backend.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startTraced } from '../../support/traced-server.ts';

async function recorded(): Promise<string> {
  const path = join(temporaryFolder(), 'run.jsonl');
  await using traced = await startTraced([], path);
  for (const query of ['tide', 'rock', 'shell']) await traced.running.post('/v1/search', { query });
  return path;
}

const ALL = new Set([1, 2, 3]);

it('asks as many calls as there is time for, and counts those that are left', async () => {
  const path = await recorded();
  for (const most of [0, 1, 3]) {
    for (const turns of [0, 2, 9]) {
      let left = turns;
      const replay = await replayCalls(path, ALL, indexTarget(new MemoryBackend()), {
        most,
        hasTime: () => left-- > 0,
      });
      const asked = Math.min(most, turns);
      expect([replay.verdicts.map(({ verdict }) => verdict), replay.left]).toEqual([
        Array(asked).fill('same'),
        3 - asked,
      ]);
    }
  }
});

it('ends where only waiting mends what goes wrong, and goes on where a call cannot be asked', async () => {
  const path = await recorded();
  const inner = indexTarget(new MemoryBackend());
  const failing = (error: Error): ReplayTarget => ({
    ...inner,
    ask: async (call, told, expected) => {
      if (call.call === 2) throw error;
      return await inner.ask(call, told, expected);
    },
  });
  const verdictsOf = async (error: Error) => {
    const { verdicts } = await replayCalls(path, ALL, failing(error), { most: 9, hasTime: () => true });
    return verdicts.map(({ verdict, why }) => [verdict, why]);
  };
  const full = new StillwebError('OVERLOADED', 'full', { retryAfter: 1 });
  expect(await verdictsOf(full)).toEqual([['same', undefined]]);
  const gone = new StillwebError('INDEX_NOT_FOUND', 'no such index', {});
  for (const [error, why] of [
    [gone, 'no such index'],
    [new TypeError('a bug'), 'this version cannot ask it'],
  ] as const) {
    expect(await verdictsOf(error)).toEqual([
      ['same', undefined],
      ['unasked', why],
      ['same', undefined],
    ]);
  }
});
