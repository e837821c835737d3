import { readFileSync } from 'node:fs';
import { workerFile } from '../worker-file.ts';
import type { KernelExports, KernelName } from './kernel-exports.ts';

const compiled = new Map<KernelName, WebAssembly.Module | null>();

/** A kernel that the build compiled to WebAssembly, once a thread; null where the engine has no WebAssembly SIMD. */
export function loadKernelModule(name: KernelName): WebAssembly.Module | null {
  let module = compiled.get(name);
  if (module === undefined) {
    const bytes = readFileSync(workerFile(import.meta.url, `../kernel/${name}.wasm`));
    module = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
    compiled.set(name, module);
  }
  return module;
}

/**
 * A kernel that works in a memory. Its variables are its own.
 *
 * @throws TypeError where the engine has no WebAssembly SIMD: the caller asks `loadKernelModule` beforehand
 */
export function openKernel<Name extends KernelName>(name: Name, memory: WebAssembly.Memory): KernelExports[Name] {
  const module = loadKernelModule(name);
  if (module === null) throw new TypeError(`no engine for the kernel ${name}`);
  return new WebAssembly.Instance(module, { env: { memory } }).exports as KernelExports[Name];
}
