import { readFileSync } from 'node:fs';
import { workerFile } from '../worker-file.ts';

const compiled = new Map<string, WebAssembly.Module | null>();

/**
 * A kernel that the build compiled to WebAssembly, once a thread; null where the engine has no WebAssembly SIMD.
 *
 * @param name of a file in src/kernel/assembly, without its ending
 */
export function loadKernelModule(name: string): WebAssembly.Module | null {
  let module = compiled.get(name);
  if (module === undefined) {
    const bytes = readFileSync(workerFile(import.meta.url, `../kernel/${name}.wasm`));
    module = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
    compiled.set(name, module);
  }
  return module;
}
