import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PROGRAM } from '../../test/support/program.ts';

/** What is printed of 3,000 topics is 400 kB. */
const MOST_OUTPUT_BYTES = 256 * 1024 * 1024;

/** Runs a command of the built program, as anyone can type it. @returns what it prints as JSON @throws Error with what it said */
export async function runCommand<Answer>(...args: readonly string[]): Promise<Answer> {
  const options = { maxBuffer: MOST_OUTPUT_BYTES };
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...args, '--quiet', '--json'], options);
  return JSON.parse(stdout) as Answer;
}
