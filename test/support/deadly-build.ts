import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, type BuildResult, buildIndex } from '../../indexer/build.ts';
import type { Problem } from '../../indexer/ingest/collection.ts';
import { ROOT } from './program.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Builds whose threads end at words in documents: see `deadly-encoder.ts`, which the test imports as well. */

export const DEADLY_MODULE = join(ROOT, 'dist', 'test', 'support', 'deadly-encoder.js');
export const UNIT_DOCUMENTS = 4;

export class DeadlyBuild {
  readonly folder = temporaryFolder();
  readonly input = join(this.folder, 'corpus.jsonl');
  readonly model = join(this.folder, 'model');
  problems: Problem[] = [];

  constructor() {
    mkdirSync(this.model);
    writeFileSync(join(this.model, 'buckets.txt'), '64\n');
  }

  /** Puts a file into the model, which changes what the encoder does. */
  mark(name: string): void {
    writeFileSync(join(this.model, name), '');
  }

  async run(options: Partial<BuildOptions> = {}): Promise<BuildResult> {
    this.problems = [];
    return await buildIndex({
      inputs: [this.input],
      directory: join(this.folder, 'index'),
      engine: 'stillweb',
      analyzer: 'english',
      passages: { kind: 'words', words: 24 },
      encoder: `deadly:${this.model}`,
      cut: { unitDocuments: UNIT_DOCUMENTS, shardPassages: 1000 },
      threads: 2,
      memoryBytes: 1024 ** 3,
      modules: [pathToFileURL(DEADLY_MODULE).href],
      onError: 'skip',
      onProblem: (problem) => this.problems.push(problem),
      ...options,
    });
  }

  write(lines: readonly string[]): void {
    writeFileSync(this.input, `${lines.join('\n')}\n`);
  }

  /** The id of an index of these lines alone. */
  async idOf(lines: readonly string[]): Promise<string> {
    this.write(lines);
    return (await this.run({ directory: join(this.folder, 'undisturbed') })).id;
  }

  /** The lines of the problems of the last build, with their codes. */
  get told(): string[] {
    return this.problems.map(({ code, location }) => `${location.line} ${code}`);
  }
}

/** So many lines of documents, some with a word behind their text. */
export function deadlyLines(documents: number, words: Readonly<Record<number, string>>): string[] {
  return Array.from({ length: documents }, (_, i) => {
    const text = `A story of the number ${i} and of what stands beside it. ${words[i] ?? ''}`;
    return JSON.stringify({ _id: `d${i}`, title: `Number ${i}`, text, url: `https://site-${i % 3}.example/${i}` });
  });
}
