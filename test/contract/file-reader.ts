import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readContent } from '../../indexer/ingest/decompression.ts';
import { findReader, findReaderByName } from '../../indexer/ingest/readers.ts';
import { StillwebError } from '../../src/errors.ts';
import { readCollection } from '../support/read-collection.ts';
import { type CollectionInput, collectionReaderContract, onProblem } from './collection-reader.ts';

/**
 * What every `CollectionReader` promises: all that is promised of inputs, and that it reads bytes and no files.
 * @param setup writes one file into a new folder of its own
 */
export function fileReaderContract(name: string, setup: () => CollectionInput): void {
  collectionReaderContract(name, setup);

  describe(`the file reader for ${name}`, () => {
    it('reads a file from content alone, cut anywhere, and names nothing but its name', async () => {
      const { path, format, ids } = setup();
      const file = { path: 'nowhere', name: basename(path), content: singleBytes(path), bytesRead: 0 };
      const found = [];
      for await (const batch of findReader(format).read(file, { onProblem })) {
        for (const { document, location } of batch) found.push([document.id, location.file.split('/')[0]]);
      }
      expect(found).toEqual(ids.map((id) => [id, 'nowhere']));
    });

    it('lets a fault of the content pass, or tells it as a problem', async () => {
      const { path, format } = setup();
      const fault = new StillwebError('STORAGE_FAILED', 'the disk is gone', {});
      const file = { path, name: basename(path), content: breakingOff(path, fault), bytesRead: 0 };
      const reading = async () => {
        for await (const batch of findReader(format).read(file, { onProblem })) Array.from(batch);
      };
      await expect(reading()).rejects.toBe(fault);
    });

    it('gives the same documents when a file is found in a folder, if its name tells the format', async () => {
      const { path } = setup();
      const named = await readCollection([path]);
      const found = await readCollection([dirname(path)]);
      const isTold = findReaderByName(basename(path)) !== null;
      expect(found.documents).toEqual(isTold ? named.documents : []);
      const reasons = (read: typeof named) => read.ignored.map(({ reason }) => reason);
      expect(reasons(found)).toEqual(isTold ? reasons(named) : ['kind']);
    });
  });
}

async function* singleBytes(path: string): AsyncGenerator<Buffer> {
  for await (const chunk of readContent(path, undefined, { admitsArchives: true })) {
    for (const byte of chunk) yield Buffer.from([byte]);
  }
}

async function* breakingOff(path: string, fault: Error): AsyncGenerator<Buffer> {
  for await (const chunk of readContent(path, undefined, { admitsArchives: true })) yield chunk.subarray(0, 8);
  throw fault;
}
