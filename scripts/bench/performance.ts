import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { keepLines } from './performance/keep.ts';
import { readKeptFile } from './performance/kept-file.ts';
import { readKeptFolder } from './performance/kept-folder.ts';
import { performancePage } from './performance/page.ts';

/**
 * `npm run performance`: writes docs/performance.md from the files in docs/performance/.
 *
 *   npm run performance -- --add results.jsonl --as 2026-11-lexical   keeps the lines of a harness first
 *   npm run performance -- --add record.json --as 2026-11-handbook    keeps a record of `stillweb bench`
 */
const root = join(import.meta.dirname, '..', '..', '..');
const folder = join(root, 'docs', 'performance');
const { values } = parseArgs({ options: { add: { type: 'string' }, as: { type: 'string' } } });
if (values.add !== undefined) {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(values.as ?? ''))
    throw new TypeError('--as gives a name of a-z, 0-9, dots, hyphens');
  const isRun = values.add.endsWith('.jsonl');
  const name = `${values.as}${isRun ? '.jsonl' : '.json'}`;
  const text = readFileSync(values.add, 'utf8');
  const kept = isRun ? keepLines(text) : text;
  readKeptFile(name, kept);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), kept);
}
writeFileSync(join(root, 'docs', 'performance.md'), performancePage(readKeptFolder(folder)));
