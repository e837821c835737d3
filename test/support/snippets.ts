import type { AnalyzerName } from '../../src/analysis/analyzer.ts';
import { createAnalyzer, createTermNumberer } from '../../src/analysis/analyzers.ts';
import { PassageReader } from '../../src/analysis/passage-reader.ts';
import { parsePlainWords } from '../../src/analysis/query-syntax.ts';
import { isSentenceEdge } from '../../src/analysis/sentence-signs.ts';
import { cutSnippet, NO_TITLE, SnippetCutter } from '../../src/analysis/snippet.ts';
import type { Snippet } from '../../src/contract/search.ts';

/**
 * The snippet of a passage that was not read before.
 *
 * @param text the whole document
 * @param range the passage within it, UTF-16 code units
 * @param title of the document where the passage is its first; null for others
 * @param cutter has been asked
 */
export function makeSnippet(
  text: string,
  range: { readonly start: number; readonly end: number },
  title: string | null,
  cutter: SnippetCutter,
): Snippet {
  const { reader } = cutter;
  const passage = text.slice(range.start, range.end);
  const titleTerms = title === null ? NO_TITLE : reader.readTitle(title);
  const tokens = reader.read(passage);
  cutter.cut({
    text: passage,
    title: titleTerms,
    tokens,
    bytes: reader.copyCodes(passage.length),
    ...{ textAt: 0, runs: 0, runsAt: 0 },
    isOpened: isSentenceEdge(text, range.start),
    isClosed: isSentenceEdge(text, range.end),
  });
  return cutSnippet(passage, range.start, cutter);
}

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
