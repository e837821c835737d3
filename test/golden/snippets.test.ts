import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../support/program.ts';
import { type GoldenSnippets, recordSnippets } from '../support/snippet-golden.ts';

it('shows of the articles of the sample collection what it showed when the golden file was made', () => {
  const stored = JSON.parse(readFileSync(join(ROOT, 'test', 'golden', 'snippets.json'), 'utf8')) as GoldenSnippets;
  expect(Object.keys(stored).length).toBeGreaterThan(10);
  expect(recordSnippets()).toEqual(stored);
});
