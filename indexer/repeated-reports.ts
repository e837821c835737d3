import type { Problem } from './ingest/collection.ts';
import { describeLocation } from './ingest/record-fault.ts';

/**
 * Tells each problem once, though the inputs may be read several times in one build: anew whenever fatal documents are found that
 * are to be left out. What comes before them is met again each time, in the same order.
 */
export class RepeatedReports {
  readonly #tell: (problem: Problem) => void;
  readonly #toldFatal = new Set<string>();
  /** Ids of fatal documents that this reading has met. */
  readonly #metIds = new Set<string>();
  #told = 0;
  #met = 0;

  constructor(tell: (problem: Problem) => void) {
    this.#tell = tell;
  }

  /** To be called before each reading. */
  begin(): void {
    this.#met = 0;
    this.#metIds.clear();
  }

  /**
   * To be called for each document that has the id of a fatal one, before what is wrong with it is reported. All but the first were
   * problems as long as the first was not left out, so they go on to count as such.
   */
  meetId(id: string): void {
    if (this.#metIds.has(id)) this.#met += 1;
    this.#metIds.add(id);
  }

  report(problem: Problem): void {
    const { code, location, error } = problem;
    if (code === 'DOCUMENT_FATAL') {
      const place = `${describeLocation(location)} ${error.facts.id}`;
      if (this.#toldFatal.has(place)) return;
      this.#toldFatal.add(place);
      this.#tell(problem);
      return;
    }
    if (!(code === 'DUPLICATE_ID' && this.#metIds.has(String(error.facts.id)))) this.#met += 1;
    if (this.#met <= this.#told) return;
    this.#told = this.#met;
    this.#tell(problem);
  }
}
