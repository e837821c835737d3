import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { ROOT } from './program.ts';
import { temporaryFolder } from './temporary-folder.ts';

const OWN_PACKAGES = join(ROOT, 'node_modules');

/**
 * A folder with nothing in it but the package, as npm packs it, and what the package depends on.
 *
 * @param beside a folder `node_modules` whose packages are there too, and go before those of the repository
 */
export function folderWithPackage(beside?: string): string {
  const folder = temporaryFolder();
  const packed = run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder, ROOT], folder);
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'stillweb'), { recursive: true });
  run('tar', ['-xzf', packed.trim(), '-C', join(modules, 'stillweb'), '--strip-components', '1'], folder);
  for (const source of beside === undefined ? [OWN_PACKAGES] : [beside, OWN_PACKAGES]) {
    for (const name of packagesOf(source)) {
      if (existsSync(join(modules, name))) continue;
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(source, name), join(modules, name));
    }
  }
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  return folder;
}

function packagesOf(modules: string): string[] {
  const names = readdirSync(modules).filter((name) => !name.startsWith('.'));
  return names.flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((inScope) => `${name}/${inScope}`) : [name],
  );
}

/** @returns what a command that must succeed has printed */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  expect(status, `${command} ${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

/** The same without holding up this thread, for a program that asks a server in it. */
export async function runAside(command: string, args: readonly string[], cwd: string): Promise<string> {
  const ran = await promisify(execFile)(command, args, { cwd, encoding: 'utf8' }).catch(
    ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }) => ({ stdout, stderr, failed: true }),
  );
  expect(ran, `${command} ${args.join(' ')}\n${ran.stdout}${ran.stderr}`).not.toHaveProperty('failed');
  return ran.stdout;
}
