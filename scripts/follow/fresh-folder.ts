import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, from `scripts/follow` as from `dist/scripts/follow`. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/dist\/$/, '');
/** What is made by following, and never taken over. */
const OWN = new Set(['data', 'node_modules', '.git']);

/** A folder in which a page can be followed: a built clone without anything that was made in it. */
export interface FreshFolder {
  readonly path: string;
  /** Of the shell that follows. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Links everything of the repository into a folder, but for what is there already. `npx` is a program of three lines there: the one
 * of npm would look for what a package installs, in its cache or on the network.
 */
export function makeFreshFolder(path: string): FreshFolder {
  const packages = join(path, 'node_modules');
  const tools = join(packages, '.bin');
  mkdirSync(tools, { recursive: true });
  linkAll(ROOT, path, (name) => !OWN.has(name));
  linkAll(join(ROOT, 'node_modules'), packages, (name) => !name.startsWith('.'));
  symlinkSync(ROOT, join(packages, 'stillweb'));
  const program = join(ROOT, 'dist', 'src', 'cli', 'main.js');
  const start = `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`;
  writeFileSync(join(tools, 'stillweb'), start, { mode: 0o755 });
  writeFileSync(join(tools, 'npx'), start.replace('exec', 'shift\nexec'), { mode: 0o755 });
  const kept = Object.entries(process.env).filter(([name]) => !/^(STILLWEB_|npm_)/.test(name));
  const PATH = `${tools}${delimiter}${process.env.PATH}`;
  return { path, environment: { ...Object.fromEntries(kept), PATH, NO_COLOR: '1' } };
}

function linkAll(from: string, to: string, isWanted: (name: string) => boolean): void {
  for (const name of readdirSync(from)) {
    if (isWanted(name) && !existsSync(join(to, name))) symlinkSync(join(from, name), join(to, name));
  }
}

/** The page with ports that are free now in the place of 7080 to 7089, so that several can be followed at once. */
export async function withFreePorts(source: string): Promise<string> {
  const written = [...new Set(source.match(/\b708\d\b/g))];
  const servers = await Promise.all(written.map(listen));
  const ports = new Map(written.map((port, i) => [port, String((servers[i].address() as AddressInfo).port)]));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return source.replace(/\b708\d\b/g, (port) => ports.get(port) ?? port);
}

function listen(): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
