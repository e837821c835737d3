import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readReports } from '../../../src/evaluation/report-folder.ts';
import { MAX_REPORT_BYTES } from '../../../src/limits.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('reports of a system', () => {
  const folder = temporaryFolder();
  const [reports, points] = ['reports', 'points'].map((name) => join(folder, name));
  const write = (path: string, text: string) => writeFileSync(path, text);
  beforeEach(() => {
    for (const each of [reports, points]) {
      rmSync(each, { recursive: true, force: true });
      mkdirSync(each);
    }
    for (const id of ['b', 'a']) {
      write(join(reports, `${id}.q`), `question ${id}\n`);
      write(join(reports, `${id}.a`), `report ${id}\n`);
    }
    write(join(points, 'a_aggregated.json'), '{"key_points": [{"point_number": 1, "point_content": " one "}]}');
  });

  it('are read by id, with key points where there are some', () => {
    expect(readReports(reports, points)).toEqual([
      { id: 'a', question: 'question a', text: 'report a', keyPoints: ['one'] },
      { id: 'b', question: 'question b', text: 'report b', keyPoints: null },
    ]);
    expect(readReports(reports, undefined)[0].keyPoints).toBeNull();
  });

  it('are refused where one is missing, which would raise the mean', () => {
    rmSync(join(reports, 'b.a'));
    expect(() => readReports(reports, points)).toThrow('b.a is not there');
  });

  it.each<[string, string]>([
    ['no JSON', '{'],
    ['no list', '{"key_points": {}}'],
    ['an empty list', '{"key_points": []}'],
    ['a point without content', '{"key_points": [{"point_number": 1}]}'],
  ])('are refused where a file of key points has %s', (_what, text) => {
    write(join(points, 'a_aggregated.json'), text);
    expect(() => readReports(reports, points)).toThrow(expect.objectContaining({ code: 'REPORTS_INVALID' }));
  });

  it('are refused where they are too long, where there is none, and where there is no folder', () => {
    write(join(reports, 'a.a'), 'x'.repeat(MAX_REPORT_BYTES + 1));
    expect(() => readReports(reports, points)).toThrow(`over ${MAX_REPORT_BYTES} bytes`);
    expect(() => readReports(points, undefined)).toThrow('holds no report');
    expect(() => readReports(join(folder, 'none'), undefined)).toThrow(
      expect.objectContaining({ code: 'INPUT_MISSING' }),
    );
  });
});
