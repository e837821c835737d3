import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readEpisodes } from '../../../src/evaluation/episode-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'episodes-'));
const path = join(folder, 'episodes');
afterAll(() => rmSync(folder, { recursive: true }));

function episodesOf(content: string | Uint8Array) {
  writeFileSync(path, content);
  return readEpisodes(path);
}

describe('episodes', () => {
  const lines = [
    '{"id":"a","question":" Who? ","answers":["One","the one"]}',
    '{"_id":7,"question":"What?","golden_answers":["It"]}',
    '',
    '{"question":"When?","answer":"1823"}',
  ].join('\n');
  const expected = [
    { id: 'a', question: 'Who?', answers: ['One', 'the one'] },
    { id: '7', question: 'What?', answers: ['It'] },
    { id: '2', question: 'When?', answers: ['1823'] },
  ];

  it('are read in file order, with the answers under any of their usual names', async () => {
    expect(await episodesOf(lines)).toEqual(expected);
  });

  it('are read from gzip', async () => {
    expect(await episodesOf(gzipSync(lines))).toEqual(expected);
  });

  it.each([
    ['not json', 1, /not JSON/],
    ['7', 1, /not a JSON object/],
    ['{"id":[],"question":"q","answer":"a"}', 1, /neither a string nor an integer/],
    ['{"id":1,"question":" ","answer":"a"}', 1, /no question/],
    ['{"id":1,"question":"q"}', 1, /no answer/],
    ['{"id":1,"question":"q","answers":[" ",7]}', 1, /no answer/],
    ['{"id":1,"question":"q","answer":"a"}\n{"id":"1","question":"r","answer":"b"}', 2, /stands already on line 1/],
    ['', 1, /no episode/],
  ])('are refused with file and line: %s', async (content, line, message) => {
    await expect(episodesOf(content)).rejects.toMatchObject({
      code: 'EPISODES_INVALID',
      facts: { file: path, line },
      message: expect.stringMatching(message),
    });
  });
});
