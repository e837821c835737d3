import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ROOT } from './program.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A folder with nothing in it but the package, as npm packs it, and what the package depends on. */
export function folderWithPackage(): string {
  const folder = temporaryFolder();
  const packed = run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder, ROOT], folder);
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'stillweb'), { recursive: true });
  run('tar', ['-xzf', packed.trim(), '-C', join(modules, 'stillweb'), '--strip-components', '1'], folder);
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  return folder;
}

/** @returns what a command that must succeed has printed */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  expect(status, `${command} ${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}
