import { RE2JS, RE2JSException } from 're2js';
import type { Analyzer } from '../analysis/analyzer.ts';
import { FoldedText, foldText } from '../analysis/folded-text.ts';
import { splitsPair } from '../bytes/text-cut.ts';
import type { GrepPattern } from '../contract/grep.ts';
import { StillwebError } from '../errors.ts';
import { MAX_GREP_PROGRAM } from '../limits.ts';
import { longestAscii } from './ascii-run.ts';
import type { CompiledPattern, FoundMatch, MatchFinder, RequiredText, StoppedSearch } from './match-finder.ts';
import { requiredTexts } from './required-texts.ts';
import { requiredWords } from './required-words.ts';
import { FOLD_STEPS, findSteps, longestLine, type StepMeter, trialSteps } from './steps.ts';
import { endOfLine, lineAround } from './text-lines.ts';

/** The flag that stands most often at the beginning of an expression, and is good for all of it. */
const ANY_CASE = '(?i)';
/** A shorter required text stands nearly everywhere. */
const MIN_REQUIRED = 2;

/**
 * A regular expression in the syntax of RE2. It is given each line by itself, without its line feed: `^` and `$` are the ends of
 * the line, and no match goes beyond it.
 */
export class ExpressionPattern implements CompiledPattern {
  readonly required: RequiredText | null;
  readonly words: readonly string[];
  cutLines = 0;
  readonly #expression: RE2JS;
  readonly #program: number;

  /** @throws StillwebError PATTERN_INVALID */
  constructor({ pattern, ignoreCase }: GrepPattern, analyzer: Analyzer) {
    this.#expression = compile(pattern, ignoreCase);
    this.#program = this.#expression.programSize();
    const isFlagged = pattern.startsWith(ANY_CASE);
    const texts = requiredTexts(isFlagged ? pattern.slice(ANY_CASE.length) : pattern);
    this.required = chooseRequired(texts, ignoreCase || isFlagged);
    this.words = [...new Set(texts.flatMap((text) => requiredWords(text, false, analyzer)))];
  }

  open(text: string, meter: StepMeter): MatchFinder {
    const nextLine = this.#lines(text, meter);
    return { next: (from) => this.#next(text, from, nextLine, meter) };
  }

  /** Gives, for a place in a text, where the next line may begin that can match: at or behind the place; −1 for none. */
  #lines(text: string, meter: StepMeter): (from: number) => number {
    if (this.required === null) return (from) => (from > text.length ? -1 : from);
    const { text: needle, ignoresCase } = this.required;
    if (!ignoresCase) return (from) => text.indexOf(needle, from);
    meter.add(FOLD_STEPS * text.length);
    const folded = new FoldedText(text);
    return (from) => folded.find(needle, from)?.start ?? -1;
  }

  #next(
    text: string,
    from: number,
    nextLine: (from: number) => number,
    meter: StepMeter,
  ): FoundMatch | StoppedSearch | null {
    for (let at = from; ; ) {
      // The line of `at` itself may hold the required text before it.
      const lineStart = lineAround(text, at).start;
      const hit = nextLine(lineStart);
      if (hit < 0) return null;
      if (hit > endOfLine(text, at)) at = lineAround(text, hit).start;
      const line = lineAround(text, at);
      const found = this.#findIn(text, line.start, line.end, at, meter);
      if (found !== null) return found;
      at = line.end + 1;
      if (at > text.length) return null;
      if (meter.isSpent) return { resume: at };
    }
  }

  #findIn(text: string, start: number, end: number, from: number, meter: StepMeter): FoundMatch | StoppedSearch | null {
    const longest = longestLine(this.#program);
    const isCut = end - start > longest;
    if (isCut && from === start) this.cutLines++;
    const line = text.slice(start, isCut ? start + longest : end);
    // A trial tells whether the line matches at all, and is much cheaper than finding the place.
    if (from === start) {
      meter.add(trialSteps(this.#program) * (line.length + 1));
      if (!this.#expression.test(line)) return null;
    }
    const matcher = this.#expression.matcher(line);
    for (let at = from - start; at <= line.length; ) {
      meter.add(findSteps(this.#program) * (line.length - at + 1));
      if (!matcher.find(at)) return null;
      const match = { start: start + matcher.start(), end: start + matcher.end() };
      if (match.end > match.start) return match;
      // An empty match, such as that of \b, shows nothing.
      at = match.end - start + 1;
      if (splitsPair(line, at)) at++;
      if (meter.isSpent && at <= line.length) return { resume: start + at };
    }
    return null;
  }
}

/** @throws StillwebError PATTERN_INVALID */
function compile(pattern: string, ignoreCase: boolean): RE2JS {
  let expression: RE2JS;
  try {
    expression = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    const reason = cause.message;
    throw new StillwebError(
      'PATTERN_INVALID',
      `the regular expression cannot be read: ${reason}`,
      { reason },
      { cause },
    );
  }
  const program = expression.programSize();
  if (program > MAX_GREP_PROGRAM) {
    const message = `the regular expression has ${program} instructions; at most ${MAX_GREP_PROGRAM} are carried out`;
    throw new StillwebError('PATTERN_INVALID', message, { program, maxProgram: MAX_GREP_PROGRAM });
  }
  if (expression.test('')) {
    const reason = 'it matches the empty text, and so every line';
    throw new StillwebError('PATTERN_INVALID', `the regular expression finds nothing in particular: ${reason}`, {
      reason,
    });
  }
  return expression;
}

/** The longest, and where case is ignored the longest of ASCII: of other letters the engine may know other cases. */
function chooseRequired(texts: readonly string[], ignoresCase: boolean): RequiredText | null {
  const parts = ignoresCase ? texts.map(longestAscii) : texts;
  const longest = parts.reduce((best, text) => (text.length > best.length ? text : best), '');
  if (longest.length < MIN_REQUIRED) return null;
  return { text: ignoresCase ? foldText(longest) : longest, ignoresCase };
}
