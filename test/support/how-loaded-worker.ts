import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** How this file came into its thread. */
export default function tellHowLoaded(): 'by import' | 'by require' {
  const { cache } = createRequire(import.meta.url);
  return cache[fileURLToPath(import.meta.url)] === undefined ? 'by import' : 'by require';
}

/** Another export, which a pool may name. */
export function double(value: number): number {
  return 2 * value;
}
