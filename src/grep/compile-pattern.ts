import type { Analyzer } from '../analysis/analyzer.ts';
import { createWordScanner } from '../analysis/analyzers.ts';
import type { GrepPattern } from '../contract/grep.ts';
import { ExpressionPattern } from './expression.ts';
import { LiteralPattern } from './literal.ts';
import type { CompiledPattern } from './match-finder.ts';
import { WholeWordPattern } from './whole-words.ts';

/** @throws StillwebError PATTERN_INVALID */
export function compilePattern(grep: GrepPattern, analyzer: Analyzer): CompiledPattern {
  const pattern = grep.regexp ? new ExpressionPattern(grep, analyzer) : new LiteralPattern(grep, analyzer);
  return grep.wholeWords ? new WholeWordPattern(pattern, createWordScanner(analyzer.name)) : pattern;
}
