import { decompress } from '@bokuweb/zstd-wasm';
import { CompressionType, compressionRegistry, tableFromIPC } from 'apache-arrow';
import { Message } from 'apache-arrow/ipc/metadata/message';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadCompression } from '../../../src/format/compression.ts';
import { DocumentBlock } from '../../../src/format/document-block.ts';
import { encodeBlocks } from '../../../src/format/document-writer.ts';
import { blockOf, type StoredDocument, TEXT_FORMS } from '../../../src/format/documents.ts';
import { documentsFooter, documentsHeader } from '../../../src/format/documents-frame.ts';

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

beforeAll(async () => {
  await loadCompression();
  compressionRegistry.set(CompressionType.ZSTD, { decode: (bytes) => decompress(bytes) });
});

describe.each(TEXT_FORMS)('documents.arrow with %s texts', (form) => {
  it('gives back every document from its block', () => {
    const blocks = encodeBlocks(documents, form);
    expect(blocks.documents.length).toBeGreaterThan(3);
    let at = 0;
    const read = blocks.documents.flatMap((count, i) => {
      const bytes = blocks.metadata[i] + blocks.body[i];
      const block = new DocumentBlock(Buffer.from(blocks.bytes.subarray(at, at + bytes)), count);
      expect(block.isCompressed).toBe(form === 'compressed');
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

  it('has the metadata that apache-arrow makes of it, byte for byte', () => {
    const blocks = encodeBlocks(documents, form);
    let at = 0;
    for (const [i, metadataBytes] of blocks.metadata.entries()) {
      const written = blocks.bytes.subarray(at + 8, at + metadataBytes);
      const metadata = Message.encode(Message.decode(written));
      expect(Buffer.from(written.subarray(0, metadata.length)).equals(metadata)).toBe(true);
      expect(written.subarray(metadata.length).every((byte) => byte === 0)).toBe(true);
      at += metadataBytes + blocks.body[i];
    }
    expect(at).toBe(blocks.bytes.length);
  });

  it('is a whole Arrow file when header, blocks and footer are laid together', () => {
    const blocks = encodeBlocks(documents, form);
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
    const blocks = encodeBlocks(documents.slice(0, 3), form);
    const broken = Buffer.from(blocks.bytes);
    broken.fill(0x5a, 16, 200);
    expect(() => new DocumentBlock(broken, 3)).toThrowError(/block cannot be decoded/);
    expect(() => new DocumentBlock(Buffer.from(blocks.bytes), 2)).toThrowError(/block cannot be decoded/);
  });

  it('gives a document or INDEX_CORRUPT, whatever byte is damaged', () => {
    const { bytes } = encodeBlocks(documents.slice(0, 6), form);
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
    const { bytes } = encodeBlocks(documents.slice(0, 6), form);
    for (let length = 0; length < bytes.length - 64; length += 7) {
      expect(() => {
        const block = new DocumentBlock(Buffer.from(bytes.subarray(0, length)), 6);
        for (let row = 0; row < 6; row++) block.row(row);
      }, `${length} bytes`).toThrowError(/block cannot be decoded/);
    }
  });
});

describe('compressed texts', () => {
  const six = documents.slice(0, 6);
  const textBytes = six.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);

  it('are fewer bytes, and nothing else of a batch is compressed', () => {
    const plain = encodeBlocks(documents, 'plain');
    const compressed = encodeBlocks(documents, 'compressed');
    expect(compressed.documents).toEqual(plain.documents);
    expect(compressed.bytes.length).toBeLessThan(plain.bytes.length / 2);
    const bytes = Buffer.from(compressed.bytes);
    expect(bytes.includes('"a":1')).toBe(true);
    expect(bytes.includes('http://host/38')).toBe(true);
    expect(bytes.includes(documents[39].text)).toBe(false);
  });

  it('are stored as they are where compressing makes them no shorter', () => {
    const short = [{ ...documents[0], text: 'kurz und ohne jede Wiederholung' }];
    const { bytes } = encodeBlocks(short, 'compressed');
    expect(Buffer.from(bytes).includes(short[0].text)).toBe(true);
    expect(new DocumentBlock(Buffer.from(bytes), 1).row(0)).toEqual(short[0]);
  });

  it('are refused, never read wrongly, whatever bit of them is damaged', () => {
    const bytes = Buffer.from(encodeBlocks(six, 'compressed').bytes);
    const frame = bytes.indexOf(FRAME_MAGIC);
    const prefix = frame - 8;
    expect(bytes.readBigInt64LE(prefix)).toBe(BigInt(textBytes));
    // The next buffer begins with −1, after padding.
    let end = bytes.indexOf(longBytes(-1), frame);
    while (bytes[end - 1] === 0) end--;
    expect(end).toBeGreaterThan(frame + 40);
    for (let at = prefix; at < end; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const broken = Buffer.from(bytes);
        broken[at] ^= 1 << bit;
        const refused = expect.objectContaining({ code: 'INDEX_CORRUPT' });
        expect(() => new DocumentBlock(broken, 6).shownRow(5), `byte ${at}, bit ${bit}`).toThrow(refused);
      }
    }
    expect(new DocumentBlock(bytes, 6).shownRow(5).text).toBe(six[5].text);
    // What names a document does not touch them.
    bytes.fill(0, frame, end);
    expect(new DocumentBlock(bytes, 6).headingRow(5).title).toBe(six[5].title);
    expect(() => new DocumentBlock(bytes, 6).shownRow(5)).toThrow(expect.objectContaining({ code: 'INDEX_CORRUPT' }));
  });

  it('are refused before memory is taken when they claim more than a block holds', () => {
    const bytes = Buffer.from(encodeBlocks(six, 'compressed').bytes);
    const claimed = 0x7fffffff;
    const prefix = bytes.indexOf(FRAME_MAGIC) - 8;
    bytes.writeUInt32LE(claimed, prefix);
    // The last offset of the texts, which stands before them, claims the same.
    const last = bytes.lastIndexOf(longBytes(textBytes).subarray(0, 4), prefix - 1);
    bytes.writeInt32LE(claimed, last);
    const refused = expect.objectContaining({
      code: 'INDEX_CORRUPT',
      cause: expect.objectContaining({ message: 'a text of another length' }),
    });
    expect(() => new DocumentBlock(bytes, 6).shownRow(1)).toThrow(refused);
  });
});

const FRAME_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

function longBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
}
