#!/usr/bin/env node
import { CommanderError } from 'commander';
import { reportFailure } from './output.ts';
import { buildProgram } from './program.ts';

/** A usage error, as in most programs of this kind. */
const USAGE_EXIT = 2;

// A reader that went away (`stillweb search … | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await buildProgram().parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE_EXIT;
  else reportFailure(error, process.argv.includes('--json'));
}
