import type { AnalyzerName } from '../../src/analysis/analyzer.ts';
import { createAnalyzer, createTermNumberer } from '../../src/analysis/analyzers.ts';
import { PassageReader } from '../../src/analysis/passage-reader.ts';
import { parsePlainWords } from '../../src/analysis/query-syntax.ts';
import { makeSnippet, SnippetCutter } from '../../src/analysis/snippet.ts';
import type { Snippet } from '../../src/contract/search.ts';

/** Cuts snippets for queries of plain words. */
export class SnippetBench {
  readonly reader: PassageReader;
  readonly cutter: SnippetCutter;
  readonly #name: AnalyzerName;

  /** @param maxVocabulary after which the reader forgets */
  constructor(name: AnalyzerName, maxVocabulary?: number) {
    this.reader = new PassageReader(createTermNumberer(name), maxVocabulary);
    this.cutter = new SnippetCutter(this.reader);
    this.#name = name;
  }

  /** @param title of the document, where the passage is its first */
  cut(
    text: string,
    query: string,
    tokens: number,
    title: string | null = null,
    range = { start: 0, end: text.length },
  ): Snippet {
    this.cutter.ask(parsePlainWords(query, createAnalyzer(this.#name), this.#name === 'english'), tokens);
    return makeSnippet(text, range, title, this.cutter);
  }

  /** The highlighted parts of a snippet. */
  marked(text: string, query: string, tokens = 64): string[] {
    const snippet = this.cut(text, query, tokens);
    return snippet.highlights.map(([start, end]) => snippet.text.slice(start, end));
  }
}
