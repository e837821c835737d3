import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SearchRequest } from '../../src/contract/search.ts';
import { TEXT_FORMS } from '../../src/format/documents.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { ARTICLES, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const REQUEST: SearchRequest = {
  queries: ['inverted index', 'who proposed tf-idf', 'snippet'],
  mode: 'bm25',
  k: 20,
  offset: 0,
  unit: 'passage',
  snippet: { tokens: 60 },
  text: true,
  maxChars: 100_000,
  explain: false,
} as SearchRequest;

describe('an index with plain texts and one with compressed texts', () => {
  const directories: Record<string, string> = {};

  beforeAll(() => {
    const folder = temporaryFolder();
    for (const form of TEXT_FORMS) {
      directories[form] = join(folder, form);
      const built = runProgram(['index', ARTICLES, '--out', directories[form], '--texts', form, '--quiet']);
      expect(built.code, built.err).toBe(0);
    }
  }, 60_000);

  it('give equal answers, and again from the cache', async () => {
    const answers: unknown[] = [];
    for (const form of TEXT_FORMS) {
      const searcher = await Searcher.open(openIndex(directories[form]));
      answers.push(await searcher.search(REQUEST), await searcher.search(REQUEST));
      searcher.close();
    }
    expect(JSON.stringify(answers[0])).toContain('inverted');
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('differ in the bytes of documents alone, and in their ids', () => {
    const [plain, compressed] = TEXT_FORMS.map((form) => openIndex(directories[form]));
    expect(compressed.manifest.id).not.toBe(plain.manifest.id);
    const differing = plain.manifest.files.filter(
      ({ name, sha256 }) => compressed.manifest.files.find((file) => file.name === name)?.sha256 !== sha256,
    );
    expect(differing.map(({ name }) => name)).toEqual(['blocks.bin', 'documents.arrow']);
    const bytes = [plain, compressed].map(({ folder }) => statSync(join(folder, 'documents.arrow')).size);
    expect(bytes[1]).toBeLessThan(bytes[0] * 0.7);
  });

  it('are both found sound', () => {
    for (const form of TEXT_FORMS) {
      const checked = runProgram(['check', directories[form], '--quiet']);
      expect(checked.code, checked.err).toBe(0);
    }
  }, 60_000);

  it('are different builds: an interrupted one of the other form is not gone on with', () => {
    const folder = temporaryFolder();
    const input = join(folder, 'bad.jsonl');
    const out = join(folder, 'out');
    writeFileSync(input, '{"_id":"1","text":"one"}\nno JSON\n');
    const keys = [...TEXT_FORMS, ...TEXT_FORMS].map((form) => {
      const stopped = runProgram(['index', input, '--out', out, '--encoder', 'none', '--texts', form, '--quiet']);
      expect(stopped.code).toBe(1);
      return readFileSync(join(out, 'building', 'journal.jsonl'), 'utf8').split('\n')[0];
    });
    expect(keys[0]).toContain('key');
    expect(keys[1]).not.toBe(keys[0]);
    expect(keys.slice(2)).toEqual(keys.slice(0, 2));
  }, 60_000);

  it('refuses any other form', () => {
    const built = runProgram(['index', ARTICLES, '--out', join(temporaryFolder(), 'x'), '--texts', 'gzip']);
    expect(built.code).toBe(2);
    expect(built.err).toContain('--texts');
  });
});
