import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { missingTools } from '../../scripts/follow/follow-page.ts';
import { withFreePorts } from '../../scripts/follow/fresh-folder.ts';
import { ROOT } from './program.ts';

/** The files of examples/deployment, used as docs/deployment.md uses them. */

export const EXAMPLES = join(ROOT, 'examples', 'deployment');
// nginx of Debian is where only root looks for programs.
process.env.PATH += ':/usr/sbin';
/** What the page needs beside Node and is not here. */
export const missing = missingTools(['bash', 'curl', 'openssl', 'nginx']);

/** The value of a line of a unit of systemd that has one, with its placeholders filled in. */
export function unitLine(name: string, fill: Readonly<Record<string, string>>, file = 'stillweb@.service'): string {
  const unit = readFileSync(join(EXAMPLES, file), 'utf8');
  const value = new RegExp(`^${name}=(.+)$`, 'm').exec(unit)?.[1];
  if (value === undefined) throw new Error(`the unit has no ${name}`);
  return Object.entries(fill).reduce((text, [place, by]) => text.replaceAll(place, by), value);
}

/** Ports that are free now. */
export async function freePorts(count: number): Promise<number[]> {
  const written = Array.from({ length: count }, (_, i) => 7080 + i).join(' ');
  return (await withFreePorts(written)).split(' ').map(Number);
}

export interface Balancer {
  readonly url: string;
  /** Lets it finish what it has accepted. */
  stop(): Promise<void>;
}

/**
 * Starts nginx with the example files, without TLS.
 *
 * @param folder an empty one
 * @param edit what is changed in stillweb.conf
 */
export async function startBalancer(
  folder: string,
  port: number,
  replicas: readonly number[],
  edit: (rules: string) => string = (rules) => rules,
): Promise<Balancer> {
  mkdirSync(join(folder, 'temporary'));
  copyFileSync(join(EXAMPLES, 'nginx.conf'), join(folder, 'nginx.conf'));
  writeFileSync(join(folder, 'stillweb.conf'), edit(readFileSync(join(EXAMPLES, 'stillweb.conf'), 'utf8')));
  const servers = replicas.map((replica) => `server 127.0.0.1:${replica} max_fails=0;\n`);
  writeFileSync(join(folder, 'replicas.conf'), servers.join(''));
  writeFileSync(join(folder, 'site.conf'), `listen 127.0.0.1:${port};\naccess_log access.log stillweb;\n`);
  const user = `user ${userInfo().username};`;
  const child = spawn('nginx', ['-e', 'error.log', '-p', folder, '-c', 'nginx.conf', '-g', user], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  await answers(url, child, folder);
  return {
    url,
    stop: () => {
      child.kill('SIGQUIT');
      return ended;
    },
  };
}

async function answers(url: string, child: ChildProcess, folder: string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(readFileSync(join(folder, 'error.log'), 'utf8'));
    const response = await fetch(url).catch(() => null);
    await response?.body?.cancel();
    if (response !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
