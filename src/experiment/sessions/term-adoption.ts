import type { Evidence } from './evidence.ts';
import type { QueryTerms, TermSets } from './query-terms.ts';
import type { SessionEvent } from './session-event.ts';

/** Where the new terms of one query came from. */
export interface Adoption {
  /** Terms that no query of an earlier step of the session had. */
  readonly introduced: number;
  /** Those of them that stood in evidence of an earlier step. */
  readonly adopted: number;
  /** Those of them that stood in the evidence of the last step that brought any. */
  readonly adoptedFromLast: number;
}

/** Documents of one step that are asked one by one; of a step that brought more, their terms are put together first. */
const MAX_SETS = 64;

/**
 * Context-driven term adoption of one session: `adopted` over `introduced` is CTAR. Evidence of a step is what its answers showed, where
 * the log keeps that, or else the documents that it answered and opened. Queries of one step do not see each other's answers.
 *
 * Each query and each document is looked at once, however long the session is. What each of the last step's documents holds is asked for
 * the new terms alone.
 *
 * @see Ning et al., "Agentic Search in the Wild", arXiv 2601.17617, for the measure; what is new is here what no earlier query had
 */
export class TermAdoption {
  readonly #evidence: Evidence | null;
  readonly #terms: TermSets;
  readonly #asked = new Set<string>();
  readonly #seen = new Set<string>();
  /** Documents whose terms are among those seen, and terms of answers that are. */
  readonly #read = new Set<string | ReadonlySet<string>>();
  #last: readonly ReadonlySet<string>[] = [];
  /** Of the step that is under way. */
  #step = 0;
  #askedNow: QueryTerms[] = [];
  #broughtNow: ReadonlySet<string>[] = [];
  /** Those of them that the session has not met before. */
  #freshNow: ReadonlySet<string>[] = [];

  /** @param evidence null where only what the log shows is known */
  constructor(evidence: Evidence | null, terms: TermSets) {
    this.#evidence = evidence;
    this.#terms = terms;
  }

  /**
   * The next event of the session, in order of steps.
   *
   * @param query its terms, of a search
   * @returns null for no query, the queries of the first step that asks, and where no evidence of an earlier step is known
   */
  next(event: SessionEvent, query: QueryTerms | null): Adoption | null {
    if (event.step !== this.#step) this.#endStep(event.step);
    const adoption = query === null || this.#asked.size === 0 || this.#seen.size === 0 ? null : this.#compare(query);
    if (query !== null) this.#askedNow.push(query);
    this.#bring(event);
    return adoption;
  }

  #compare({ terms }: QueryTerms): Adoption {
    let [introduced, adopted, adoptedFromLast] = [0, 0, 0];
    for (const term of terms) {
      if (this.#asked.has(term)) continue;
      introduced++;
      if (!this.#seen.has(term)) continue;
      adopted++;
      if (this.#last.some((each) => each.has(term))) adoptedFromLast++;
    }
    return { introduced, adopted, adoptedFromLast };
  }

  #endStep(step: number): void {
    for (const { terms } of this.#askedNow) for (const term of terms) this.#asked.add(term);
    if (this.#broughtNow.length > 0)
      this.#last = this.#broughtNow.length > MAX_SETS ? [joined(this.#broughtNow)] : this.#broughtNow;
    for (const terms of this.#freshNow) for (const term of terms) this.#seen.add(term);
    this.#freshNow = [];
    this.#step = step;
    this.#askedNow = [];
    this.#broughtNow = [];
  }

  #bring({ texts, ids = [], opened = [] }: SessionEvent): void {
    if (texts !== undefined) {
      const shown = this.#terms.ofTexts(texts);
      this.#broughtNow.push(shown);
      if (!this.#read.has(shown)) this.#freshNow.push(shown);
      this.#read.add(shown);
      return;
    }
    if (this.#evidence === null) return;
    for (const id of [...ids, ...opened]) {
      const terms = this.#evidence.termsOf(id);
      if (terms === null) continue;
      this.#broughtNow.push(terms);
      if (this.#read.has(id)) continue;
      this.#read.add(id);
      this.#freshNow.push(terms);
    }
  }
}

function joined(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const set of sets) for (const term of set) all.add(term);
  return all;
}
