import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BuildRecord, readBuildRecord, writeBuildRecord } from '../../../../indexer/sources/build-record.ts';
import { RecordWriter } from '../../../../indexer/sources/record-file.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const record: BuildRecord = {
  change: null,
  folder: '/home/a',
  settings: { passages: 'whole', field: ['year:number'] },
  read: {
    empty: 1,
    undated: 2,
    ignored: 3,
    topics: 1,
    kinds: {
      formats: [{ format: 'jsonl', documents: 20_000 }],
      faults: [{ code: 'LINE_NOT_JSON', records: 1, examples: ['a.jsonl:3 is no JSON'] }],
      others: [{ ending: '.png', files: 2 }],
      passed: [{ what: 'redirects', records: 4 }],
      unnamed: 0,
    },
  },
  inputs: [
    { input: 'a', documents: 10_000, runs: Array.from({ length: 10_000 }, (_, i): [number, number] => [2 * i, 1]) },
    { input: null, documents: 1, runs: [[1, 1]] },
    { input: 'b', documents: 0, runs: [] },
  ],
};
const path = join(temporaryFolder(), 'build.jsonl');

describe('the record of a build', () => {
  it('gives back what was written, however many runs there are', () => {
    writeBuildRecord(path, record);
    expect(readBuildRecord(path, 'build.jsonl', 20_000)).toEqual(record);
  });

  it('is nothing where there is none, or one of another version', () => {
    expect(readBuildRecord(join(temporaryFolder(), 'none'), 'none', 1)).toBeNull();
    write({ ...headOf(record), version: 2 });
    expect(readBuildRecord(path, 'build.jsonl', 1)).toBeNull();
  });

  it.each([
    ['a run behind the last document', [headOf(record), ['a', 1], [[5, 1]]]],
    ['a run without an input', [headOf(record), [[0, 1]]]],
    ['settings that are none', [{ ...headOf(record), settings: { a: 1 } }]],
    ['kinds that are none', [{ ...headOf(record), read: { ...record.read, kinds: { formats: 1 } } }]],
  ])('is refused with %s', (_, lines) => {
    write(...lines);
    expect(() => readBuildRecord(path, 'build.jsonl', 5)).toThrow(expect.objectContaining({ code: 'INDEX_CORRUPT' }));
  });

  it('is refused when a byte of it is another one', () => {
    writeBuildRecord(path, record);
    const bytes = readFileSync(path);
    bytes[bytes.indexOf('jsonl')] ^= 1;
    writeFileSync(path, bytes);
    expect(() => readBuildRecord(path, 'build.jsonl', 20_000)).toThrow(
      expect.objectContaining({ code: 'INDEX_CORRUPT' }),
    );
  });
});

function headOf({ inputs: _, ...head }: BuildRecord): object {
  return { version: 1, ...head };
}

function write(...lines: readonly unknown[]): void {
  const writer = new RecordWriter(path);
  for (const line of lines) writer.add(line);
  writer.finish();
}
