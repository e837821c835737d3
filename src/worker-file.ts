import { fileURLToPath } from 'node:url';

/**
 * Path of a worker's compiled file. Threads start from `dist/`, also when the caller runs from TypeScript sources
 * under a test runner, because Node 20 cannot start a thread on a `.ts` file.
 *
 * @param caller `import.meta.url` of the module that starts the worker
 * @param name the worker's file relative to it, ending in `.js`
 */
export function workerFile(caller: string, name: string): string {
  const beside = fileURLToPath(new URL(name, caller));
  if (!caller.endsWith('.ts')) return beside;
  const root = fileURLToPath(new URL('..', import.meta.url));
  return beside.replace(root, `${root}dist/`);
}

/**
 * Has the threads of a Piscina load a worker's compiled file, by `pool-entry.cts`.
 *
 * @param file its path
 */
export function loadInPool(file: string): { readonly filename: string; readonly argv: string[] } {
  return { filename: workerFile(import.meta.url, './pool-entry.cjs'), argv: [file] };
}
