import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readRun, writeRun } from '../../../src/evaluation/run-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'run-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'run');

describe('a run that is read', () => {
  it('keeps topics and documents in file order, whatever the ranks say', async () => {
    writeFileSync(path, '# comment\n2 Q0 d1 9 -1.5e-3 mine\n1\tQ0\td1\t1\t.5\tmine\n2 Q0 d0 1 7 mine\n');
    const { run, tag } = await readRun(path);
    expect(tag).toBe('mine');
    expect([...run]).toEqual([
      [
        '2',
        [
          { id: 'd1', score: -0.0015 },
          { id: 'd0', score: 7 },
        ],
      ],
      ['1', [{ id: 'd1', score: 0.5 }]],
    ]);
  });

  it('may be empty', async () => {
    writeFileSync(path, '');
    expect(await readRun(path)).toEqual({ run: new Map(), tag: '' });
  });

  it.each([
    ['1 Q0 d1 1 2', 1, /5 columns/],
    ['1 Q0 d1 1 2 a b', 1, /7 columns/],
    ['1 Q0 d1 1 2 a\n1 Q0 d2 x 2 a', 2, /rank x/],
    ['1 Q0 d1 1 NaN a', 1, /score NaN/],
    ['1 Q0 d1 1 0x10 a', 1, /score 0x10/],
    ['1 Q0 d1 1 2 a\n2 Q0 d1 1 2 a\n1 Q0 d1 2 1 a', 3, /d1 stands twice for topic 1/],
  ])('is refused with file and line: %j', async (content, line, message) => {
    writeFileSync(path, content);
    await expect(readRun(path)).rejects.toMatchObject({
      code: 'RUN_INVALID',
      facts: { file: path, line },
      message: expect.stringMatching(message),
    });
  });
});

describe('a run that is written', () => {
  it('has six columns, ranks from 1, and scores that fall strictly', async () => {
    const rows = [
      { id: 'b', score: 20_000_001 },
      { id: 'a', score: 20_000_001 },
      { id: 'c', score: 12 },
    ];
    await writeRun(
      path,
      new Map([
        ['q1', rows],
        ['q0', []],
      ]),
      'still',
    );
    expect(readFileSync(path, 'utf8')).toBe('q1 Q0 b 1 20000001 still\nq1 Q0 a 2 19999998 still\nq1 Q0 c 3 12 still\n');
  });

  it.each([
    ['q 1', 'd', 'tag'],
    ['#q1', 'd', 'tag'],
    ['q1', 'd\td', 'tag'],
    ['q1', '', 'tag'],
    ['q1', 'd', ''],
  ])('is refused before the file is touched when a name cannot be written: %j %j %j', async (topic, id, tag) => {
    writeFileSync(path, 'earlier');
    const written = writeRun(path, new Map([[topic, [{ id, score: 1 }]]]), tag);
    await expect(written).rejects.toMatchObject({ code: 'RUN_INVALID' });
    expect(readFileSync(path, 'utf8')).toBe('earlier');
  });

  it('reports a place that cannot be written', async () => {
    await expect(writeRun(join(folder, 'no', 'run'), new Map(), 'tag')).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('ENOENT'),
    });
  });
});
