import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { indexId, type Manifest } from '../../src/format/manifest.ts';
import { encodeSectionFile, type SectionArray, SectionFile } from '../../src/format/section-file.ts';
import { describeFiles } from '../../src/store/describe-files.ts';
import { readManifest } from '../../src/store/open.ts';
import { publishGeneration } from '../../src/store/publish.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The arrays of a section file by name, to be changed in place or replaced. */
export type Sections = Record<string, SectionArray>;

export interface Damage {
  readonly file?: string;
  readonly change?: (sections: Sections) => void;
  readonly manifest?: (manifest: Manifest) => Partial<Manifest>;
}

/** A copy of an index with other numbers in one of its files or in its manifest, of which all hashes are right. */
export function damageIndex(directory: string, damage: Damage): string {
  const copy = join(temporaryFolder(), 'damaged');
  cpSync(directory, copy, { recursive: true });
  const { folder, manifest } = readManifest(copy);
  const staged = join(copy, 'staged');
  mkdirSync(staged);
  for (const name of readdirSync(folder)) {
    if (name !== 'manifest.json') renameSync(join(folder, name), join(staged, name));
  }
  rmSync(join(copy, 'generations'), { recursive: true });
  if (damage.file !== undefined) changeSections(join(staged, damage.file), damage.change ?? (() => {}));
  const files = describeFiles(staged);
  const changed = { ...manifest, ...damage.manifest?.(manifest), files };
  publishGeneration(copy, staged, { ...changed, id: indexId(changed) });
  return copy;
}

function changeSections(path: string, change: (sections: Sections) => void): void {
  const bytes = new Uint8Array(readFileSync(path));
  const kind = Buffer.from(bytes.subarray(8, 12)).toString('latin1');
  const sections = readSections(bytes, kind);
  change(sections);
  writeFileSync(path, encodeSectionFile(kind, sections));
}

const TYPES = ['u8', 'i8', 'u16', 'u32', 'i32', 'f64'] as const;
const ENTRY_BYTES = 40;

function readSections(bytes: Uint8Array, kind: string): Sections {
  const file = new SectionFile('file', kind, bytes);
  const view = new DataView(bytes.buffer);
  const sections: Sections = {};
  for (let i = 0; i < view.getUint32(12, true); i++) {
    const at = 16 + i * ENTRY_BYTES;
    const name = Buffer.from(bytes.subarray(at, at + 16))
      .toString('latin1')
      .replace(/\0+$/, '');
    sections[name] = file.get(name, TYPES[view.getUint32(at + 16, true) - 1]).slice();
  }
  return sections;
}
