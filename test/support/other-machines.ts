import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from './program.ts';

/**
 * Other versions of Node, and other processors under qemu's user emulation. What is missing is fetched once, from the npm
 * registry and from Debian, into a folder under node_modules; nothing is installed on the machine.
 */

/** How to start a Node: the first word is the program. Or why there is none. */
export type NodeCommand = { readonly words: readonly string[] } | { readonly missing: string };

/** The version by its major number, pinned: a test that fails must not have changed its Node overnight. */
const NODE_VERSIONS = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0', 26: '26.12.1' } as const;
export type NodeMajor = keyof typeof NODE_VERSIONS;

const CACHE = join(ROOT, 'node_modules', '.cache', 'stillweb-machines');

/** A Node of this platform, from the packages that the npm package `node` installs. */
export function nodeOf(major: NodeMajor): NodeCommand {
  return fetchNode(`${process.platform}-${process.arch}`, major);
}

/** This machine's kind of processor with fewer instructions: `Haswell` has AVX2 and no AVX-512, `Nehalem` neither. */
export function emulatedX64(cpu: 'Haswell' | 'Nehalem', major: NodeMajor): NodeCommand {
  const node = fetchNode('linux-x64', major);
  const emulator = findEmulator('x86_64');
  if ('missing' in node) return node;
  return 'missing' in emulator ? emulator : { words: [emulator.path, '-cpu', cpu, ...node.words] };
}

export function emulatedArm64(major: NodeMajor): NodeCommand {
  const node = fetchNode('linux-arm64', major);
  const emulator = findEmulator('aarch64');
  const libraries = fetchDebian('arm64-libraries', [
    'libc6-arm64-cross',
    'libstdc++6-arm64-cross',
    'libgcc-s1-arm64-cross',
  ]);
  for (const part of [node, emulator, libraries]) if ('missing' in part) return part;
  const { path } = emulator as { path: string };
  const root = join((libraries as { path: string }).path, 'usr', 'aarch64-linux-gnu');
  return { words: [path, '-L', root, ...(node as { words: readonly string[] }).words] };
}

function fetchNode(platform: string, major: NodeMajor): NodeCommand {
  const version = NODE_VERSIONS[major];
  const folder = join(CACHE, `node-${platform}-${version}`);
  const binary = join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    // Forced: npm refuses a package for another processor.
    const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--force', '--prefix', folder];
    const fetched = run('npm', ['install', ...flags, `node@npm:node-${platform}@${version}`], CACHE);
    if (!existsSync(binary)) {
      rmSync(folder, { recursive: true, force: true });
      return { missing: `Node ${version} for ${platform} cannot be installed: ${fetched}` };
    }
  }
  return { words: [binary] };
}

type Found = { readonly path: string } | { readonly missing: string };

function findEmulator(processor: 'x86_64' | 'aarch64'): Found {
  if (process.platform !== 'linux') return { missing: 'qemu emulates user programs on Linux only' };
  const names = [`qemu-${processor}`, `qemu-${processor}-static`];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const name = names.find((each) => existsSync(join(folder, each)));
    if (name !== undefined) return { path: join(folder, name) };
  }
  const fetched = fetchDebian('qemu', ['qemu-user-static']);
  if ('missing' in fetched) return { missing: `there is no ${names[0]}, and ${fetched.missing}` };
  return { path: join(fetched.path, 'usr', 'bin', names[1]) };
}

/** Packages of Debian, unpacked into a folder of ours. */
function fetchDebian(name: string, packages: readonly string[]): Found {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return { path: folder };
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const fetched = run('apt-get', ['download', ...packages], partial);
  const files = readdirSync(partial).filter((file) => file.endsWith('.deb'));
  if (files.length !== packages.length) return { missing: `${packages.join(', ')} cannot be downloaded: ${fetched}` };
  for (const file of files) {
    const unpacked = run('dpkg-deb', ['-x', file, '.'], partial);
    if (unpacked !== '') return { missing: `${file} cannot be unpacked: ${unpacked}` };
    rmSync(join(partial, file));
  }
  renameSync(partial, folder);
  return { path: folder };
}

/** Runs a program; '' when it ended well, else the last line that it wrote. */
function run(program: string, words: readonly string[], folder: string): string {
  mkdirSync(folder, { recursive: true });
  const ran = spawnSync(program, words, { cwd: folder, encoding: 'utf8', timeout: 300_000 });
  if (ran.status === 0) return '';
  return (
    ran.error?.message ?? `${ran.stdout}\n${ran.stderr}`.trim().split('\n').at(-1) ?? `it ended with ${ran.status}`
  );
}
