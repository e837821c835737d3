import type { AnalyzerName } from '../../analysis/analyzer.ts';
import { createAnalyzer } from '../../analysis/analyzers.ts';

/** Queries whose terms are remembered: those of a session come again. More is slower, since what is alive is looked through for garbage. */
const REMEMBERED = 4096;
/** Terms of texts that are remembered, each as often as it stands in a set: some 16 MB. */
const REMEMBERED_TERMS = 1 << 18;

/** The terms of a query, each once, and what tells equal sets apart from others. */
export interface QueryTerms {
  readonly terms: ReadonlySet<string>;
  /** The terms in code-unit order: equal for equal sets. '' for no term. */
  readonly key: string;
}

/** Makes sets of terms of queries and of texts, as an index with this analyzer would. */
export class TermSets {
  readonly #analyzer;
  readonly #queries = new Map<string, QueryTerms>();
  /** By the lists themselves: calls with one answer share what it shows. */
  readonly #shown = new Map<readonly string[], ReadonlySet<string>>();
  #shownTerms = 0;

  /** @throws StillwebError as `createAnalyzer` */
  constructor(analyzer: AnalyzerName) {
    this.#analyzer = createAnalyzer(analyzer);
  }

  ofQuery(query: string): QueryTerms {
    const known = this.#queries.get(query);
    if (known !== undefined) return known;
    const terms = new Set<string>();
    this.#analyzer.analyzeQuery(query, (term) => terms.add(term));
    const made = { terms, key: [...terms].sort().join('\u0000') };
    // What was asked last is most likely asked again: all older ones go at once, which is cheaper than keeping their order.
    if (this.#queries.size === REMEMBERED) this.#queries.clear();
    this.#queries.set(query, made);
    return made;
  }

  /** The terms of what an answer shows. The same list, which nobody changes, is looked at once, and again where much else came between. */
  ofTexts(texts: readonly string[]): ReadonlySet<string> {
    const known = this.#shown.get(texts);
    if (known !== undefined) return known;
    const terms = new Set<string>();
    for (const text of texts) this.addTerms(text, terms);
    if (this.#shownTerms + terms.size > REMEMBERED_TERMS) {
      this.#shown.clear();
      this.#shownTerms = 0;
    }
    this.#shown.set(texts, terms);
    this.#shownTerms += terms.size;
    return terms;
  }

  /** Adds the terms of a text that answers. */
  addTerms(text: string, terms: Set<string>): void {
    this.#analyzer.analyze(text, (term) => terms.add(term));
  }
}

/** How many terms two sets have in common. Takes time linear in the smaller. */
export function countShared(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const [small, large] = left.size <= right.size ? [left, right] : [right, left];
  let shared = 0;
  for (const term of small) if (large.has(term)) shared++;
  return shared;
}
