import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCollection } from '../../indexer/ingest/open-collection.ts';
import { MAX_ID_BYTES } from '../../src/limits.ts';
import { readCollection } from '../support/read-collection.ts';

export interface CollectionInput {
  readonly path: string;
  readonly format: string;
  /** Ids of the documents, in order. */
  readonly ids: readonly string[];
}

const KNOWN_FIELDS = ['id', 'title', 'text', 'url', 'date', 'language', 'links', 'metadata'];

/**
 * What reading promises of every input, whatever the format and the compression.
 * @param setup writes the input into a new place; when it is a folder, files are created last to first on request
 */
export function collectionReaderContract(name: string, setup: (isReversed: boolean) => CollectionInput): void {
  describe(`the collection reader for ${name}`, () => {
    it('gives every document in its order, without a problem', async () => {
      const { path, ids } = setup(false);
      const { documents, problems } = await readCollection([path]);
      expect(problems).toEqual([]);
      expect(documents.map(({ id }) => id)).toEqual(ids);
    });

    it('gives the same documents at each read of one opened collection', async () => {
      const { path } = setup(false);
      const collection = await openCollection([path]);
      const readAll = async () => {
        const all = [];
        for await (const batch of collection.read({ onProblem })) all.push(...batch);
        return all;
      };
      const first = await readAll();
      expect(first.length).toBeGreaterThan(0);
      expect(await readAll()).toEqual(first);
    });

    it('gives the same documents from another place whose files were created in another order', async () => {
      const first = await readCollection([setup(false).path]);
      const second = await readCollection([setup(true).path]);
      expect(second.documents).toEqual(first.documents);
    });

    it('reads the same when the format is found out and when it is named', async () => {
      const { path, format } = setup(false);
      const found = await readCollection([path]);
      const named = await readCollection([path], { format });
      expect(named.collected).toEqual(found.collected);
    });

    it('gives ids that are unique, not empty and within the limit', async () => {
      const { documents } = await readCollection([setup(false).path]);
      const ids = documents.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) {
        expect(Buffer.byteLength(id)).toBeGreaterThan(0);
        expect(Buffer.byteLength(id)).toBeLessThanOrEqual(MAX_ID_BYTES);
      }
    });

    it('gives well-formed text without NUL, and nothing outside the fields of a document', async () => {
      const { documents } = await readCollection([setup(false).path]);
      for (const document of documents) {
        expect(KNOWN_FIELDS).toEqual(expect.arrayContaining(Object.keys(document)));
        const everything = JSON.stringify(document);
        expect(everything).not.toMatch(/\\u0000|\\ud[89a-f]/);
        expect(`${document.title}${document.text}`.trim()).not.toBe('');
        if (document.date !== undefined) expect(document.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
        if (document.language !== undefined) expect(document.language).toMatch(/^[a-z0-9-]+$/);
        if (document.links !== undefined) expect(new Set(document.links).size).toBe(document.links.length);
      }
    });

    it('counts bytes read that never fall and end at the size of the input', async () => {
      const { path } = setup(false);
      const { totalBytes } = await openCollection([path]);
      const { collected } = await readCollection([path]);
      let before = 0;
      for (const { bytesRead } of collected) {
        expect(bytesRead).toBeGreaterThanOrEqual(before);
        before = bytesRead;
      }
      expect(before).toBe(totalBytes);
      expect(totalBytes).toBeGreaterThan(0);
    });

    it('says of each document which file it came from', async () => {
      const { path } = setup(false);
      const { collected } = await readCollection([path]);
      for (const { location } of collected) expect(location.file.startsWith(path)).toBe(true);
    });

    it.runIf(process.platform === 'linux')('leaves no file open when it is left after the first document', async () => {
      const { path } = setup(false);
      const collection = await openCollection([path]);
      for await (const [first] of collection.read({ onProblem: () => {} })) {
        expect(first.location.file).toContain(path);
        break;
      }
      expect(openFiles().filter((file) => file.startsWith(path))).toEqual([]);
    });
  });
}

/** Stops at the first problem. */
export function onProblem({ error }: { readonly error: Error }): void {
  throw error;
}

function openFiles(): string[] {
  return readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(join('/proc/self/fd', descriptor));
    } catch {
      return '';
    }
  });
}
