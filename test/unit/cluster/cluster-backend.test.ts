import { expect, it } from 'vitest';
import { ClusterBackend } from '../../../src/cluster/cluster-backend.ts';
import type { ClusterSource } from '../../../src/cluster/cluster-source.ts';
import { canonicalLinksKey } from '../../../src/contract/request-key.ts';
import { CLUSTER_CALLS_AT_ONCE } from '../../../src/limits.ts';
import { JoinedBackend } from '../../../src/serving/joined-backend.ts';
import type { SearchBackend, ServedIndex } from '../../../src/serving/search-backend.ts';

const KEY = canonicalLinksKey('web', 'a');
const OPTIONS = { deadlineMs: 60_000, queries: 1 };

/** A source whose answers are held until they are let go. */
function heldSource() {
  const held: (() => void)[] = [];
  const links = () => new Promise((resolve) => held.push(() => resolve({ id: 'a', outgoing: [], incoming: [] })));
  return { held, source: { name: 'web', id: '1', links, close: async () => {} } as unknown as ClusterSource };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('has CLUSTER_CALLS_AT_ONCE calls under way, and begins another as one ends', async () => {
  const { held, source } = heldSource();
  const backend = new ClusterBackend([{ name: 'web' } as ServedIndex], [source]);
  const answers = Array.from({ length: CLUSTER_CALLS_AT_ONCE + 3 }, () => backend.answer(KEY, OPTIONS));
  await turn();
  expect(held).toHaveLength(CLUSTER_CALLS_AT_ONCE);
  held[0]();
  await answers[0];
  await turn();
  expect(held).toHaveLength(CLUSTER_CALLS_AT_ONCE + 1);
  for (let i = 1; i < answers.length; i++) {
    held[i]();
    await turn();
  }
  expect((await Promise.all(answers)).every(({ body }) => body.length > 0)).toBe(true);
});

it('does not begin what nobody waits for any more', async () => {
  const { held, source } = heldSource();
  const backend = new ClusterBackend([{ name: 'web' } as ServedIndex], [source]);
  const refused = backend.answer(KEY, { ...OPTIONS, isWanted: () => false });
  await expect(refused).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  expect(held).toHaveLength(0);
});

it('joins backends in the order of what they serve, each asked for its own', async () => {
  const part = (names: readonly string[], said: string): SearchBackend => ({
    indexes: names.map((name) => ({ name }) as ServedIndex),
    workers: 2,
    serviceMs: names.length,
    answer: async () => ({ body: new TextEncoder().encode(said), hits: null }),
    close: async () => {},
  });
  const parts = [part(['a', 'c'], 'first'), part(['web'], 'second')];
  const joined = new JoinedBackend(parts, [0, 1, 0]);
  expect(joined.indexes.map(({ name }) => name)).toEqual(['a', 'web', 'c']);
  expect([joined.workers, joined.serviceMs]).toEqual([4, 2]);
  expect(Buffer.from((await joined.answer(KEY, OPTIONS)).body).toString()).toBe('second');
  expect(() => new JoinedBackend([parts[0], part(['a'], 'x')], [0, 1, 0])).toThrow(
    expect.objectContaining({ code: 'SETTING_INVALID' }),
  );
});
