import { describe, expect, it } from 'vitest';
import { buildCells } from '../../indexer/cells/build-cells.ts';
import { planCells } from '../../indexer/cells/cell-plan.ts';
import { ScalarCellSearch } from '../../src/kernel/cell-search.ts';
import { cellArrays, openCellSearch } from '../../src/wasm/cell-search.ts';
import { createCellSpace, viewCells } from '../../src/wasm/cell-space.ts';
import { bytesOfCells, formCellsHere, placeCells } from '../support/cell-subject.ts';
import { makeVectors } from '../support/graph-vectors.ts';
import { cellContract } from './cells.ts';

// promise: kernel/same-integers
cellContract('in WebAssembly', async (vectors, dimensions) => {
  const { space, sections } = await formCellsHere(vectors, dimensions, true);
  expect(space.memory).not.toBeNull();
  const { memory, rows, sections: inPlace } = placeCells(vectors, sections, dimensions);
  const search = openCellSearch(cellArrays(inPlace, rows, dimensions), memory);
  expect(search).not.toBeInstanceOf(ScalarCellSearch);
  return { sections: inPlace, search };
});
cellContract('in plain code', async (vectors, dimensions) => {
  const { space, sections } = await formCellsHere(vectors, dimensions, false);
  expect(space.memory).toBeNull();
  return { sections, search: new ScalarCellSearch(cellArrays(sections, vectors, dimensions)) };
});

describe('the building of cells', () => {
  it.each([
    [700, 16],
    [2_501, 48],
  ])(
    'gives the same cells and codes in WebAssembly as in plain code: %d vectors of %d dimensions',
    async (count, dimensions) => {
      const vectors = makeVectors(count, dimensions, count);
      const wasm = await formCellsHere(vectors, dimensions, true);
      const scalar = await formCellsHere(vectors, dimensions, false, 3);
      const [one, other] = [bytesOfCells(wasm.sections), bytesOfCells(scalar.sections)];
      expect(one.map((bytes, i) => bytes.equals(other[i]))).toEqual([true, true, true, true, true]);
    },
  );

  // promise: build/byte-identical
  it('gives the same cells and codes with 1, 2, 3 and 8 threads', async () => {
    const vectors = makeVectors(9_000, 32, 11);
    const here = bytesOfCells((await formCellsHere(vectors, 32, true)).sections);
    for (const threads of [1, 2, 3, 8]) {
      const { cells, sample } = planCells(9_000);
      const space = createCellSpace(9_000, 32, cells, threads);
      viewCells(space).vectors.set(vectors);
      const built = bytesOfCells(await buildCells(space, { sample }));
      expect(built.map((bytes, i) => bytes.equals(here[i]))).toEqual([true, true, true, true, true]);
    }
  });

  it('fails with the code of what a thread of it could not load', async () => {
    const fault = 'Object.assign(new Error("too many files"), { code: "EMFILE", syscall: "open" })';
    const { cells, sample } = planCells(300);
    const space = createCellSpace(300, 16, cells, 2);
    viewCells(space).vectors.set(makeVectors(300, 16, 3));
    const modules = [`data:text/javascript,throw ${fault}`];
    await expect(buildCells(space, { sample, modules })).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('too many files'),
    });
  });

  it('says how far it is', async () => {
    const done: number[] = [];
    const { cells, sample } = planCells(300);
    const space = createCellSpace(300, 16, cells, 1);
    viewCells(space).vectors.set(makeVectors(300, 16, 3));
    await buildCells(space, { sample, onProgress: (count) => done.push(count) });
    expect(done).toEqual([150, 300]);
  });
});
