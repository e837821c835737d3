import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '../src/cli/main.ts';
import { reportFailure } from '../src/cli/output.ts';
import { ensureSample, SAMPLE_DIRECTORY } from '../src/cli/sample.ts';
import { choosePort } from './start/choose-port.ts';

/**
 * `npm start`: indexes the sample collection once and serves it. Arguments go to `stillweb serve`. Where nobody has named a
 * port and the usual one is taken, the next free one is used.
 */
const directory = join(dirname(fileURLToPath(import.meta.url)), '..', '..', SAMPLE_DIRECTORY);

try {
  await ensureSample(directory);
  const flags = process.argv.slice(2);
  await main(['serve', directory, '--log', 'off', ...(await choosePort(flags, process.env)), ...flags]);
} catch (error) {
  reportFailure(error, false);
}
