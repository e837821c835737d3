import { describe, expect, it } from 'vitest';
import { FileNames } from '../../../src/library/file-name.ts';
import { IndexNames } from '../../../src/library/index-names.ts';

describe('the name of an index for an id', () => {
  it('is one that an index may have, of any id, and no two are alike', () => {
    const ids = [
      'q1',
      'q 1',
      'q_201',
      'Q_201',
      '_q1',
      'q_q1',
      '日本',
      'x'.repeat(300),
      `${'x'.repeat(299)}y`,
      '.',
      '-',
    ];
    const [files, indexes] = [new FileNames(), new IndexNames()];
    const names = ids.map((id) => indexes.nameOf(files.nameOf(id)));
    for (const name of names) expect(`${name}-9007199254740991`).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(ids.length);
    expect(names.slice(0, 6)).toEqual(['q1', 'q_201', 'q_201.2', 'Q_201_2', 'q_q1', 'q_q1.2']);
  });
});
