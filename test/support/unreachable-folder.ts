import { execFileSync } from 'node:child_process';
import { afterAll } from 'vitest';

const made: string[] = [];

// Before the folder around them: Node removes by whole paths, which these do not have.
afterAll(() => {
  for (const folder of made.splice(0)) execFileSync('rm', ['-rf', folder]);
});

const NAME = 'n'.repeat(200);
const FILE = `${'f'.repeat(246)}.md`;
const STEPS = 21;

/**
 * Makes `deep` in a folder: folders so long in name that the innermost have no path that the system takes, and a file
 * `f….md` in each. Some of the files are in a folder that can still be listed. Nobody can read the rest, root neither.
 */
export function makeUnreachable(folder: string): void {
  made.push(`${folder}/deep`);
  const script = 'mkdir deep && cd deep && for i in $(seq "$1"); do mkdir "$2" && cd "$2" && echo text > "$3"; done';
  execFileSync('bash', ['-c', script, 'bash', String(STEPS), NAME, FILE], { cwd: folder });
}
