import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { canonicalFetchKey } from '../../src/contract/request-key.ts';
import type { StillwebError } from '../../src/errors.ts';
import { VectorDevice } from '../../src/retrieval/gpu/vector-device.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { IndexSet, tenTimesASecond } from '../../src/serving/index-set.ts';
import type { SearchBackend } from '../../src/serving/search-backend.ts';
import { openIndex, readManifest } from '../../src/store/open.ts';
import { damageIndex } from '../support/damaged-index.ts';
import { buildGeneratedIndex, makeCollection } from '../support/generated-index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let first: string;
let second: string;
beforeAll(async () => {
  first = await buildGeneratedIndex('stillweb', makeCollection(20, 1), 'none');
  second = await buildGeneratedIndex('stillweb', makeCollection(20, 2), 'none');
});

const idOf = (directory: string) => readManifest(directory).manifest.id;

/** Puts the generation of another directory in the place of what is there. */
function publish(from: string, directory: string): void {
  cpSync(join(from, 'generations'), join(directory, 'generations'), { recursive: true });
  cpSync(join(from, 'CURRENT'), join(directory, 'CURRENT'));
}

interface Watched {
  readonly directory: string;
  readonly set: IndexSet;
  /** What was handed over, oldest first. */
  readonly swaps: SearchBackend[];
  readonly refused: Error[];
  readonly look: () => Promise<void>;
  readonly isStopped: () => boolean;
  /** Fails the next swap. */
  failNext: boolean;
}

/** Watches a directory, looking when the test asks, and closes all that it opened. */
async function withWatch(use: (watched: Watched) => Promise<void>): Promise<void> {
  const directory = join(temporaryFolder(), 'served');
  cpSync(first, directory, { recursive: true });
  const device = await VectorDevice.open('cpu');
  const set = new IndexSet([directory], { workers: 1, isStrict: false, device, onProgress: () => {} });
  const opened = [await set.open()];
  const swaps: SearchBackend[] = [];
  const refused: Error[] = [];
  let look = async (): Promise<void> => {};
  let isStopped = false;
  const onSwap = async (backend: SearchBackend): Promise<void> => {
    opened.push(backend);
    if (watched.failNext) {
      watched.failNext = false;
      throw new TypeError('no swap');
    }
    swaps.push(backend);
  };
  const watched: Watched = {
    ...{ directory, set, swaps, refused, failNext: false },
    look: () => look(),
    isStopped: () => isStopped,
  };
  set.watch(
    onSwap,
    (error) => refused.push(error),
    (each) => {
      look = each;
      return () => {
        isStopped = true;
      };
    },
  );
  try {
    await use(watched);
  } finally {
    await set.stopWatching();
    for (const backend of opened) await backend.close();
    await device.close();
  }
}

// promise: serve/swap
describe('a set of indexes that watches its directories', () => {
  it('hands over a backend with a new generation, once', () =>
    withWatch(async ({ directory, set, swaps, refused, look }) => {
      await look();
      expect(swaps).toEqual([]);
      publish(second, directory);
      await look();
      await look();
      expect(swaps.map(({ indexes }) => indexes[0].id)).toEqual([idOf(second)]);
      expect(set.served[0]).toMatchObject({ name: 'served', id: idOf(second) });
      const key = canonicalFetchKey('served', { ids: ['d3'], offset: 0, maxChars: 5000 }, 'document');
      const { body } = await swaps[0].answer(key, { deadlineMs: 30_000, queries: 1 });
      expect(JSON.parse(Buffer.from(body).toString('utf8')).document).toMatchObject({
        text: JSON.parse(makeCollection(20, 2).split('\n')[3]).text,
      });
      expect(refused).toEqual([]);
    }));

  it('hands over one generation after the other', () =>
    withWatch(async ({ directory, set, swaps, look }) => {
      const answered = [];
      for (const from of [second, first, second]) {
        publish(from, directory);
        await look();
        const key = canonicalFetchKey('served', { ids: ['d3'], offset: 0, maxChars: 5000 }, 'document');
        const { body } = await swaps[swaps.length - 1].answer(key, { deadlineMs: 30_000, queries: 1 });
        answered.push(JSON.parse(Buffer.from(body).toString('utf8')).index.id);
      }
      expect(answered).toEqual([second, first, second].map(idOf));
      expect(set.served[0].id).toBe(idOf(second));
    }));

  it('refuses a damaged generation, says so once, keeps the old one, and takes the next sound one', () =>
    withWatch(async ({ directory, set, swaps, refused, look }) => {
      publish(second, directory);
      const ids = join(readManifest(directory).folder, 'ids.bin');
      const bytes = readFileSync(ids);
      bytes[bytes.length >> 1] ^= 1;
      writeFileSync(ids, bytes);
      await look();
      await look();
      expect(refused).toEqual([expect.objectContaining({ code: 'INDEX_CORRUPT' })]);
      expect(swaps).toEqual([]);
      expect(set.served[0].id).toBe(idOf(first));
      publish(damageIndex(second, { manifest: () => ({ passages: 'words:25' }) }), directory);
      await look();
      expect(swaps).toHaveLength(1);
      expect(set.served[0].id).not.toBe(idOf(first));
      expect(refused).toHaveLength(1);
    }));

  it('keeps the old one where the directory is gone', () =>
    withWatch(async ({ directory, set, swaps, refused, look }) => {
      rmSync(join(directory, 'CURRENT'));
      await look();
      await look();
      expect(refused.map((error) => (error as StillwebError).code)).toEqual(['INDEX_MISSING']);
      expect(swaps).toEqual([]);
      expect(set.served[0].id).toBe(idOf(first));
    }));

  it('tries again what could not be taken up', () =>
    withWatch(async (watched) => {
      publish(second, watched.directory);
      watched.failNext = true;
      await watched.look();
      expect(watched.refused.map(({ message }) => message)).toEqual(['no swap']);
      expect(watched.set.served[0].id).toBe(idOf(first));
      await watched.look();
      expect(watched.swaps).toHaveLength(1);
      expect(watched.set.served[0].id).toBe(idOf(second));
    }));

  it('stops when told to', () =>
    withWatch(async ({ set, isStopped }) => {
      expect(isStopped()).toBe(false);
      await set.stopWatching();
      expect(isStopped()).toBe(true);
    }));
});

describe('looking ten times a second', () => {
  it('waits for the end of a look before it counts the time to the next', async () => {
    vi.useFakeTimers();
    try {
      let looks = 0;
      let finish = (): void => {};
      const stop = tenTimesASecond(() => {
        looks++;
        return new Promise((resolve) => {
          finish = resolve;
        });
      });
      await vi.advanceTimersByTimeAsync(99);
      expect(looks).toBe(0);
      await vi.advanceTimersByTimeAsync(1);
      expect(looks).toBe(1);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(looks).toBe(1);
      finish();
      await vi.advanceTimersByTimeAsync(100);
      expect(looks).toBe(2);
      // Stopped while it looks: there is no look after this one.
      stop();
      finish();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(looks).toBe(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it('never looks once it was stopped before its first look', async () => {
    vi.useFakeTimers();
    try {
      let looks = 0;
      const stop = tenTimesASecond(async () => {
        looks++;
      });
      stop();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(looks).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('an index of which the encoder differs here', () => {
  const change = (directory: string) =>
    damageIndex(directory, {
      manifest: ({ probes }) => ({ probes: probes.map((probe) => ({ ...probe, vector: probes[1].vector })) }),
    });
  const withProof = () => buildGeneratedIndex('stillweb', makeCollection(20, 3), 'static');

  it('is served with a word about it, and refused where that is strict', async () => {
    const directory = change(await withProof());
    const device = await VectorDevice.open('cpu');
    const options = { workers: 1, device, onProgress: () => {} };
    const strict = new IndexSet([directory], { ...options, isStrict: true });
    await expect(strict.open()).rejects.toMatchObject({ code: 'ENCODER_DIFFERS' });
    const set = new IndexSet([directory], { ...options, isStrict: false });
    const backend = await set.open();
    expect(set.served[0].description).toMatchObject({ encoder: { probes: 'differs' } });
    await backend.close();
    await device.close();
  });

  it('is not searched when it is another encoder altogether', async () => {
    const directory = damageIndex(await withProof(), {
      manifest: ({ encoder }) => ({ encoder: encoder && { ...encoder, fingerprint: 'x' } }),
    });
    await expect(Searcher.open(openIndex(directory))).rejects.toMatchObject({
      code: 'ENCODER_DIFFERS',
      facts: { expected: 'x' },
    });
  });
});

it('a new generation that takes the name of another index is refused, and what is served stays', async () => {
  const named = (name: string, seed: number) =>
    buildGeneratedIndex('stillweb', makeCollection(10, seed), 'none', { name });
  const [alpha, beta] = [await named('alpha', 4), await named('beta', 5)];
  const device = await VectorDevice.open('cpu');
  const set = new IndexSet([alpha, beta], { workers: 1, isStrict: false, device, onProgress: () => {} });
  const backend = await set.open();
  const refused: Error[] = [];
  let look = async (): Promise<void> => {};
  set.watch(
    () => Promise.reject(new TypeError('swapped')),
    (error) => refused.push(error),
    (each) => {
      look = each;
      return () => {};
    },
  );
  publish(await named('alpha', 6), beta);
  await look();
  await look();
  expect(refused).toEqual([expect.objectContaining({ code: 'SETTING_INVALID', facts: { names: ['alpha', 'alpha'] } })]);
  expect(set.served.map(({ name }) => name)).toEqual(['alpha', 'beta']);
  await backend.close();
  await device.close();
});

it('many indexes are looked at in turns, and each is served by its name', async () => {
  const last = join(temporaryFolder(), 'last');
  cpSync(first, last, { recursive: true });
  const names = Array.from({ length: 40 }, (_, i) => `n${i}`);
  const specs = names.map((name, i) => `${name}=${i === 39 ? last : first}`);
  const device = await VectorDevice.open('cpu');
  const set = new IndexSet(specs, { workers: 1, isStrict: false, device, onProgress: () => {} });
  const opened = [await set.open()];
  try {
    expect(opened[0].indexes.map(({ name }) => name)).toEqual(names);
    let look = async (): Promise<void> => {};
    const onRefused = (error: Error): void => {
      throw error;
    };
    const onSwap = async (backend: SearchBackend): Promise<void> => void opened.push(backend);
    set.watch(onSwap, onRefused, (each) => {
      look = each;
      return () => {};
    });
    publish(second, last);
    await look();
    await look();
    expect(opened[1].indexes.map(({ id }) => id)).toEqual(names.map((_, i) => idOf(i === 39 ? second : first)));
    const key = canonicalFetchKey('n38', { ids: ['d1'], offset: 0, maxChars: 9 }, 'fetch');
    const { body } = await opened[1].answer(key, { deadlineMs: 10_000, queries: 1 });
    expect(Buffer.from(body).toString()).toContain('"name":"n38"');
  } finally {
    for (const backend of opened) await backend.close();
    await device.close();
  }
});
