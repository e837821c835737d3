import { planCells } from '../../indexer/cells/cell-plan.ts';
import { carryOut, createRest, formCells } from '../../indexer/cells/form-cells.ts';
import type { CellSections } from '../../src/format/cells.ts';
import { openCellBuilding } from '../../src/wasm/cell-building.ts';
import { type CellSpace, createCellSpace, viewCells } from '../../src/wasm/cell-space.ts';

/** Forms cells in this thread, each step in as many parts as asked for, one after the other. */
export async function formCellsHere(
  vectors: Int8Array,
  dimensions: number,
  useKernel: boolean,
  parts = 1,
): Promise<{ readonly space: CellSpace; readonly sections: CellSections }> {
  const { cells, sample } = planCells(vectors.length / dimensions);
  const space = createCellSpace(vectors.length / dimensions, dimensions, cells, 1, useKernel);
  viewCells(space).vectors.set(vectors);
  const building = openCellBuilding(space, 0);
  const rest = createRest(sample, dimensions);
  const place = (part: number, count: number) => Math.floor((part * count) / parts);
  const sections = await formCells(space, sample, rest, async (step, count) => {
    for (let part = parts - 1; part >= 0; part--) {
      carryOut(space, building, rest, { step, start: place(part, count), end: place(part + 1, count) });
    }
  });
  return { space, sections };
}

/** The bytes of all sections. */
export function bytesOfCells(sections: CellSections): Buffer[] {
  return [sections.centres, sections.starts, sections.passages, sections.words, sections.codes].map(
    ({ buffer, byteOffset, byteLength }) => Buffer.from(new Uint8Array(buffer, byteOffset, byteLength)),
  );
}
