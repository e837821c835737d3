import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { followPage, missingTools } from '../../scripts/follow/follow-page.ts';
import { ROOT } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The other tutorials are followed by test/torture/tutorials.test.ts. */
describe.skipIf(missingTools().length > 0)('followed word by word (skipped without bash, curl)', () => {
  it('the first tutorial prints what it shows', async ({ signal }) => {
    const page = 'docs/tutorials/first-five-minutes.md';
    const { faults, outcomes } = await followPage(page, join(ROOT, page), temporaryFolder(), { signal });
    expect(faults).toEqual([]);
    expect(outcomes).toHaveLength(7);
  });

  it('the sixty seconds of README end with an answer', async ({ signal }) => {
    const folder = temporaryFolder();
    const documents = [
      { id: 'postings', title: 'Posting list', text: 'A posting list says which documents hold a term.' },
      { id: 'trie', title: 'Trie', text: 'A trie is a tree of characters.' },
    ];
    const lines = documents.map((document) => JSON.stringify(document)).join('\n');
    writeFileSync(join(folder, 'corpus.jsonl.gz'), gzipSync(lines));
    const { faults, outcomes } = await followPage('README.md', join(ROOT, 'README.md'), folder, {
      signal,
      chooses: ({ headings }) => headings.includes('Sixty seconds with documents of your own'),
    });
    expect(faults).toEqual([]);
    const answer = JSON.parse(outcomes.at(-1)!.out);
    expect([answer.index.name, answer.hits[0].id]).toEqual(['mine', 'postings']);
  });
});
