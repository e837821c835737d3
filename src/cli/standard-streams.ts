import { StillwebError } from '../errors.ts';
import { asksForJson } from './found/format-names.ts';
import { reportFailure } from './output.ts';

/**
 * Standard output and standard error may be lost at any moment. Work goes on: an index that is nearly built is finished, a
 * server serves, and the exit code stays that of the work.
 */
export function surviveLostStreams(): void {
  let isLost = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // What is written after the first fault fails too.
    if (isLost) return;
    isLost = true;
    // A reader that went away (`stillweb search … | head`) is no fault.
    if (error.code !== 'EPIPE') reportFailure(outputFault(error), asksForJson(process.argv));
  });
  // There is nowhere left to say it.
  process.stderr.on('error', () => {});
}

function outputFault(cause: NodeJS.ErrnoException): StillwebError {
  const { code = null, syscall = 'write' } = cause;
  const message = `standard output takes no more, and what was printed is cut short: ${cause.message}`;
  return new StillwebError('STORAGE_FAILED', message, { errno: code, syscall, stream: 'stdout' }, { cause });
}
