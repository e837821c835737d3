// Compiles the kernels into dist/. What is there already and was made of the same sources by the same compiler stays.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KERNELS = ['cell-building', 'cell-search', 'hnsw', 'vector-scan', 'window-scan', 'list-join', 'row-sum'];
const SOURCES = join('src', 'kernel', 'assembly');
const OUTPUT = join('dist', 'src', 'kernel');
const STAMP = join('dist', '.kernels');
// The memory is the caller's: a file of the index, shared by all threads, up to the 4 GiB of WebAssembly.
const FLAGS = [
  ...['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--enable', 'threads'],
  ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
];

/** @returns an exit code: 0 when all kernels are there */
export function buildKernels(root) {
  const compiler = join(root, 'node_modules', 'assemblyscript');
  const wanted = digest([
    readFileSync(join(compiler, 'package.json')),
    Buffer.from(JSON.stringify([KERNELS, FLAGS])),
    ...readdirSync(join(root, SOURCES))
      .sort()
      .flatMap((name) => [Buffer.from(name), readFileSync(join(root, SOURCES, name))]),
  ]);
  const present = describe(root, wanted);
  if (present !== null && readStamp(root) === present) return 0;
  rmSync(join(root, STAMP), { force: true });
  for (const name of KERNELS) {
    const files = [join(SOURCES, `${name}.ts`), '--outFile', join(OUTPUT, `${name}.wasm`)];
    const command = [join(compiler, 'bin', 'asc.js'), ...files, ...FLAGS];
    const { status } = spawnSync(process.execPath, command, { stdio: 'inherit', cwd: root });
    if (status !== 0) return status ?? 1;
  }
  const made = describe(root, wanted);
  if (made !== null) writeFileSync(join(root, STAMP), made);
  return 0;
}

/** What was wanted, and what is there: a file that was changed since is compiled again. Null where one is missing. */
function describe(root, wanted) {
  try {
    return digest([Buffer.from(wanted), ...KERNELS.map((name) => readFileSync(join(root, OUTPUT, `${name}.wasm`)))]);
  } catch {
    return null;
  }
}

function readStamp(root) {
  try {
    return readFileSync(join(root, STAMP), 'utf8');
  } catch {
    return null;
  }
}

/** Of parts that stay apart. */
function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}\n`).update(part);
  return hash.digest('hex');
}
