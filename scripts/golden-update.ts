import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXPECTED_HASHES, recordExpectedHashes } from '../test/support/artifact-evaluation.ts';
import { recordDialects } from '../test/support/dialect-fixtures.ts';
import { recordHandbook } from '../test/support/handbook-golden.ts';
import { ARTICLES, runProgram } from '../test/support/program.ts';
import { recordSnippets } from '../test/support/snippet-golden.ts';
import { askHandbook, goldenQuestions } from './quality/handbook-questions.ts';

/**
 * `npm run golden:update`: writes the index id into corpus/handbook.json, and test/golden/handbook.json, questions.json and snippets.json, and what dialects answer to
 * test/fixtures/dialects/, anew, and the hashes that a reviewer finds, examples/evidence/expected.sha256. Their diff is a ranking change: commit it
 * alone, take the figures again (`npm run quality`), and say
 * under *Ranking* in the change log what moved and why.
 */
const folder = mkdtempSync(join(tmpdir(), 'stillweb-golden-'));
try {
  const index = join(folder, 'handbook');
  const built = runProgram(['index', ARTICLES, '--out', index, '--quiet']);
  if (built.code !== 0) throw new Error(built.err);
  const golden = await recordHandbook(index);
  writeFileSync(new URL('../../test/golden/handbook.json', import.meta.url), `${JSON.stringify(golden)}\n`);
  const recipe = new URL('../../corpus/handbook.json', import.meta.url);
  const written = JSON.parse(readFileSync(recipe, 'utf8')) as { expected: { index: string } };
  written.expected.index = golden.id;
  writeFileSync(recipe, `${JSON.stringify(written, null, 2)}\n`);
  // A line for each article, so that a diff shows which moved.
  const questions = JSON.stringify(goldenQuestions(await askHandbook()), null, 1);
  writeFileSync(new URL('../../test/golden/questions.json', import.meta.url), `${questions}\n`);
  const snippets = JSON.stringify(recordSnippets(), null, 1);
  writeFileSync(new URL('../../test/golden/snippets.json', import.meta.url), `${snippets}\n`);
  writeFileSync(EXPECTED_HASHES, await recordExpectedHashes(mkdtempSync(join(folder, 'reviewer-'))));
  await recordDialects();
  process.stdout.write(`${golden.id}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
