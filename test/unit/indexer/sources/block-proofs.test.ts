import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BlockProofs, readBlockProofs } from '../../../../indexer/sources/block-proofs.ts';
import { RecordWriter } from '../../../../indexer/sources/record-file.ts';
import { blockRecordFile } from '../../../../indexer/sources/record-names.ts';
import { SOFTWARE_VERSION } from '../../../../src/version.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const GENERATION = '0123456789abcdef-0123456789abcdef';
const BLOCK = Uint8Array.of(1, 2, 3);

/** The record of a generation whose proof has met blocks. */
function recorded(write: (building: string) => void): string {
  const directory = temporaryFolder();
  mkdirSync(join(directory, 'sources'));
  write(directory);
  renameSync(join(directory, 'blocks.jsonl'), blockRecordFile(directory, GENERATION));
  return directory;
}

function proved(...blocks: readonly Uint8Array[]): string {
  const proofs = new BlockProofs();
  for (const block of blocks) proofs.hold(block, 2, () => true);
  return recorded((building) => proofs.write(building));
}

/** Whether it is proved once more that a block is sound. */
function isProvedAgain(directory: string, block: Uint8Array, documents = 2): boolean {
  let asked = false;
  const holds = readBlockProofs(directory, GENERATION).hold(block, documents, () => {
    asked = true;
    return true;
  });
  expect(holds).toBe(true);
  return asked;
}

describe('the blocks that a proof has found sound', () => {
  it('are not proved again, and any other bytes are, and the same as other documents', () => {
    const directory = proved(BLOCK);
    expect(isProvedAgain(directory, BLOCK)).toBe(false);
    expect(isProvedAgain(directory, Uint8Array.of(1, 2, 4))).toBe(true);
    expect(isProvedAgain(directory, BLOCK, 3)).toBe(true);
  });

  it('are those alone that it has found sound', () => {
    const proofs = new BlockProofs();
    expect(proofs.hold(BLOCK, 2, () => false)).toBe(false);
    expect(
      isProvedAgain(
        recorded((building) => proofs.write(building)),
        BLOCK,
      ),
    ).toBe(true);
  });

  it('are handed on from proof to proof', () => {
    const later = readBlockProofs(proved(BLOCK), GENERATION);
    later.hold(BLOCK, 2, () => false);
    expect(
      isProvedAgain(
        recorded((building) => later.write(building)),
        BLOCK,
      ),
    ).toBe(false);
  });

  it('are none where the record is damaged, cut, of another program or not there', () => {
    const damaged = proved(BLOCK);
    const path = blockRecordFile(damaged, GENERATION);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"2:', '"3:'));
    expect(isProvedAgain(damaged, BLOCK, 3)).toBe(true);
    writeFileSync(path, text.slice(0, text.lastIndexOf('{')));
    expect(isProvedAgain(damaged, BLOCK)).toBe(true);
    const other = recorded((building) => {
      const record = new RecordWriter(join(building, 'blocks.jsonl'));
      record.add({ version: 1, software: `${SOFTWARE_VERSION}-other` });
      for (const line of text.split('\n').slice(1, -2)) record.add(JSON.parse(line));
      record.finish();
    });
    expect(isProvedAgain(other, BLOCK)).toBe(true);
    expect(isProvedAgain(temporaryFolder(), BLOCK)).toBe(true);
  });
});
