/** Clients from PyPI, in a virtual environment for each list of requirements, kept between runs. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../support/program.ts';

const FOLDER = join(ROOT, 'node_modules', '.cache', 'stillweb-clients');
const MANY_BYTES = 64 * 1024 * 1024;
const run = promisify(execFile);

/** A Python that has what was required, or why there is none on this machine. */
export type Environment = { readonly python: string } | { readonly missing: string };

/**
 * @param requirements path of a file with one pinned package a line
 * @param options of `pip install` besides
 * @throws Error with the words of pip where the index is there and the packages are not
 */
export async function pythonWith(requirements: string, options: readonly string[] = []): Promise<Environment> {
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const folder = join(FOLDER, `python-${digest}`);
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, 'installed');
  if (existsSync(stamp)) return { python };
  rmSync(folder, { recursive: true, force: true });
  try {
    await run('python3', ['-m', 'venv', folder]);
  } catch (error) {
    return { missing: `python3 makes no virtual environment here: ${firstLine(error)}` };
  }
  const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet'];
  try {
    await run(python, [...pip, 'install', ...options, '--requirement', requirements], { maxBuffer: MANY_BYTES });
  } catch (error) {
    // A list that cannot be installed is a fault; an index that nobody reaches is not.
    const hasIndex = await run(python, [...pip, 'download', '--no-deps', '--dest', folder, 'pip']).catch(() => null);
    if (hasIndex === null) return { missing: `no package index is reached: ${firstLine(error)}` };
    throw error;
  }
  writeFileSync(stamp, '');
  return { python };
}

/** What became of each `test_…` of a file: null, or what went wrong. */
export async function runChecks(
  python: string,
  file: string,
  servers: { readonly url: string; readonly guardedUrl: string; readonly key: string },
): Promise<Record<string, string | null>> {
  const checks = join(ROOT, 'test', 'clients', 'python', 'checks.py');
  const { url, guardedUrl, key } = servers;
  // What a machine has for a proxy is not for loopback.
  const env = { ...process.env, NO_PROXY: '*', no_proxy: '*', PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' };
  const { stdout } = await run(python, [checks, file, url, guardedUrl, key], { env, maxBuffer: MANY_BYTES });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '{}');
}

function firstLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return (stderr?.trim() || message).split('\n').at(-1) ?? '';
}
