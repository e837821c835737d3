import type { ModuleUrls } from '../../src/modules.ts';
import { type DeviceParts, VectorDevice } from '../../src/retrieval/gpu/vector-device.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { describeIndex } from '../../src/serving/describe-index.ts';
import { IndexPool } from '../../src/serving/index-pool.ts';
import { openIndex } from '../../src/store/open.ts';
import { buildGeneratedIndex, makeCollection } from './generated-index.ts';

/** A pool of one worker over a generated index. */
export interface GeneratedPool extends AsyncDisposable {
  readonly pool: IndexPool;
  /** Answers in this thread, one query after another, from the CPU. */
  readonly alone: Searcher;
  readonly device: VectorDevice | null;
}

export async function openGeneratedPool(
  graph: 'on' | 'off',
  gpu: DeviceParts | null,
  modules: ModuleUrls = [],
): Promise<GeneratedPool> {
  const index = openIndex(await buildGeneratedIndex('stillweb', makeCollection(700), 'static', { graph }));
  const device = gpu === null ? null : await VectorDevice.open('gpu', gpu);
  const loaded = (await device?.load(index)) ?? null;
  const mailbox = device === null || loaded === null ? null : await device.connect(loaded, 1);
  const alone = await Searcher.open(index);
  const pool = await IndexPool.start([index], [describeIndex(index, 'exact')], {
    workers: 1,
    mailboxes: [mailbox],
    modules,
  });
  return {
    ...{ pool, alone, device },
    [Symbol.asyncDispose]: async () => {
      await pool.close();
      alone.close();
      await device?.close();
    },
  };
}
