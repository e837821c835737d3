/** A disk of one file that is full: nothing can be written into files of a name, which `?name=` gives; of units without. */
import { changeFileSystem } from '../../src/store/file-system.ts';

const name = new URL(import.meta.url).searchParams.get('name') ?? 'unit-';
const full = new Set<number>();

changeFileSystem(({ openSync, closeSync, writeSync }) => ({
  openSync(path, ...rest) {
    const file = openSync(path, ...rest);
    if (String(path).includes(name)) full.add(file);
    return file;
  },
  closeSync(file) {
    full.delete(file);
    closeSync(file);
  },
  writeSync: ((file: number, ...rest: unknown[]) => {
    if (!full.has(file)) return (writeSync as (file: number, ...rest: unknown[]) => number)(file, ...rest);
    const message = 'ENOSPC: no space left on device, write';
    throw Object.assign(new Error(message), { code: 'ENOSPC', syscall: 'write', errno: -28 });
  }) as typeof writeSync,
}));
