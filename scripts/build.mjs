// Compiles TypeScript into dist/, joins modules that start together, and copies what the program reads at run time beside it.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clearStamp, describeSources, writeStamp } from './freshness.mjs';
import { joinModules } from './join-modules.mjs';
import { buildKernels } from './kernels.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = describeSources(root);
clearStamp(root);
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const compiled = spawnSync(process.execPath, [compiler, '-p', root], { stdio: 'inherit', cwd: root });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

const kernels = buildKernels(root);
if (kernels !== 0) process.exit(kernels);

const assets = [
  join('src', 'encoder', 'static-minilm'),
  join('src', 'intercept', 'shims', 'node'),
  join('src', 'intercept', 'shims', 'python'),
  join('src', 'page', 'assets'),
];
for (const asset of assets) {
  mkdirSync(join(root, 'dist', asset), { recursive: true });
  for (const name of readdirSync(join(root, asset))) {
    cpSync(join(root, asset, name), join(root, 'dist', asset, name));
  }
}
for (const folder of ['src', 'indexer', 'scripts', 'test']) removeOrphans(folder);
await joinModules(join(root, 'dist'));
writeStamp(root, sources);

/** Removes what was compiled from a file that is gone, so that nothing can run it, or ship it, by accident. */
function removeOrphans(folder) {
  const built = join(root, 'dist', folder);
  if (!existsSync(built)) return;
  for (const entry of readdirSync(built, { withFileTypes: true })) {
    if (entry.isDirectory()) removeOrphans(join(folder, entry.name));
    const [, name, kind] = entry.name.match(/^(.+)\.d\.(c?)ts$/) ?? [];
    if (name === undefined || existsSync(join(root, folder, `${name}.${kind}ts`))) continue;
    rmSync(join(built, entry.name));
    rmSync(join(built, `${name}.${kind}js`), { force: true });
  }
}
