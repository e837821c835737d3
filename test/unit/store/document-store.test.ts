import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadCompression } from '../../../src/format/compression.ts';
import { encodeBlocks } from '../../../src/format/document-writer.ts';
import { type BlockTable, type StoredDocument, TEXT_FORMS } from '../../../src/format/documents.ts';
import { DocumentStore } from '../../../src/store/document-store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const documents: StoredDocument[] = Array.from({ length: 60 }, (_, i) => ({
  id: `d${i}`,
  title: `Title ${i}`,
  text: `${i}: ${'a word and another one '.repeat(i * 4)}`,
  url: null,
  date: null,
  language: 'en',
  links: null,
  metadata: null,
}));

/** Blocks one after the other, without header and footer, which the store does not read. */
function writeBlocks(parts: readonly Uint8Array[], encoded: readonly ReturnType<typeof encodeBlocks>[]) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'documents.arrow'), Buffer.concat(parts));
  const counts = encoded.flatMap((blocks) => blocks.documents);
  const metadata = Uint32Array.from(encoded.flatMap((blocks) => blocks.metadata));
  const body = Uint32Array.from(encoded.flatMap((blocks) => blocks.body));
  const first = new Uint32Array(counts.length + 1);
  const offset = new Float64Array(counts.length);
  for (let i = 0; i < counts.length; i++) {
    first[i + 1] = first[i] + counts[i];
    if (i > 0) offset[i] = offset[i - 1] + metadata[i - 1] + body[i - 1];
  }
  const table: BlockTable = { first, offset, metadata, body };
  return { folder, table };
}

describe('the store of documents', () => {
  beforeAll(loadCompression);

  it.each(TEXT_FORMS)('gives every document in any order, again and again, from %s texts', async (form) => {
    const blocks = encodeBlocks(documents, form);
    expect(blocks.documents.length).toBeGreaterThan(3);
    const { folder, table } = writeBlocks([blocks.bytes], [blocks]);
    const store = await DocumentStore.open(folder, table);
    for (let i = 0; i < 500; i++) {
      const number = (i * 37) % documents.length;
      const { id, title, text, url, date } = documents[number];
      if (i % 3 === 0) expect(store.getHeading(number)).toMatchObject({ id, title, url, date });
      expect(store.getShown(number)).toEqual({ id, title, text, url, date });
      expect(store.get((i * 7) % documents.length)).toEqual(documents[(i * 7) % documents.length]);
    }
    store.close();
  });

  it('refuses a file that mixes plain and compressed blocks', async () => {
    const plain = encodeBlocks(documents.slice(0, 10), 'plain');
    const compressed = encodeBlocks(documents.slice(10), 'compressed');
    const { folder, table } = writeBlocks([plain.bytes, compressed.bytes], [plain, compressed]);
    const store = await DocumentStore.open(folder, table);
    expect(store.getShown(3).id).toBe('d3');
    expect(() => store.getShown(20)).toThrow(expect.objectContaining({ code: 'INDEX_CORRUPT' }));
    store.close();
  });
});
