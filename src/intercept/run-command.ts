import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { StillwebError } from '../errors.ts';

/** What a user or a supervisor may send to end a program, or to tell it something. */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;
/** A terminal sends these to every program in its foreground, the command among them. */
const SENT_BY_TERMINALS = new Set<NodeJS.Signals>(['SIGINT', 'SIGQUIT']);

/**
 * Runs a command to its end, over the standard streams of this program. Signals are passed on, and this program lives as long as
 * the command does.
 *
 * @param command the program and its arguments, at least the program
 * @returns its exit code; 128 and the number of the signal that ended it, as shells say
 * @throws StillwebError COMMAND_NOT_RUN
 */
export function runCommand(
  [program, ...arguments_]: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const hasTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
    const forward = (signal: NodeJS.Signals): void => {
      if (!(hasTerminal && SENT_BY_TERMINALS.has(signal))) child.kill(signal);
    };
    for (const signal of FORWARDED) process.on(signal, forward);
    const release = (): void => {
      for (const signal of FORWARDED) process.off(signal, forward);
    };
    const child = spawn(program, arguments_, { stdio: 'inherit', env: environment });
    child.once('error', (cause: NodeJS.ErrnoException) => {
      release();
      const reason = cause.code === 'ENOENT' ? 'there is no such program' : (cause.code ?? cause.message);
      const message = `${JSON.stringify(program)} cannot be run: ${reason}`;
      reject(new StillwebError('COMMAND_NOT_RUN', message, { command: program, errno: cause.code ?? null }, { cause }));
    });
    child.once('exit', (code, signal) => {
      release();
      resolve(code ?? 128 + constants.signals[signal as NodeJS.Signals]);
    });
  });
}
