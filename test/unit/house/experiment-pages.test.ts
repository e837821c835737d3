import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readExperiment } from '../../../src/experiment/experiment-file.ts';
import { readSource } from '../../support/import-graph.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** The first fence of a language on a page. */
function fenceOf(page: string, language: string): string {
  const found = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readSource(page))?.[1];
  if (found === undefined) throw new Error(`${page} has no ${language}`);
  return found;
}

it('the files on the page of masks are read as they stand there', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'experiment.yaml'), fenceOf('docs/experiments/masks.md', 'yaml'));
  writeFileSync(join(folder, 'masks.jsonl'), fenceOf('docs/experiments/masks.md', 'jsonl'));
  const { declared } = await readExperiment(join(folder, 'experiment.yaml'));
  expect(declared).toEqual({ masks: { file: 'masks.jsonl', bySession: 'prefix', required: true, sign: '[…]' } });
});

it('the file on the page of policies is read as it stands there', async () => {
  const path = join(temporaryFolder(), 'experiment.yaml');
  writeFileSync(path, fenceOf('docs/experiments/policies.md', 'yaml'));
  expect((await readExperiment(path)).declared).toEqual({
    sessions: { seen: 'remove', repeated: 'warn', budget: 2000 },
  });
});
