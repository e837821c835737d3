/** Commands under `stillweb run`, of the built program, in a folder for temporary files that is theirs alone. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAM, ROOT } from './program.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const PYTHON = 'python3';
export const hasPython = spawnSync(PYTHON, ['-c', '']).status === 0;
export const hasCurl = spawnSync('curl', ['--version']).status === 0;

export type Ask = readonly [method: string, url: string, body?: string];

/**
 * The command that asks addresses with one library, and prints `{"status": …, "body": …}` for each.
 *
 * @param library `node:NAME` or `python:NAME`, of a function of `intercepted/ask.mjs` or `intercepted/ask.py`
 */
export function askingCommand(library: string, asks: readonly Ask[], python = PYTHON): string[] {
  const [language, name] = library.split(':');
  const program = language === 'python' ? [python, 'ask.py'] : [process.execPath, 'ask.mjs'];
  return [program[0], join(ROOT, 'test', 'support', 'intercepted', program[1]), name, JSON.stringify(asks)];
}

/** Several commands as one, each with its output behind that of the one before. */
export function oneAfterTheOther(commands: readonly (readonly string[])[]): string[] {
  const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
  return ['sh', '-c', commands.map((command) => command.map(quote).join(' ')).join('\n')];
}

export interface HeldCommand {
  readonly child: ChildProcess;
  /** Settles when it has ended. */
  readonly ended: Promise<HeldOutcome>;
}

export interface HeldOutcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** What is left of its temporary files. */
  readonly left: readonly string[];
}

export interface HeldOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** What starts Node: such as `strace` with its arguments. */
  readonly before?: readonly string[];
}

export function startHeld(
  flags: readonly string[],
  command: readonly string[],
  { environment, input, before = [] }: HeldOptions = {},
): HeldCommand {
  const folder = temporaryFolder();
  const [program, ...arguments_] = [...before, process.execPath, PROGRAM, 'run', ...flags, '--', ...command];
  const env = { ...process.env, TMPDIR: folder, ...environment };
  const child = spawn(program, arguments_, { env, stdio: 'pipe' });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    err += chunk;
  });
  const ended = new Promise<HeldOutcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err, left: readdirSync(folder) }));
  });
  return { child, ended };
}

export function runHeld(
  flags: readonly string[],
  command: readonly string[],
  options: HeldOptions = {},
): Promise<HeldOutcome> {
  return startHeld(flags, command, options).ended;
}

export function linesOf({ out }: Pick<HeldOutcome, 'out'>): unknown[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
