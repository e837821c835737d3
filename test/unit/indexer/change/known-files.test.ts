import { lstatSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { KnownFiles } from '../../../../indexer/change/known-files.ts';
import { stampOf } from '../../../../indexer/ingest/input-stamps.ts';
import { markdownReader } from '../../../../indexer/ingest/page-formats.ts';
import { type FileEntry, FileRecord, writeFileRecord } from '../../../../indexer/sources/file-record.ts';
import { sha256 } from '../../../../src/bytes/hash.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const path = join(folder, 'a.md');
writeFileSync(path, 'text');
const stat = lstatSync(path);
const found = {
  ...{ path, name: 'a.md', reader: markdownReader },
  had: (stamp: string) => stamp === stampOf(stat),
  look: () => stat,
};
const SAME: FileEntry = {
  path,
  name: 'a.md',
  stamp: stampOf(stat),
  sha256: sha256('text'),
  documents: 2,
  isOrdered: true,
  runs: [
    [1, 1],
    [3, 1],
  ],
};

function known(change: Partial<FileEntry>, reading = 'alike'): KnownFiles {
  const record = join(folder, 'files.jsonl');
  writeFileRecord(record, 'alike', [{ ...SAME, ...change }]);
  return new KnownFiles(FileRecord.read(record, 'files.jsonl', 5), reading, 5);
}

it.each([
  ['its stamp is the same, whatever its bytes are', { sha256: '' }],
  ['its bytes are, whatever its stamp is', { stamp: '' }],
])('a file is known again when %s', (_what, change) => {
  expect(known(change).find(found)).toMatchObject({ entry: { path, documents: 2 }, stamp: stampOf(stat) });
});

it.each([
  ['both are others', { sha256: '', stamp: '' }],
  ['it has another name in the collection', { name: 'b/a.md' }],
  ['the index holds less of its documents', { documents: 3 }],
])('it is not when %s', (_what, change) => {
  expect(known(change).find(found)).toBeNull();
});

it('it is not when it would be read in another way', () => {
  expect(known({}, 'otherwise').find(found)).toBeNull();
});

it('its documents are known by their numbers, and no others', () => {
  const files = known({});
  expect([0, 1, 2, 3, 4].map((number) => files.ownerOf(number))).toEqual([null, path, null, path, null]);
});

it('a record that leads to documents which are not there is corrupt, and none is no fault', () => {
  expect(() => known({ runs: [[4, 2]] })).toThrow(expect.objectContaining({ code: 'INDEX_CORRUPT' }));
  expect(FileRecord.read(join(folder, 'nothing'), 'nothing', 5).entries.size).toBe(0);
});
