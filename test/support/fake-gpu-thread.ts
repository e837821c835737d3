import { workerData } from 'node:worker_threads';
import { dotProduct } from '../../src/kernel/dot-product.ts';
import type { ScanHits } from '../../src/kernel/gpu/scanner.ts';
import { answerMailboxes, type GpuThreadData } from '../../src/retrieval/gpu/answer-mailboxes.ts';
import type { LoadedVectors, OpenedGpu } from '../../src/retrieval/gpu/opened-gpu.ts';

/**
 * The GPU thread with scalar code in place of a GPU, and with the fault that its argument names:
 *
 *   fault=open      no device is given
 *   fault=memory    vectors do not fit
 *   fault=scores    each score is one too high
 *   fault=lost&after=3    the device is lost after so many searches
 *   fault=hang&after=3    it no longer answers after so many
 *   fault=die&after=3     its thread ends in the midst of the next one
 */
const parameters = new URLSearchParams(process.argv[2]);
const fault = parameters.get('fault');
// The first search is the check of what was loaded.
const after = Number(parameters.get('after') ?? 0) + 1;

function rank(query: Int8Array, shards: readonly Int8Array[], depth: number): ScanHits {
  const scores: number[] = [];
  for (const shard of shards) {
    for (let at = 0; at < shard.length; at += query.length) scores.push(dotProduct(query, shard, at));
  }
  const order = scores.map((_, row) => row).sort((a, b) => scores[b] - scores[a] || a - b);
  const rows = Uint32Array.from(order.slice(0, depth));
  return { rows, scores: Int32Array.from(rows, (row) => scores[row] + (fault === 'scores' ? 1 : 0)) };
}

async function open(): Promise<OpenedGpu> {
  if (fault === 'open') throw new Error('the driver gives no device');
  let searches = 0;
  let lose = (_reason: string): void => {};
  const lost = new Promise<string>((resolve) => {
    lose = resolve;
  });
  const load = async ({ dimensions, shards }: Parameters<OpenedGpu['load']>[0]): Promise<LoadedVectors> => {
    if (fault === 'memory') throw new Error('out of memory');
    return {
      destroy: () => {},
      search: async (queries, depth) => {
        searches++;
        if (fault === 'lost' && searches > after) {
          lose('it was unplugged');
          throw new Error('the search failed');
        }
        if (fault === 'die' && searches > after) process.exit(1);
        if (fault === 'hang' && searches > after) return new Promise(() => {});
        return Array.from({ length: queries.length / dimensions }, (_, i) =>
          rank(queries.subarray(i * dimensions, (i + 1) * dimensions), shards, depth),
        );
      },
    };
  };
  return { load, lost, close: () => {} };
}

await answerMailboxes(workerData as GpuThreadData, open);
process.exit(0);
