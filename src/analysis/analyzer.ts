/** The seam between text and terms. Implementations: `english`, `plain`, `given` (see `analyzers.ts`). */

/** Receives one token. Offsets are UTF-16 code units into the text that was given; `end` is exclusive. */
export type TokenVisitor = (term: string, position: number, start: number, end: number) => void;

/**
 * Turns text into terms, by the same rules at build and at query time.
 *
 * Never throws: any string is text. Linear in the length of the text.
 */
export interface Analyzer {
  readonly name: AnalyzerName;
  /** Grows whenever the terms of any text change. Stored in the manifest. */
  readonly version: number;
  /** Whether words of a query that stand side by side are given to `analyzeQuery` as one text. */
  readonly readsWordsTogether?: boolean;
  /**
   * Calls `visit` for each term of a document in text order. Positions start at 0 and never descend; a stop word leaves a gap
   * of one, so that a phrase keeps its distances. One token may yield several terms (bigrams). A single letter of an unspaced
   * script has the position of the bigram behind it.
   */
  analyze(text: string, visit: TokenVisitor): void;
  /**
   * The terms that ask for a text: those of `analyze` at the same positions, without the single letters of longer runs.
   * Positions ascend.
   */
  analyzeQuery(text: string, visit: TokenVisitor): void;
}

/** Those that make terms of texts. */
export const TEXT_ANALYZERS = ['english', 'plain'] as const;
/** `given`: the terms of documents come with them (ranking `impacts`); texts are cut into words for snippets alone. */
export const ANALYZER_NAMES = [...TEXT_ANALYZERS, 'given'] as const;
export type AnalyzerName = (typeof ANALYZER_NAMES)[number];
