// Compiles TypeScript into dist/ and copies what the program reads at run time beside it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const compiled = spawnSync(process.execPath, [compiler, '-p', root], { stdio: 'inherit', cwd: root });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

const assets = [join('src', 'encoder', 'static-minilm')];
for (const asset of assets) {
  mkdirSync(join(root, 'dist', asset), { recursive: true });
  for (const name of readdirSync(join(root, asset))) {
    cpSync(join(root, asset, name), join(root, 'dist', asset, name));
  }
}
