import type { WordScanner } from '../analysis/word-scanner.ts';
import { splitsPair } from '../bytes/text-cut.ts';
import { type CompiledPattern, isStopped, type MatchFinder, type RequiredText } from './match-finder.ts';
import type { StepMeter } from './steps.ts';
import { WordEdges } from './word-edges.ts';

/** A pattern of which only those matches count that begin and end where the index cuts words. */
export class WholeWordPattern implements CompiledPattern {
  readonly #pattern: CompiledPattern;
  readonly #scanner: WordScanner;

  constructor(pattern: CompiledPattern, scanner: WordScanner) {
    this.#pattern = pattern;
    this.#scanner = scanner;
  }

  get required(): RequiredText | null {
    return this.#pattern.required;
  }

  get words(): readonly string[] {
    return this.#pattern.words;
  }

  get cutLines(): number {
    return this.#pattern.cutLines;
  }

  open(text: string, meter: StepMeter): MatchFinder {
    const finder = this.#pattern.open(text, meter);
    const edges = new WordEdges(text, this.#scanner, meter);
    return {
      next: (from) => {
        for (let at = from; ; ) {
          const found = finder.next(at);
          if (found === null || isStopped(found)) return found;
          if (edges.isEdge(found.start) && edges.isEdge(found.end)) return found;
          at = found.start + 1;
          if (splitsPair(text, at)) at++;
          if (meter.isSpent) return { resume: at };
        }
      },
    };
  }
}
