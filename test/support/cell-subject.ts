import { planCells } from '../../indexer/cells/cell-plan.ts';
import { carryOut, createRest, formCells } from '../../indexer/cells/form-cells.ts';
import { CELLS_KIND, type CellSections, readCells } from '../../src/format/cells.ts';
import { encodeSectionFile } from '../../src/format/section-file.ts';
import { openCellBuilding } from '../../src/wasm/cell-building.ts';
import { type CellSpace, createCellSpace, viewCells } from '../../src/wasm/cell-space.ts';
import { createVectorMemory, type VectorMemory } from '../../src/wasm/vector-memory.ts';

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
  const { centres, starts, passages, order, tables, words, codes } = sections;
  return [centres, starts, passages, order, tables, words, codes].map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(new Uint8Array(buffer, byteOffset, byteLength)),
  );
}

/** The cells as an opened index has them: in a file beside the vectors, in one memory for WebAssembly. */
export function placeCells(
  vectors: Int8Array,
  sections: CellSections,
  dimensions: number,
): { readonly memory: VectorMemory; readonly rows: Int8Array; readonly sections: CellSections } {
  const file = encodeSectionFile(CELLS_KIND, { ...sections });
  const memory = createVectorMemory(vectors.length, file.length);
  if (memory === null) throw new Error('no memory');
  const rows = new Int8Array(memory.memory.buffer, 0, vectors.length);
  rows.set(vectors);
  const bytes = new Uint8Array(memory.memory.buffer, memory.besideAt, file.length);
  bytes.set(file);
  return { memory, rows, sections: readCells('cells-000.bin', bytes, dimensions) };
}
