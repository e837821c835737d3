import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MIN_GPU_PASSAGES } from '../../../../src/limits.ts';
import { openRetrievers } from '../../../../src/retrieval/engines.ts';
import type { ExactScan } from '../../../../src/retrieval/exact-scan.ts';
import type { GpuMailbox } from '../../../../src/retrieval/gpu/mailbox.ts';
import { type DeviceParts, type LoadedIndex, VectorDevice } from '../../../../src/retrieval/gpu/vector-device.ts';
import type { Retriever, RetrieverQuery } from '../../../../src/retrieval/retriever.ts';
import type { IndexView } from '../../../../src/store/index-view.ts';
import { fakeGpu, returningGpu } from '../../../support/fake-gpu.ts';
import { buildGeneratedIndex, makeCollection, openView } from '../../../support/generated-index.ts';

const TEN = { depth: 10, unit: 'passage', accept: null } as const;

let view: IndexView;
let cpu: ExactScan;
const queries: RetrieverQuery[] = [];
beforeAll(async () => {
  view = openView(await buildGeneratedIndex('stillweb', makeCollection(120)));
  cpu = (await openRetrievers(view)).dense as ExactScan;
  const [vectors] = view.vectors;
  for (let i = 0; i < 40; i++) queries.push({ terms: [], vector: vectors.slice(i * 256, (i + 1) * 256) });
});

const opened: VectorDevice[] = [];
afterEach(async () => {
  for (const device of opened.splice(0)) await device.close();
});

async function open(choice: 'auto' | 'cpu' | 'gpu', parts?: DeviceParts): Promise<VectorDevice> {
  const device = await VectorDevice.open(choice, parts);
  opened.push(device);
  return device;
}

async function connect(device: VectorDevice, threads = 1): Promise<GpuMailbox> {
  const loaded = await device.load(view.index);
  if (loaded === null) throw new Error(`not loaded: ${device.report.reason}`);
  return await device.connect(loaded, threads);
}

async function openDense(mailbox: GpuMailbox): Promise<Retriever> {
  return (await openRetrievers(view, mailbox)).dense as Retriever;
}

function expectSameAnswers(dense: Retriever): void {
  for (const query of queries) expect(dense.retrieve(query, TEN)).toEqual(cpu.retrieve(query, TEN));
}

describe('the choice of a device', () => {
  const never = { probe: () => Promise.reject(new Error('nobody may look for a GPU here')) };

  it('does not look for a GPU when the CPU is asked for', async () => {
    const device = await open('cpu', never);
    expect(await device.load(view.index)).toBeNull();
    expect(device.report).toMatchObject({
      device: 'cpu',
      adapter: null,
      reason: expect.stringMatching(/asks for the CPU/),
    });
  });

  it('leaves a small collection to the CPU, and says so', async () => {
    const device = await open('auto', never);
    const small = { ...view.index, manifest: { ...view.index.manifest } };
    small.manifest.counts = { ...small.manifest.counts, passages: MIN_GPU_PASSAGES - 1 };
    for (const index of [view.index, small]) {
      expect(await device.load(index)).toBeNull();
      expect(device.report.reason).toMatch(/compares \d+ vectors sooner than a GPU is asked/);
    }
  });

  it.each([
    ['no adapter is found', { reason: 'no GPU adapter was found' }, /no GPU adapter was found/],
    ['the adapter is software', { name: 'llvmpipe', isFallback: true }, /llvmpipe is software/],
  ])('falls back to the CPU under auto when %s', async (_, found, reason) => {
    const device = await open('auto', { probe: async () => found });
    const large = { ...view.index, manifest: { ...view.index.manifest } };
    large.manifest.counts = { ...large.manifest.counts, passages: MIN_GPU_PASSAGES };
    expect(await device.load(large)).toBeNull();
    expect(device.report).toMatchObject({ device: 'cpu', reason: expect.stringMatching(reason) });
  });

  it('refuses to start when a GPU is asked for and none is found', async () => {
    const refused = VectorDevice.open('gpu', { probe: async () => ({ reason: 'no GPU adapter was found' }) });
    await expect(refused).rejects.toMatchObject({ code: 'GPU_UNAVAILABLE', message: /no GPU adapter was found/ });
  });

  it('refuses to start when a GPU is asked for and gives no device', async () => {
    const refused = VectorDevice.open('gpu', fakeGpu('fault=open'));
    await expect(refused).rejects.toMatchObject({ code: 'GPU_UNAVAILABLE', message: /the driver gives no device/ });
  });

  it.each([
    ['memory', /out of memory/],
    ['scores', /scores vector \d+ with \d+, not \d+/],
  ])('refuses vectors that the GPU cannot take or compares wrongly: %s', async (fault, reason) => {
    const device = await open('gpu', fakeGpu(`fault=${fault}`));
    await expect(device.load(view.index)).rejects.toMatchObject({ code: 'GPU_UNAVAILABLE', message: reason });
  });

  it('leaves vectors that stay on disk to the CPU, and says so', async () => {
    const device = await open('gpu', fakeGpu());
    expect(await device.load({ ...view.index, vectors: 'disk' })).toBeNull();
    expect(device.report).toMatchObject({ device: 'cpu', reason: expect.stringMatching(/its vectors stay on disk/) });
  });

  it('takes software when a GPU is asked for by name', async () => {
    const software = { ...fakeGpu(), probe: async () => ({ name: 'llvmpipe', isFallback: true }) };
    const device = await open('gpu', software);
    await connect(device);
    expect(device.report).toMatchObject({ device: 'gpu', adapter: 'llvmpipe', reason: null });
  });
});

// promise: gpu/falls-back
describe('a GPU', () => {
  it('answers as the CPU does, and counts what it answers', async () => {
    const device = await open('gpu', fakeGpu());
    expectSameAnswers(await openDense(await connect(device)));
    const expected = { device: 'gpu', adapter: 'Fake 9000', reason: null, queries: 40, leftToCpu: 0, isLost: false };
    expect(device.report).toMatchObject(expected);
  });

  it('answers queries that were announced in one batch', async () => {
    const device = await open('gpu', fakeGpu());
    const dense = await openDense(await connect(device));
    const vectors = queries.map(({ vector }) => vector as Int8Array);
    for (const unit of ['passage', 'document'] as const) {
      dense.prepare?.(vectors.map((vector) => ({ vector, depth: 10, unit })));
      const before = device.report.batches;
      for (const query of queries) {
        expect(dense.retrieve(query, { ...TEN, unit })).toEqual(cpu.retrieve(query, { ...TEN, unit }));
      }
      expect(device.report.batches).toBe(before);
    }
    expect(device.report.batches).toBe(2);
  });

  it.each(['lost', 'hang'])('that is lost leaves the rest to the CPU, with the same answers: %s', async (fault) => {
    const reasons: string[] = [];
    const device = await open('gpu', { ...fakeGpu(`fault=${fault}&after=7`), onLost: (why) => reasons.push(why) });
    const dense = await openDense(await connect(device));
    expectSameAnswers(dense);
    await expect.poll(() => device.report.isLost).toBe(true);
    const reason = fault === 'lost' ? /it was unplugged|the search failed/ : /no answer in 300 ms/;
    expect(device.report).toMatchObject({ device: 'cpu', adapter: 'Fake 9000', queries: 7, leftToCpu: 33 });
    expect(device.report.reason).toMatch(reason);
    expect(reasons).toEqual([device.report.reason]);
    expectSameAnswers(dense);
    // What comes meanwhile is compared on the CPU too.
    const later = await device.load(view.index);
    expectSameAnswers(await openDense(await device.connect(later as LoadedIndex, 1)));
    expect(device.report).toMatchObject({ device: 'cpu', queries: 7, losses: 1, returns: 0 });
  });

  it.each(['lost', 'hang'])(
    'that comes back takes over again, also for what was opened meanwhile: %s',
    async (fault) => {
      const said: string[] = [];
      const parts = returningGpu([`fault=${fault}&after=7`, 'fault=open', 'fault=memory'], {
        onLost: () => said.push('lost'),
        onReturned: (adapter) => said.push(adapter),
      });
      const device = await open('gpu', parts);
      const loaded = [await device.load(view.index), await device.load(view.index)] as LoadedIndex[];
      const dense = await openDense(await device.connect(loaded[0], 1));
      const gone = await device.connect(loaded[1], 1);
      expectSameAnswers(dense);
      await expect.poll(() => device.report.isLost).toBe(true);
      const later = (await device.load(view.index)) as LoadedIndex;
      const opened = await openDense(await device.connect(later, 1));
      expectSameAnswers(opened);
      await device.disconnect(gone);
      await device.unload(loaded[1]);
      const { queries, leftToCpu } = device.report;

      await expect.poll(() => device.report.device, { timeout: 10_000 }).toBe('gpu');
      expect(device.report).toMatchObject({ reason: null, isLost: false, losses: 1, returns: 1, queries, leftToCpu });
      for (const each of [dense, opened]) expectSameAnswers(each);
      expect(device.report).toMatchObject({ queries: queries + 80, leftToCpu });
      expect(said).toEqual(['lost', 'Fake 9000']);
    },
  );

  it('that is lost again is looked for again, and comes back again', async () => {
    const device = await open('gpu', returningGpu(['fault=lost&after=2', 'fault=lost&after=2', 'fault=lost&after=2']));
    const dense = await openDense(await connect(device));
    for (let returns = 1; returns <= 3; returns++) {
      expectSameAnswers(dense);
      await expect
        .poll(() => device.report, { timeout: 10_000 })
        .toMatchObject({ device: 'gpu', losses: returns, returns });
    }
    expectSameAnswers(dense);
    expect(device.report).toMatchObject({ device: 'gpu', losses: 3, queries: 3 * 2 + queries.length });
  });

  it('that does not come back is said to be looked for, with what came of it last, until the device is closed', async () => {
    let looks = 0;
    const probe = async () => (looks++ === 0 ? { name: 'Fake 9000', isFallback: false } : { reason: `look ${looks}` });
    const device = await open('gpu', returningGpu(['fault=lost&after=2'], { probe }));
    const dense = await openDense(await connect(device));
    expectSameAnswers(dense);
    await expect.poll(() => looks).toBeGreaterThan(4);
    expect(device.report).toMatchObject({ device: 'cpu', isLost: true, losses: 1, returns: 0 });
    expect(device.report.reason).toMatch(/^[^;]*(unplugged|failed); it is looked for again, so far in vain: look \d+$/);
    expectSameAnswers(dense);
    await device.close();
    const last = looks;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(looks).toBeLessThanOrEqual(last + 1);
  });

  it('answers the next question after one that was given up', async () => {
    const device = await open('gpu', fakeGpu());
    const dense = await openDense(await connect(device));
    const late = new Error('too late');
    const checkpoint = () => {
      throw late;
    };
    expect(() => dense.retrieve(queries[0], { ...TEN, checkpoint })).toThrow(late);
    expectSameAnswers(dense);
  });

  it('leaves threads to the CPU that come when all slots are taken', async () => {
    const device = await open('gpu', fakeGpu());
    const mailbox = await connect(device);
    const threads: Retriever[] = [];
    for (let i = 0; i < mailbox.slotCount + 2; i++) threads.push(await openDense(mailbox));
    for (const dense of threads) expect(dense.retrieve(queries[3], TEN)).toEqual(cpu.retrieve(queries[3], TEN));
    expect(device.report).toMatchObject({ queries: mailbox.slotCount, leftToCpu: 2 });
  });

  it('serves a second mailbox after the first was given back, and keeps the counts', async () => {
    const device = await open('gpu', fakeGpu());
    const loaded = await device.load(view.index);
    if (loaded === null) throw new Error('not loaded');
    const first = await device.connect(loaded, 1);
    expectSameAnswers(await openDense(first));
    const second = await device.connect(loaded, 1);
    await device.disconnect(first);
    expectSameAnswers(await openDense(second));
    expect(device.report).toMatchObject({ device: 'gpu', queries: 80 });
    await device.disconnect(second);
    await device.unload(loaded);
    expect(device.report).toMatchObject({ device: 'cpu', queries: 80 });
    expectSameAnswers(await openDense(second));
  });
});
