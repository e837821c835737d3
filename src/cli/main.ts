#!/usr/bin/env node
import './no-inspector.ts';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { asksForJson } from './found/format-names.ts';
import { tellNextSteps } from './next-steps.ts';
import { reportFailure } from './output.ts';
import { buildProgram } from './program.ts';
import { surviveLostStreams } from './standard-streams.ts';

/** A usage error, as in most programs of this kind. */
const USAGE_EXIT = 2;

/** Runs one command line (without `node` and the program's name) and sets the exit code. Never rejects. */
export async function main(arguments_: readonly string[]): Promise<void> {
  if (arguments_.length === 0) {
    tellNextSteps();
    process.exitCode = USAGE_EXIT;
    return;
  }
  try {
    const program = await buildProgram(arguments_);
    await program.parseAsync([...arguments_], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE_EXIT;
    else reportFailure(error, asksForJson(arguments_));
  }
}

surviveLostStreams();

// npm starts the program through a link.
const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url))
  await main(process.argv.slice(2));
