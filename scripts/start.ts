import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '../src/cli/main.ts';
import { readManifest } from '../src/store/open.ts';
import { choosePort } from './start/choose-port.ts';

/**
 * `npm start`: indexes the sample collection once and serves it. Arguments go to `stillweb serve`. Where nobody has named a
 * port and the usual one is taken, the next free one is used.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const directory = join(root, 'data', 'handbook');
const articles = join(root, 'corpus', 'handbook', 'articles');

if (!isReadable(directory)) await main(['index', articles, '--out', directory]);
if (process.exitCode === undefined || process.exitCode === 0) {
  const flags = process.argv.slice(2);
  await main(['serve', directory, '--log', 'off', ...(await choosePort(flags, process.env)), ...flags]);
}

/** Whether there is an index that this version reads; one of another version is built anew. */
function isReadable(index: string): boolean {
  try {
    readManifest(index);
    return true;
  } catch {
    return false;
  }
}
