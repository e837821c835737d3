import type { Analyzer } from '../analysis/analyzer.ts';
import { FoldedText, foldText } from '../analysis/folded-text.ts';
import type { GrepPattern } from '../contract/grep.ts';
import type { CompiledPattern, FoundMatch, MatchFinder, RequiredText } from './match-finder.ts';
import { requiredWords } from './required-words.ts';
import { FOLD_STEPS, type StepMeter } from './steps.ts';

/** A text that is looked for as it is, or in any case. It has no line feed, so each match lies in one line. */
export class LiteralPattern implements CompiledPattern {
  readonly required: RequiredText;
  readonly words: readonly string[];
  readonly cutLines = 0;

  constructor({ pattern, ignoreCase, wholeWords }: GrepPattern, analyzer: Analyzer) {
    this.required = { text: ignoreCase ? foldText(pattern) : pattern, ignoresCase: ignoreCase };
    this.words = requiredWords(pattern, wholeWords, analyzer);
  }

  open(text: string, meter: StepMeter): MatchFinder {
    const { text: needle, ignoresCase } = this.required;
    if (ignoresCase) {
      meter.add(FOLD_STEPS * text.length);
      const folded = new FoldedText(text);
      return { next: (from) => folded.find(needle, from) };
    }
    return { next: (from) => rangeOf(text.indexOf(needle, from), needle.length) };
  }
}

function rangeOf(start: number, length: number): FoundMatch | null {
  return start < 0 ? null : { start, end: start + length };
}
