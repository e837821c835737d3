import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { describeCounts } from '../../../../src/cli/counts/counts-report.ts';
import { countsTable } from '../../../../src/cli/counts/counts-table.ts';
import type { IndexCounts } from '../../../../src/cli/counts/index-counts.ts';

const none = { names: 0, without: 3, top: [] };
const counts: IndexCounts = {
  name: 'mine',
  id: '0'.repeat(32),
  documents: 1234,
  passages: 2345,
  words: 34_567,
  sources: { names: 1, without: 0, top: [{ name: 'docs/', documents: 1234, passages: 2345, words: 34_567 }] },
  hosts: { names: 7, without: 2, top: [{ name: 'a.org', documents: 5, passages: 6, words: 70 }] },
  languages: none,
  years: { names: 1, without: 0, top: [{ name: '1999', documents: 9, passages: 9, words: 9 }] },
  fields: [
    {
      name: 'year',
      type: 'number',
      documents: 4,
      missing: 1,
      values: 2,
      min: -1,
      max: 3.5,
      top: [{ value: '3.5', documents: 4 }],
    },
  ],
  lengths: { documents: { min: 1, median: 2, p90: 3, max: 4 }, passages: { min: 5, median: 6, p90: 7, max: 8 } },
  duplicates: {
    documents: { groups: 1, members: 2 },
    passages: { groups: 3, members: 7 },
    top: [{ id: 'first\nid', documents: 2 }],
  },
  links: {
    ...{ given: 10, edges: 6, unresolved: 3, repeated: 1, linking: 4, linked: 5, isolated: 2 },
    top: [{ id: 'hub', documents: 4 }],
  },
  skipped: {
    faults: [{ code: 'LINE_NOT_JSON', records: 2 }],
    others: [{ ending: '', files: 1 }],
    passed: [{ what: 'redirects', records: 8 }],
    hidden: 1,
    topics: 0,
  },
};

describe('the counts of an index', () => {
  it('are told in lines, each name on one', () => {
    const lines = describeCounts(counts);
    expect(lines).toContain('1,234 documents, 2,345 passages, 34,567 words');
    expect(lines).toContain('Hosts: 7, 1 of them here; 2 documents without one');
    expect(lines).toContain('  a.org          5         6     70');
    expect(lines).toContain('Languages: 0; 3 documents without one');
    expect(lines).toContain('Field year (number): 4 documents, 1 without, 2 values, -1 to 3.5');
    expect(lines).toContain('  passages     5       6     7    8');
    expect(lines).toContain('  first id  2');
    expect(lines.some((line) => /^ {2}files without an ending +1$/.test(line))).toBe(true);
    expect(lines.every((line) => !line.includes('\n'))).toBe(true);
  });

  it('say what nobody remembers', () => {
    const lines = describeCounts({ ...counts, sources: null, skipped: null });
    expect(lines).toContain('Sources: not remembered; the index was unpacked');
    expect(lines.some((line) => line.startsWith('Left out'))).toBe(false);
  });

  it('are a table of Apache Arrow with a row for each name', () => {
    const table = tableFromIPC(countsTable(counts));
    expect(table.schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'kind Utf8',
      'name Utf8',
      'documents Int64',
      'passages Int64',
      'words Int64',
    ]);
    const rows = table.toArray().map((row) => row?.toJSON());
    expect(rows[0]).toEqual({ kind: 'index', name: 'mine', documents: 1234n, passages: 2345n, words: 34_567n });
    expect(rows).toContainEqual({ kind: 'host', name: 'a.org', documents: 5n, passages: 6n, words: 70n });
    expect(rows).toContainEqual({ kind: 'without host', name: '', documents: 2n, passages: null, words: null });
    expect(rows).toContainEqual({
      kind: 'length of passages',
      name: 'p90',
      documents: null,
      passages: null,
      words: 7n,
    });
    expect(rows).toContainEqual({ kind: 'field year', name: '3.5', documents: 4n, passages: null, words: null });
    expect(rows).toContainEqual({ kind: 'skipped', name: 'LINE_NOT_JSON', documents: 2n, passages: null, words: null });
  });
});
