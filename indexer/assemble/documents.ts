import { join } from 'node:path';
import { type BlockTable, encodeBlockTable } from '../../src/format/documents.ts';
import { documentsFooter, documentsHeader } from '../../src/format/documents-frame.ts';
import { BLOCKS_FILE, DOCUMENTS_FILE } from '../../src/format/file-names.ts';
import { writeDurably, writeFully } from '../../src/store/durable.ts';
import { closeSync, fsyncSync, openSync } from '../../src/store/file-system.ts';
import type { UnitReader } from '../unit/unit-reader.ts';

const COPY_BYTES = 1024 * 1024;

/** Lays the document blocks of all units into `documents.arrow`, and their places into `blocks.bin`. */
export function assembleDocuments(units: readonly UnitReader[], output: string): void {
  const counts = units.map((unit) => unit.elements('block.documents'));
  const blocks = counts.reduce((sum, count) => sum + count, 0);
  const table: BlockTable = {
    first: new Uint32Array(blocks + 1),
    offset: new Float64Array(blocks),
    metadata: new Uint32Array(blocks),
    body: new Uint32Array(blocks),
  };
  const file = openSync(join(output, DOCUMENTS_FILE), 'w');
  try {
    const header = documentsHeader();
    writeFully(file, header);
    let offset = header.length;
    let block = 0;
    for (const unit of units) {
      unit.copy('block.bytes', { append: (bytes) => writeFully(file, bytes as Uint8Array) }, COPY_BYTES);
      const documents = unit.u32('block.documents');
      const metadata = unit.u32('block.metadata');
      const body = unit.u32('block.body');
      for (const [i, count] of documents.entries()) {
        table.first[block + 1] = table.first[block] + count;
        table.offset[block] = offset;
        table.metadata[block] = metadata[i];
        table.body[block] = body[i];
        offset += metadata[i] + body[i];
        block++;
      }
    }
    writeFully(file, documentsFooter(table));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  writeDurably(join(output, BLOCKS_FILE), encodeBlockTable(table));
}
