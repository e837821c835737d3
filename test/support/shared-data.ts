import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../../../shared/data/', import.meta.url);

/**
 * The path of a real data set beside the repository (`../shared/data/NAME`), or null where it is absent: tests then skip
 * and say so. Data is never copied into the repository.
 */
export function sharedData(name: string): string | null {
  const path = fileURLToPath(new URL(name, FOLDER));
  return existsSync(path) ? path : null;
}
