import { type ChildProcess, spawn } from 'node:child_process';
import { findDifference } from './expected-output.ts';
import type { FreshFolder } from './fresh-folder.ts';
import type { PageStep } from './page-steps.ts';

/** What came of a step that was reached. */
export interface StepOutcome {
  readonly step: PageStep;
  readonly out: string;
  readonly err: string;
  /** Of the shell where it ended in this step, else 0. */
  readonly code: number;
  /** How the output differs from the one that the page shows. */
  readonly differences: readonly string[];
}

const SERVER = /^npx stillweb serve\b(?!.*&\s*$)/s;

/**
 * Carries the steps out in one shell, as a reader does in one terminal. It stops at the first command that fails. A step that ends
 * with `npx stillweb serve` has a terminal of its own: the next one begins when the server is ready, and the server is stopped
 * when all steps are done.
 *
 * @param signal stops the shell and all that it has started
 */
export async function followSteps(
  steps: readonly PageStep[],
  { path, environment }: FreshFolder,
  signal?: AbortSignal,
): Promise<StepOutcome[]> {
  // A group of its own, so that nothing that a step has left behind outlives it.
  const shell = spawn('bash', ['-c', scriptOf(steps)], {
    cwd: path,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const stop = (): void => endGroup(shell);
  signal?.addEventListener('abort', stop);
  const told = { out: '', err: '' };
  shell.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    told.out += chunk;
  });
  shell.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    told.err += chunk;
  });
  // What the shell could not stop holds its streams open.
  shell.once('exit', stop);
  const code = await new Promise<number>((resolve, reject) => {
    shell.once('error', reject);
    shell.once('close', (ended, killed) => resolve(ended ?? (killed === null ? 1 : 128)));
  });
  signal?.removeEventListener('abort', stop);
  stop();
  return outcomesOf(steps, told.out.split(MARK).slice(1), told.err.split(MARK).slice(1), code);
}

/** Between the outputs of two steps, on both streams: a character that no page shows. */
const MARK = '\u001e';

function scriptOf(steps: readonly PageStep[]): string {
  return [
    'set -euo pipefail',
    // A server is told to stop, and waited for: its ports and files are free when the page has been followed.
    `trap 'code=$?; kill $(jobs -p) 2>/dev/null || true; wait || true; exit $code' EXIT`,
    ...steps.map(
      ({ command }, i) =>
        `printf '\\036'; printf '\\036' >&2\n${command.replace(/\n*$/, '')}${isServer(command) ? leftRunning(i) : ''}`,
    ),
    '',
  ].join('\n');
}

/** The last command, with the lines that it goes on in. */
function lastCommand(command: string): string {
  return (
    command
      .trimEnd()
      .split(/(?<!\\)\n/)
      .at(-1) ?? ''
  );
}

function isServer(command: string): boolean {
  return SERVER.test(lastCommand(command));
}

/** Puts a server behind, and waits until it says on standard output that it is ready, or has ended. */
function leftRunning(number: number): string {
  const log = `.terminal-${number}`;
  return ` >${log}.out 2>${log}.err &
server=$!
until [ -s ${log}.out ]; do
  kill -0 $server 2>/dev/null || { cat ${log}.err >&2; exit 1; }
  sleep 0.1
done`;
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch (error) {
    // Nobody of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function outcomesOf(
  steps: readonly PageStep[],
  outs: readonly string[],
  errs: readonly string[],
  code: number,
): StepOutcome[] {
  return outs.map((out, i) => {
    const step = steps[i];
    const differences = step.outputs.flatMap((expected) => {
      const difference = findDifference(expected, out);
      return difference === null ? [] : [`line ${expected.line}: ${difference}`];
    });
    return { step, out, err: errs[i] ?? '', code: i === outs.length - 1 ? code : 0, differences };
  });
}
