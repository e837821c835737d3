import { beforeEach, describe, expect, it } from 'vitest';
import { DeadlyBuild, deadlyLines, UNIT_DOCUMENTS } from '../support/deadly-build.ts';
// Registers itself in this thread; the threads of the build import the compiled module by its URL.
import '../support/deadly-encoder.ts';

const DOCUMENTS = 3 * UNIT_DOCUMENTS;

let build: DeadlyBuild;
beforeEach(() => {
  build = new DeadlyBuild();
});

// promise: build/fatal-document
describe('a document that ends the thread which indexes it', () => {
  it('is left out as a bad record, and the index is that of the others', async () => {
    const lines = deadlyLines(DOCUMENTS, { 0: 'diesbyexit' });
    const id = await build.idOf(lines.slice(1));
    build.write(lines);
    const result = await build.run({ threads: 1 });
    expect([result.id, result.skipped, result.resumedUnits]).toEqual([id, 1, 0]);
    expect(build.told).toEqual(['1 DOCUMENT_FATAL']);
  });

  it('is one too that fills the heap of its thread', async () => {
    const lines = deadlyLines(3, { 1: 'diesbyheap' });
    const id = await build.idOf(lines.filter((_line, i) => i !== 1));
    build.write(lines);
    expect((await build.run()).id).toBe(id);
    expect(build.problems[0].error.facts).toMatchObject({ line: 2, id: 'd1', reason: 'ERR_WORKER_OUT_OF_MEMORY' });
  });

  it.each([1, 3])(
    'ends a build that may skip nothing with its place, the first one told, with %i threads',
    async (threads) => {
      const lines = deadlyLines(DOCUMENTS, { 5: 'diesbyexit', 7: 'diesbyerror', 9: 'diesbyexit' });
      build.write([...lines, '{']);
      await expect(build.run({ threads, onError: 'stop' })).rejects.toMatchObject({
        code: 'DOCUMENT_FATAL',
        message: expect.stringMatching(/corpus\.jsonl line 6 has a document "d5" that ends the thread/),
        facts: { file: build.input, line: 6, id: 'd5', reason: 'worker exited with code: 3' },
      });
      // The user mends the input: the build goes on.
      const mended = lines.filter((_line, i) => ![5, 7, 9].includes(i));
      build.write(mended);
      const { id, resumedUnits } = await build.run({ onError: 'stop' });
      expect(resumedUnits).toBeGreaterThan(0);
      expect(id).toBe(await build.idOf(mended));
    },
  );
});

describe('a thread that ends without any document to blame', () => {
  it('by chance has its unit made again, to the same bytes', async () => {
    const lines = deadlyLines(DOCUMENTS, { 5: 'diesonce' });
    build.write(lines);
    const { id, skipped } = await build.run();
    expect([skipped, build.told]).toEqual([0, []]);
    expect(id).toBe(await build.idOf(lines));
  });

  it('at documents of which each half can be indexed ends the build, and says what helps', async () => {
    build.write(deadlyLines(DOCUMENTS, { 4: 'diestogether', 7: 'diestogether' }));
    await expect(build.run()).rejects.toMatchObject({
      code: 'BUILD_THREAD_LOST',
      entry: { fix: expect.stringMatching(/more memory or with fewer --threads/) },
    });
  });

  it('whatever it is given ends the build and accuses no document', async () => {
    build.mark('broken');
    build.write(deadlyLines(DOCUMENTS, {}));
    await expect(build.run()).rejects.toMatchObject({
      code: 'BUILD_THREAD_LOST',
      message: expect.stringMatching(/one short word/),
    });
    expect(build.told).toEqual([]);
  });
});
