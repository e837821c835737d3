import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIndex } from '../../indexer/build.ts';
import type { AnalyzerName } from '../../src/analysis/analyzer.ts';
import { createAnalyzer } from '../../src/analysis/analyzers.ts';
import { canonicalizeGrep } from '../../src/contract/canonical-grep.ts';
import type { GrepPage } from '../../src/contract/grep.ts';
import type { TextForm } from '../../src/format/documents.ts';
import { Grepper } from '../../src/grep/grepper.ts';
import { StepMeter } from '../../src/grep/steps.ts';
import { DocumentStore } from '../../src/store/document-store.ts';
import { viewIndex } from '../../src/store/index-view.ts';
import { openIndex } from '../../src/store/open.ts';
import type { GrepText } from './naive-grep.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface GreppedIndex {
  readonly directory: string;
  readonly documents: readonly GrepText[];
  /** One page of the fields of `POST /v1/grep`. @param steps of the page */
  grep(body: object, steps?: number): GrepPage;
  /** All pages of it. */
  grepAll(body: object, steps?: number): GrepPage[];
}

/** Builds an index of these texts, in passages of ten words, and opens it. */
export async function buildGreppedIndex(
  documents: readonly GrepText[],
  analyzer: AnalyzerName = 'english',
  texts: TextForm = 'plain',
): Promise<GreppedIndex> {
  const folder = temporaryFolder();
  const input = join(folder, 'corpus.jsonl');
  writeFileSync(input, documents.map(({ id, text }) => `${JSON.stringify({ _id: id, text })}\n`).join(''));
  const directory = join(folder, 'index');
  await buildIndex({
    inputs: [input],
    directory,
    engine: 'stillweb',
    analyzer,
    passages: { kind: 'words', words: 10 },
    encoder: 'none',
    texts,
    threads: 1,
    memoryBytes: 1024 ** 3,
    onError: 'stop',
  });
  const view = viewIndex(openIndex(directory));
  const store = await DocumentStore.open(view.index.folder, view.blocks);
  const grepper = new Grepper(view, store, createAnalyzer(analyzer));
  const grep = (body: object, steps?: number): GrepPage =>
    grepper.grep(canonicalizeGrep(body).request, null, () => {}, new StepMeter(steps));
  const grepAll = (body: object, steps?: number): GrepPage[] => {
    const pages = [grep(body, steps)];
    for (let { next } = pages[0]; next !== null; { next } = pages[pages.length - 1]) {
      pages.push(grep({ ...body, cursor: next }, steps));
    }
    return pages;
  };
  return { directory, documents, grep, grepAll };
}
