import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { DocumentBlock } from '../../../src/format/document-block.ts';
import {
  blockOf,
  documentsFooter,
  documentsHeader,
  encodeBlocks,
  type StoredDocument,
} from '../../../src/format/documents.ts';

const documents: StoredDocument[] = Array.from({ length: 40 }, (_, i) => ({
  id: `d${i}`,
  title: i === 3 ? '' : `Title ${i}`,
  text: 'Ein Satz über Wörter 漢字 🙂. '.repeat(i * 9),
  url: i % 2 === 0 ? `http://host/${i}` : null,
  date: i % 3 === 0 ? '2024-02-29' : null,
  language: null,
  links: i % 4 === 0 ? [`d${i + 1}`, 'd0'] : i % 4 === 1 ? [] : null,
  metadata: i % 5 === 0 ? '{"a":1}' : null,
}));

describe('documents.arrow', () => {
  it('gives back every document from its block', () => {
    const blocks = encodeBlocks(documents);
    expect(blocks.documents.length).toBeGreaterThan(3);
    let at = 0;
    const read = blocks.documents.flatMap((count, i) => {
      const bytes = blocks.metadata[i] + blocks.body[i];
      const block = new DocumentBlock(Buffer.from(blocks.bytes.subarray(at, at + bytes)), count);
      at += bytes;
      return Array.from({ length: count }, (_, row) => {
        const { id, title, text, url, date } = block.row(row);
        expect(block.shownRow(row)).toEqual({ id, title, text, url, date });
        return block.row(row);
      });
    });
    expect(at).toBe(blocks.bytes.length);
    expect(read).toEqual(documents);
  });

  it('is a whole Arrow file when header, blocks and footer are laid together', () => {
    const blocks = encodeBlocks(documents);
    const header = documentsHeader();
    const offsets: number[] = [];
    let at = header.length;
    for (const [i, metadata] of blocks.metadata.entries()) {
      offsets.push(at);
      at += metadata + blocks.body[i];
    }
    const footer = documentsFooter({
      first: new Uint32Array(0),
      offset: Float64Array.from(offsets),
      metadata: Uint32Array.from(blocks.metadata),
      body: Uint32Array.from(blocks.body),
    });
    const table = tableFromIPC(Buffer.concat([header, blocks.bytes, footer]));
    expect(table.numRows).toBe(documents.length);
    expect(table.getChild('text')?.get(39)).toBe(documents[39].text);
    expect(table.getChild('url')?.get(1)).toBeNull();
  });

  it('finds the block of a document', () => {
    const first = Uint32Array.of(0, 4, 5, 9);
    expect([0, 3, 4, 5, 8].map((document) => blockOf(first, document))).toEqual([0, 0, 1, 2, 2]);
  });

  it('refuses bytes that are no block', () => {
    const blocks = encodeBlocks(documents.slice(0, 3));
    const broken = Buffer.from(blocks.bytes);
    broken.fill(0x5a, 16, 200);
    expect(() => new DocumentBlock(broken, 3)).toThrowError(/block cannot be decoded/);
    expect(() => new DocumentBlock(Buffer.from(blocks.bytes), 2)).toThrowError(/block cannot be decoded/);
  });

  it('gives a document or INDEX_CORRUPT, whatever byte is damaged', () => {
    const { bytes } = encodeBlocks(documents.slice(0, 6));
    const outcomes = new Set<string>();
    for (let at = 0; at < bytes.length; at += at < 1200 ? 1 : 11) {
      for (const damage of [0xff, 0x80, 0x01]) {
        const broken = Buffer.from(bytes);
        broken[at] ^= damage;
        try {
          const block = new DocumentBlock(broken, 6);
          for (let row = 0; row < 6; row++) block.row(row);
          outcomes.add('read');
        } catch (error) {
          expect(error).toMatchObject({ code: 'INDEX_CORRUPT', facts: { file: 'documents.arrow' } });
          outcomes.add('refused');
        }
      }
    }
    expect(outcomes).toEqual(new Set(['read', 'refused']));
  });

  it('refuses a block that ends early', () => {
    const { bytes } = encodeBlocks(documents.slice(0, 6));
    for (let length = 0; length < bytes.length - 64; length += 7) {
      expect(() => {
        const block = new DocumentBlock(Buffer.from(bytes.subarray(0, length)), 6);
        for (let row = 0; row < 6; row++) block.row(row);
      }, `${length} bytes`).toThrowError(/block cannot be decoded/);
    }
  });
});
