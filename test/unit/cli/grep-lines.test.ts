import { describe, expect, it } from 'vitest';
import { GrepLines } from '../../../src/cli/grep-lines.ts';
import type { GrepMatch } from '../../../src/contract/grep.ts';

function match(id: string, line: number, around: Partial<GrepMatch> = {}): GrepMatch {
  const text = `line ${line}`;
  return {
    id,
    url: null,
    title: '',
    line,
    start: 0,
    end: 4,
    text,
    highlights: [[0, 4]],
    before: [],
    after: [],
    ...around,
  };
}

function written(matches: readonly GrepMatch[], hasLinesAround: boolean, isColoured = false): string[] {
  const lines = new GrepLines(hasLinesAround, isColoured);
  return [...matches.flatMap((each) => lines.add(each)), ...lines.finish()];
}

describe('the lines of a grep for a terminal', () => {
  it('begin with id and number', () => {
    expect(written([match('a', 3), match('b', 1)], false)).toEqual(['a:3:line 3', 'b:1:line 1']);
  });

  it('show lines around a match once, and a line between groups', () => {
    const first = match('a', 2, { before: ['line 1'], after: ['line 3', 'line 4'] });
    const near = match('a', 4, { before: ['line 2', 'line 3'], after: ['line 5'] });
    const far = match('a', 9, { before: ['line 8'] });
    const other = match('b', 1);
    expect(written([first, near, far, other], true)).toEqual([
      'a-1-line 1',
      'a:2:line 2',
      'a-3-line 3',
      'a:4:line 4',
      'a-5-line 5',
      '--',
      'a-8-line 8',
      'a:9:line 9',
      '--',
      'b:1:line 1',
    ]);
  });

  it('colour what matches, and let nothing of a text reach the terminal as it is', () => {
    const evil = match('a', 1, { text: 'x\u001b[2Jy\tz', highlights: [[5, 6]] });
    expect(written([evil], false)).toEqual(['a:1:x\\u001b[2Jy z']);
    expect(written([evil], false, true)).toEqual([
      '\u001b[35ma\u001b[39m:\u001b[32m1\u001b[39m:x\\u001b[2J\u001b[1m\u001b[31my\u001b[39m\u001b[22m z',
    ]);
  });
});
