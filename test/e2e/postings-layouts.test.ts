import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SearchRequest } from '../../src/contract/search.ts';
import { PACKED_FORM, POSTINGS_LAYOUTS, writeForm } from '../../src/format/frequent-list.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { viewIndex } from '../../src/store/index-view.ts';
import { openIndex } from '../../src/store/open.ts';
import { makeCollection, makeQueries } from '../support/generated-index.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function request(changes: Partial<SearchRequest>): SearchRequest {
  const plain = { mode: 'bm25', k: 100, offset: 0, unit: 'passage', snippet: false, text: false, explain: false };
  return { queries: makeQueries(40), maxChars: 1000, ...plain, ...changes } as SearchRequest;
}

// promise: rank/layout-free
describe('an index with plain postings and one with compact postings', () => {
  const directories: Record<string, string> = {};

  beforeAll(() => {
    const folder = temporaryFolder();
    const corpus = join(folder, 'corpus.jsonl');
    // Several windows, so that lists go on from one to the next.
    writeFileSync(corpus, makeCollection(7_000));
    const common = ['index', corpus, '--encoder', 'none', '--passages', 'words:20', '--quiet'];
    const flags = { plain: ['--postings', 'plain'], compact: ['--compact'] };
    for (const layout of POSTINGS_LAYOUTS) {
      directories[layout] = join(folder, layout);
      const built = runProgram([...common, '--out', directories[layout], ...flags[layout]]);
      expect(built.code, built.err).toBe(0);
    }
  }, 120_000);

  it('give equal rankings, scores and explanations, whatever is asked', async () => {
    const [plain, compact] = await Promise.all(
      POSTINGS_LAYOUTS.map(async (layout) => {
        const searcher = await Searcher.open(openIndex(directories[layout]));
        const asked = [{}, { k: 10, explain: true }, { k: 1 }, { unit: 'document' }, { k: 1000 }] as const;
        const answers = [];
        for (const changes of asked) answers.push(await searcher.search(request(changes)));
        searcher.close();
        return answers;
      }),
    );
    expect(plain[0][0].hits.length).toBeGreaterThan(10);
    expect(compact).toEqual(plain);
  }, 60_000);

  it('hold equal lists, in other forms', () => {
    const [plain, compact] = POSTINGS_LAYOUTS.map((layout) => viewIndex(openIndex(directories[layout])).postings[0]);
    expect(plain.windows).toBeGreaterThan(1);
    const packed = writeForm(PACKED_FORM);
    expect(plain.frequentForms.every((form) => form === packed)).toBe(true);
    expect([...compact.frequentForms]).not.toContain(packed);
    const flat = (shard: typeof plain, term: number) => {
      const { passages, impacts } = shard.list(term);
      return `${passages} ${impacts}`;
    };
    for (let term = 0; term < plain.terms.size; term++) expect(flat(compact, term)).toBe(flat(plain, term));
  });

  // A list of another layout has other entries that only bridge gaps, and positions are told of each entry.
  it('differ in the bytes of postings and positions alone, and in their ids', () => {
    const [plain, compact] = POSTINGS_LAYOUTS.map((layout) => openIndex(directories[layout]));
    expect(compact.manifest.id).not.toBe(plain.manifest.id);
    const differing = plain.manifest.files.filter(
      ({ name, sha256 }) => compact.manifest.files.find((file) => file.name === name)?.sha256 !== sha256,
    );
    expect(differing.map(({ name }) => name)).toEqual(['positions-000.bin', 'postings-000.bin']);
    const bytes = [plain, compact].map(({ folder }) => statSync(join(folder, 'postings-000.bin')).size);
    expect(bytes[1]).toBeLessThan(bytes[0] * 0.75);
  });

  it('are both found sound, and say which they are', () => {
    for (const layout of POSTINGS_LAYOUTS) {
      const checked = runProgram(['check', directories[layout], '--quiet']);
      expect(checked.code, checked.err).toBe(0);
      expect(runProgram(['inspect', directories[layout]]).out).toMatch(new RegExp(`postings +\\d+, ${layout}`));
      expect(JSON.parse(runProgram(['inspect', directories[layout], '--json']).out).postings).toBe(layout);
    }
  });
});
