/** A disk of one file: reads of the texts of documents fail from the second on, as those of a worn disk do. */
import { changeFileSystem } from '../../src/store/file-system.ts';

let texts = -1;
let reads = 0;

changeFileSystem(({ openSync, readSync }) => ({
  openSync(path, ...rest) {
    const file = openSync(path, ...rest);
    if (String(path).endsWith('documents.arrow')) texts = file;
    return file;
  },
  readSync(file: number, ...rest: unknown[]) {
    if (file === texts && ++reads > 1) {
      throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read', errno: -5 });
    }
    return (readSync as (file: number, ...rest: unknown[]) => number)(file, ...rest);
  },
}));
