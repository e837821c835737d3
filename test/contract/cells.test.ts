import { describe, expect, it } from 'vitest';
import { buildCells } from '../../indexer/cells/build-cells.ts';
import { planCells } from '../../indexer/cells/cell-plan.ts';
import { BLOCK_PASSAGES, type CellSections, NO_PASSAGE } from '../../src/format/cells.ts';
import { type CellReach, type CellSearch, ScalarCellSearch } from '../../src/kernel/cell-search.ts';
import { ScalarVectorKernel } from '../../src/kernel/vector-kernel.ts';
import { compareCandidates } from '../../src/retrieval/compare-candidates.ts';
import { cellArrays, openCellSearch } from '../../src/wasm/cell-search.ts';
import { createCellSpace, viewCells } from '../../src/wasm/cell-space.ts';
import { bytesOfCells, formCellsHere, placeCells } from '../support/cell-subject.ts';
import { makeVectors } from '../support/graph-vectors.ts';
import { cellContract } from './cells.ts';

const LEAST_REACH: CellReach = { probes: 1, patience: 1, candidates: 1, nearest: 1 };

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

cellContract('in WebAssembly, with the vectors elsewhere', async (vectors, dimensions) => {
  const { sections } = await formCellsHere(vectors, dimensions, true);
  const { memory, sections: inPlace } = placeCells(new Int8Array(0), sections, dimensions);
  return { sections: inPlace, search: apart(openCellSearch(cellArrays(inPlace, null, dimensions), memory)) };

  function apart(search: CellSearch): CellSearch {
    expect(() => search.search(vectors.subarray(0, dimensions), LEAST_REACH)).toThrow('elsewhere');
    const kernel = new ScalarVectorKernel(vectors, dimensions);
    return {
      select: (query, reach) => search.select(query, reach),
      search: (query, reach) => compareCandidates(search, kernel, reach)(query),
    };
  }
});

describe.each(['in WebAssembly', 'in plain code'])('the patience of a search in cells %s', (where) => {
  /** Cells of one passage each. The centres score less and less; the vectors more and more. */
  function openSteps(cells: number): CellSearch {
    const dimensions = 16;
    const rows = new Int8Array(cells * dimensions);
    const centres = new Int8Array(cells * dimensions);
    const passages = new Uint32Array(cells * BLOCK_PASSAGES).fill(NO_PASSAGE);
    for (let cell = 0; cell < cells; cell++) {
      rows[cell * dimensions] = cell;
      centres[cell * dimensions] = 100 - cell;
      passages[cell * BLOCK_PASSAGES] = cell;
    }
    // Words of zeros: a passage has as much by its code as its centre.
    const sections: CellSections = {
      centres,
      passages,
      starts: Uint32Array.from({ length: cells + 1 }, (_, cell) => cell),
      order: Uint32Array.from({ length: dimensions }, (_, i) => i),
      tables: Uint32Array.of(8, 0, 0),
      words: new Int8Array(dimensions * 16),
      codes: new Uint8Array(cells * 8 * 16),
    };
    if (where === 'in plain code') return new ScalarCellSearch(cellArrays(sections, rows, dimensions));
    const placed = placeCells(rows, sections, dimensions);
    return openCellSearch(cellArrays(placed.sections, placed.rows, dimensions), placed.memory);
  }

  const search = openSteps(40);
  const query = new Int8Array(16).fill(1);
  const bestOf = (nearest: number, patience: number, probes = 40) => {
    const { numbers } = search.search(query, { probes, patience, candidates: 40, nearest });
    // The vector of the last cell that was looked into scores most.
    return numbers[0];
  };

  it.each([1, 2, 3, 10])(
    'ends it after so many cells without a near passage, and not before enough are found: %d',
    (patience) => {
      for (const nearest of [1, 2, 7]) expect(bestOf(nearest, patience)).toBe(nearest - 1 + patience);
    },
  );

  it('lets it go on while fewer passages are found than are wanted, and to the last cell at the most', () => {
    expect(bestOf(40, 1)).toBe(39);
    expect(bestOf(2, 40)).toBe(39);
    expect(bestOf(2, 10, 5)).toBe(4);
  });
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
      expect(one.map((bytes, i) => bytes.equals(other[i]))).toEqual(Array(7).fill(true));
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
      expect(built.map((bytes, i) => bytes.equals(here[i]))).toEqual(Array(7).fill(true));
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
