import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { qualityPage } from './page.ts';
import { readQuality } from './stored.ts';

/** Where measurements are kept. @param root of the repository */
export function qualityFolder(root: string): string {
  return join(root, 'docs', 'quality');
}

/** Writes docs/retrieval-quality.md from what is kept in docs/quality/. @param root of the repository */
export function writePage(root: string): void {
  writeFileSync(join(root, 'docs', 'retrieval-quality.md'), qualityPage(readQuality(qualityFolder(root))));
}
