import { RE2JS } from 're2js';
import type { AnalyzerName } from '../../src/analysis/analyzer.ts';
import { createWordScanner } from '../../src/analysis/analyzers.ts';
import { foldCase } from '../../src/analysis/case-folding.ts';
import type { GrepMatch, GrepPattern } from '../../src/contract/grep.ts';

/** What a grep finds, the slow way: every line of every document, place by place, with no index, no filter and no pages. */

export interface GrepText {
  readonly id: string;
  readonly text: string;
}

/** Id, start and end of each match, in the order of the collection. */
export type NaiveMatch = readonly [id: string, start: number, end: number];

/** @param mayMatch passes over lines that cannot match, where a collection is large */
export function naiveGrep(
  documents: readonly GrepText[],
  grep: GrepPattern,
  analyzer: AnalyzerName,
  mayMatch: (line: string) => boolean = () => true,
): NaiveMatch[] {
  return documents.flatMap(({ id, text }) => {
    let inside: Set<number> | null = grep.wholeWords ? null : new Set<number>();
    const found: NaiveMatch[] = [];
    let lineStart = 0;
    for (const line of text.split('\n')) {
      if (mayMatch(line)) {
        inside ??= insideWords(text, analyzer);
        const isEdge = (at: number): boolean => inside?.has(lineStart + at) !== true;
        for (const [start, end] of matchesIn(line, grep, isEdge)) {
          found.push([id, lineStart + start, lineStart + end]);
        }
      }
      lineStart += line.length + 1;
    }
    return found;
  });
}

/** The matches that an answer shows, as the naive scan tells them. */
export function shownMatches(matches: readonly GrepMatch[]): NaiveMatch[] {
  return matches.flatMap(({ id, start, highlights }) => {
    const shift = start - highlights[0][0];
    return highlights.map(([from, to]): NaiveMatch => [id, from + shift, to + shift]);
  });
}

function matchesIn(line: string, grep: GrepPattern, isEdge: (at: number) => boolean): [number, number][] {
  const find = grep.regexp ? expressionFinder(line, grep) : literalFinder(line, grep);
  const found: [number, number][] = [];
  for (let from = 0; from <= line.length; ) {
    const match = find(from);
    if (match === null) break;
    const [start, end] = match;
    const isMatch = end > start && isEdge(start) && isEdge(end);
    if (isMatch) found.push(match);
    from = isMatch ? end : start + (line.codePointAt(start)! > 0xffff ? 2 : 1);
  }
  return found;
}

function expressionFinder(line: string, { pattern, ignoreCase }: GrepPattern) {
  const matcher = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0).matcher(line);
  return (from: number): [number, number] | null => (matcher.find(from) ? [matcher.start(), matcher.end()] : null);
}

function literalFinder(line: string, { pattern, ignoreCase }: GrepPattern) {
  const form = (text: string) => (ignoreCase ? Array.from(text, foldCase).join('') : text);
  const wanted = form(pattern);
  const formed = Array.from(line, form);
  const places = [0];
  for (const character of line) places.push(places[places.length - 1] + character.length);
  return (from: number): [number, number] | null => {
    for (let first = places.findIndex((place) => place >= from); first < formed.length; first++) {
      let piece = '';
      for (let last = first; last < formed.length && wanted.startsWith(piece); last++) {
        piece += formed[last];
        if (piece === wanted) return [places[first], places[last + 1]];
      }
    }
    return null;
  };
}

/** Places that lie within a word, by a walk through the whole text. */
function insideWords(text: string, analyzer: AnalyzerName): Set<number> {
  const inside = new Set<number>();
  createWordScanner(analyzer).scan(text, {
    word: (start, end) => {
      for (let at = start + 1; at < end; at++) inside.add(at);
    },
    run: () => {},
  });
  return inside;
}
