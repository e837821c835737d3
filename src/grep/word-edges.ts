import type { WordScanner } from '../analysis/word-scanner.ts';
import { FOLD_STEPS, type StepMeter } from './steps.ts';
import { lineAround } from './text-lines.ts';

/**
 * Tells where in a text a word may begin or end: everywhere but inside of what the index takes for one word. In a run of letters
 * of a script without spaces that is everywhere.
 */
export class WordEdges {
  readonly #text: string;
  readonly #scanner: WordScanner;
  readonly #meter: StepMeter;
  #start = 0;
  #end = -1;
  /** 1 for each place inside a word of the line `#start` … `#end`. */
  #inside = new Uint8Array(0);

  constructor(text: string, scanner: WordScanner, meter: StepMeter) {
    this.#text = text;
    this.#scanner = scanner;
    this.#meter = meter;
  }

  isEdge(at: number): boolean {
    if (at < this.#start || at > this.#end) this.#scan(at);
    return this.#inside[at - this.#start] === 0;
  }

  #scan(at: number): void {
    const { start, end } = lineAround(this.#text, at);
    const inside = new Uint8Array(end - start + 1);
    this.#meter.add(FOLD_STEPS * inside.length);
    this.#scanner.scan(this.#text.slice(start, end), {
      word: (from, to) => inside.fill(1, from + 1, to),
      run: () => {},
    });
    this.#start = start;
    this.#end = end;
    this.#inside = inside;
  }
}
