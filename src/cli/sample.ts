import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { note } from './output.ts';

/** The sample collection, which ships with the program: a small linked encyclopedia of search. */

/** Where its index is, below the working folder. */
export const SAMPLE_DIRECTORY = join('data', 'handbook');

/**
 * Builds the index of the sample where none is that this version reads.
 *
 * @throws StillwebError as a build does
 */
export async function ensureSample(directory: string = SAMPLE_DIRECTORY): Promise<void> {
  const { readManifest } = await import('../store/open.ts');
  try {
    readManifest(directory);
    return;
  } catch {
    note(`indexing the sample collection in ${directory}`);
  }
  const { buildIndex } = await import('../library/build-index.ts');
  await buildIndex({ inputs: [articles()], directory });
}

/** Beside `src` in the repository, and beside `dist` in the package. */
function articles(): string {
  const root = import.meta.url.endsWith('.ts') ? '../../' : '../../../';
  return fileURLToPath(new URL(`${root}corpus/handbook/articles`, import.meta.url));
}
