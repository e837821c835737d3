import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordHandbook } from '../test/support/handbook-golden.ts';
import { ARTICLES, runProgram } from '../test/support/program.ts';

/**
 * `npm run golden:update`: writes test/golden/handbook.json anew. Its diff is a ranking change: commit it alone, and say
 * under *Ranking* in the change log what moved and why.
 */
const folder = mkdtempSync(join(tmpdir(), 'stillweb-golden-'));
try {
  const index = join(folder, 'handbook');
  const built = runProgram(['index', ARTICLES, '--out', index, '--quiet']);
  if (built.code !== 0) throw new Error(built.err);
  const golden = await recordHandbook(index);
  writeFileSync(new URL('../../test/golden/handbook.json', import.meta.url), `${JSON.stringify(golden)}\n`);
  process.stdout.write(`${golden.id}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
