import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeProcessor } from './processor.ts';

/** Where figures were taken: without it a time means nothing. */
export interface Machine {
  /** As the operating system names it. */
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly node: string;
  /** Of the checkout that the program stands in, with `+` where files differ from it; null outside of a checkout. */
  readonly commit: string | null;
}

export function describeMachine(): Machine {
  return {
    cpu: describeProcessor().model,
    cores: cpus().length,
    memoryBytes: totalmem(),
    node: process.version,
    commit: describeCommit(dirname(fileURLToPath(import.meta.url))),
  };
}

/** The commit that is checked out around a folder, or null where there is none or no git. */
export function describeCommit(folder: string): string | null {
  const git = (...arguments_: string[]) =>
    execFileSync('git', arguments_, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const commit = git('rev-parse', '--short=12', 'HEAD');
    return git('status', '--porcelain') === '' ? commit : `${commit}+`;
  } catch {
    return null;
  }
}
