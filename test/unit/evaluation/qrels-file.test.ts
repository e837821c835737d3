import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readQrels } from '../../../src/evaluation/qrels-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'qrels-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function qrelsOf(content: string | Uint8Array) {
  const path = join(folder, 'qrels');
  writeFileSync(path, content);
  return [...(await readQrels(path))].map(([topic, judgments]) => [topic, [...judgments]]);
}

describe('judgments', () => {
  it('are read from BEIR, whose ids may hold blanks', async () => {
    const content = 'query-id\tcorpus-id\tscore\nq2\tdoc one\t2\nq1\td1\t0\nq2\td3\t-1\n';
    const expected = [
      [
        'q2',
        [
          ['doc one', 2],
          ['d3', -1],
        ],
      ],
      ['q1', [['d1', 0]]],
    ];
    expect(await qrelsOf(content)).toEqual(expected);
    expect(await qrelsOf(gzipSync(content))).toEqual(expected);
  });

  it('are read from TREC, between blanks or tabs, comments left out', async () => {
    expect(
      await qrelsOf('# made by hand\n301 0 FBIS3-1 1\n301\t0\tFBIS3-2\t-2 \n  302   Q0  FBIS3-1   +3\r\n'),
    ).toEqual([
      [
        '301',
        [
          ['FBIS3-1', 1],
          ['FBIS3-2', -2],
        ],
      ],
      ['302', [['FBIS3-1', 3]]],
    ]);
  });

  it.each([
    ['301 0 d1 1\n301 0 d2', 2, /3 columns where 4/],
    ['query-id\tcorpus-id\tscore\nq1 d1 1', 2, /1 columns where 3/],
    ['q1\td1\t1', 1, /3 columns where 4/],
    ['query-id\tcorpus-id\tscore\n\td1\t1', 2, /blank/],
    ['301 0 d1 1.5', 1, /"1.5" is not an integer/],
    ['301 0 d1 yes', 1, /not an integer/],
    ['301 0 d1 1\n302 0 d1 1\n301 0 d1 1', 3, /d1 is judged twice for topic 301/],
    ['query-id\tcorpus-id\tscore\n', 1, /no judgment/],
    ['', 1, /no judgment/],
  ])('are refused with file and line: %j', async (content, line, message) => {
    await expect(qrelsOf(content)).rejects.toMatchObject({
      code: 'QRELS_INVALID',
      facts: { file: join(folder, 'qrels'), line },
      message: expect.stringMatching(message),
    });
  });
});
