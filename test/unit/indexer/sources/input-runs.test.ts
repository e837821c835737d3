import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runsOfInputs } from '../../../../indexer/sources/input-runs.ts';

type Runs = readonly (readonly [number, number])[];
const runs = (inputs: string[], former: string[], files: Record<string, Runs>) =>
  runsOfInputs(inputs, former, new Map(Object.entries(files)));

describe('the documents of each input', () => {
  it('are those of the files that it is or holds, in archives too, joined where they follow one another', () => {
    const files = {
      'docs/a.md': [[0, 1]],
      'docs/x/b.md': [[1, 1]],
      'docs/c.zip/in/d.md': [[3, 2]],
      'e.jsonl': [[2, 1]],
    } as const;
    expect(runs(['docs/', 'e.jsonl'], [], files)).toEqual([
      {
        input: 'docs/',
        documents: 4,
        runs: [
          [0, 2],
          [3, 2],
        ],
      },
      { input: 'e.jsonl', documents: 1, runs: [[2, 1]] },
    ]);
  });

  it('are of the innermost input, and of no input whose name only begins alike', () => {
    expect(
      runs(['a', 'a/b', 'a/bc'], [], { 'a/b/x.md': [[0, 1]], 'a/bc/y.md': [[1, 1]], 'a/bcd.md': [[2, 1]] }),
    ).toEqual([
      { input: 'a', documents: 1, runs: [[2, 1]] },
      { input: 'a/b', documents: 1, runs: [[0, 1]] },
      { input: 'a/bc', documents: 1, runs: [[1, 1]] },
    ]);
  });

  it('stay with a former input, and belong to nobody where their file is in none', () => {
    const was = resolve('was');
    expect(
      runs(['now'], [was, resolve('gone')], { [`${was}/a.md`]: [[0, 2]], '/else': [[2, 1]], 'now/b': [[3, 1]] }),
    ).toEqual([
      { input: 'now', documents: 1, runs: [[3, 1]] },
      { input: was, documents: 2, runs: [[0, 2]] },
      { input: null, documents: 1, runs: [[2, 1]] },
    ]);
  });

  it('are of standard input by its name', () => {
    expect(runs(['-'], [], { '-': [[0, 1]] })).toEqual([{ input: '-', documents: 1, runs: [[0, 1]] }]);
  });
});
