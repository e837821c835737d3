import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAnswers } from '../../../src/evaluation/answer-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('answers of a system', () => {
  const path = join(temporaryFolder(), 'answers.jsonl');
  const read = (...rows: unknown[]) => {
    writeFileSync(path, rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join(''));
    return readAnswers(path);
  };

  it('are texts, numbers, lists or none, under the usual names', async () => {
    const answers = await read(
      { id: 1, answer: 'a' },
      { query_id: '2', prediction: 7 },
      { _id: 'x', output: ['a', 'b'] },
      { qid: 4, answer: null },
    );
    expect([...answers]).toEqual([
      ['1', ['a']],
      ['2', ['7']],
      ['x', ['a', 'b']],
      ['4', []],
    ]);
  });

  it.each<[string, unknown[], string]>([
    ['no id', [{ answer: 'a' }], 'no id'],
    ['no answer', [{ id: 1 }], 'no answer'],
    ['an object', [{ id: 1, answer: {} }], 'neither a text'],
    [
      'two answers',
      [
        { id: 1, answer: 'a' },
        { id: '1', answer: 'b' },
      ],
      'answered twice',
    ],
    ['no JSON', ['hello'], 'not JSON'],
    ['nothing', [], 'no answer'],
  ])('are refused with %s', async (_what, rows, message) => {
    await expect(read(...rows)).rejects.toMatchObject({
      code: 'ANSWERS_INVALID',
      message: expect.stringContaining(message),
    });
  });
});
